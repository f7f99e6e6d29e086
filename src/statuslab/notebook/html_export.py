"""Links between pages in a static export: `jupyter nbconvert` keeps them, and an exported page is called x.html.

make html
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor

_TO_A_PAGE = re.compile(r'(?<=\]\()([\w-]+)\.ipynb(?=[)#])|(?<=href=")([\w-]+)\.ipynb(?=["#])')


class HtmlLinks(Preprocessor):
    """Let a link to a page of the course, in Markdown or in an output, lead to its export."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:  # noqa: ARG002
        if cell.cell_type == "markdown":
            cell.source = exported(cell.source)
        for output in cell.get("outputs", ()):
            if html := output.get("data", {}).get("text/html"):
                output.data["text/html"] = exported(html)
        return cell, resources


def exported(text: str) -> str:
    """Return a text whose links to pages lead to exported pages.

    >>> exported("[Next](2xx_success.ipynb#Make-it-happen), `x.ipynb`")
    '[Next](2xx_success.html#Make-it-happen), `x.ipynb`'
    """
    return _TO_A_PAGE.sub(lambda found: f"{found[1] or found[2]}.html", text)
