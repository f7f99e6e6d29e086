"""Imported before nbformat, this makes its import six seconds faster.

nbformat checks notebooks with jsonschema, which compiles 38 grammars of RFC 3987 if it finds the package
rfc3987_syntax. No notebook has a value of that format.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # an import fails, which jsonschema expects
