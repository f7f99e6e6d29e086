"""What the course sets in the Jupyter server of `statuslab lab`. Jupyter runs this file, and gives it `get_config`."""

import os
import shutil
import sys

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.contents_manager_class = "statuslab.notebook.course_pages.CoursePages"
if os.name == "posix" and not sys.stdout.isatty():
    # Where Jupyter has no terminal itself, it opens login shells, and those forget the PATH that finds `statuslab`.
    c.ServerApp.terminado_settings = {"shell_command": [os.environ.get("SHELL") or shutil.which("sh") or "sh"]}
