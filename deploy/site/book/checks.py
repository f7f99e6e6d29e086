"""What the built site is held to: each link leads somewhere, nothing is asked of another host, old addresses work."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

MOVED = Path(__file__).with_name("moved.csv")
REDIRECT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="0; url={to}">
<link rel="canonical" href="{to}">
<title>This page has moved</title>
<p>This page has moved: <a href="{to}">go to its new place</a>.</p>
</html>
"""
LOADS = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}


@dataclass
class Html(HTMLParser):
    """What a page names: its ids, where its links lead, and what a browser loads for it."""

    text: str
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value for name, value in attrs if value}
        self.ids.update(found[name] for name in ("id", "name") if name in found)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if target := found.get(LOADS.get(tag, "")):
            self.loads.append(target)


def broken(site: Path) -> Iterator[str]:
    """A line for each link of the book that leads nowhere, and for each thing that it loads from another host."""
    pages = {path: Html(path.read_text("utf-8")) for path in sorted(_book(site))}
    for path, page in pages.items():
        where = path.relative_to(site)
        for target in page.loads:
            if urlsplit(target).netloc or target.startswith("//"):
                yield f"{where}: loads {target} from another host"
            elif not _leads(target, path, site, pages):
                yield f"{where}: loads {target}, which is not there"
        for target in page.links:
            if not _leads(target, path, site, pages):
                yield f"{where}: links to {target}, which is not there"


def _book(site: Path) -> Iterator[Path]:
    """The pages of the book, without JupyterLite's own."""
    return (path for path in site.rglob("*.html") if path.relative_to(site).parts[0] not in ("run", "_static"))


def _leads(target: str, path: Path, site: Path, pages: Mapping[Path, Html]) -> bool:
    """Whether a target is elsewhere, or a file of the site with that anchor. An absolute path leaves a sub-path."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https", "mailto", "data")
    if parts.path.startswith("/"):
        return False
    there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    there = there / "index.html" if there.is_dir() else there
    if not there.is_file() or not there.is_relative_to(site.resolve()):
        return False
    if names := parse_qs(parts.query).get("path"):  # a notebook that JupyterLite opens
        return (site / "run" / "files" / names[0]).is_file()
    return not parts.fragment or there not in pages or unquote(parts.fragment) in pages[there].ids


# --- Addresses that moved -----------------------------------------------------------------------------------


def moved() -> dict[str, str]:
    """Where a former address of the book leads today, both from the top of the site."""
    with MOVED.open(encoding="utf-8", newline="") as file:
        return {row["from"]: row["to"] for row in csv.DictReader(file)}


def write_redirects(site: Path, addresses: Mapping[str, str]) -> None:
    """A page at each former address that leads to the new one, without a script. Raises ValueError if one is in use."""
    for old, new in addresses.items():
        path = site / old
        if path.exists():
            raise ValueError(f"{MOVED.name}: {old} is a page of today; take its line out")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REDIRECT.format(to=escape("../" * old.count("/") + new)), "utf-8")
