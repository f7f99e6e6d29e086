"""The page that lists every endpoint, made from the tables: one file without external resources, light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from statuslab.server.httpbin.endpoint import Entry

STYLE = """
:root{color-scheme:light dark;--bg:#fff;--ink:#1f2430;--soft:#5b6475;--line:#e2e6ee;--panel:#f7f8fb;--accent:#2f5bd0}
@media(prefers-color-scheme:dark){
:root{--bg:#111318;--ink:#e6e9f0;--soft:#9aa4b5;--line:#2a2f3a;--panel:#181b22;--accent:#8fb0ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem 4rem;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,"DejaVu Sans",sans-serif}
h1{font-size:1.6rem;margin:0}h2{font-size:1rem;margin:2rem 0 .4rem}p{color:var(--soft);margin:.3rem 0}
nav{margin:1rem 0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}a{color:var(--accent)}
table{border-collapse:collapse;width:100%;background:var(--panel);border:1px solid var(--line);border-radius:8px}
td{padding:.35rem .75rem;border-top:1px solid var(--line);vertical-align:baseline}tr:first-child td{border-top:0}
td:first-child{width:52%}code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
overflow-wrap:anywhere}small{color:var(--soft)}
@media(max-width:40rem){td{display:block;width:auto!important;border:0}tr{border-top:1px solid var(--line)}}
""".strip()

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>httpbin: HTTP Request &amp; Response Service</title>
<style>
{style}
</style>
</head>
<body>
<header>
<h1>httpbin</h1>
<p>Ask for a response, and it is sent: every endpoint of httpbin under the same path, and more besides.
A request that asks for too much gets as much as there is, or one line that says why not.</p>
<nav aria-label="Chapters">
{contents}
</nav>
</header>
<main>
{chapters}
</main>
</body>
</html>
"""


class Chapter(NamedTuple):
    """A section of the page: its title, its entries, and further examples of them."""

    title: str
    entries: Sequence[Entry]
    examples: Sequence[tuple[str, str]] = ()


def page(chapters: Iterable[Chapter], root: str = "") -> str:
    """The page as HTML; `root` is the path before all of its links."""
    named = [(f"c{number}", chapter) for number, chapter in enumerate(chapters, start=1)]
    return PAGE.format(
        style=STYLE,
        contents="\n".join(f'<a href="#{name}">{escape(chapter.title)}</a>' for name, chapter in named),
        chapters="\n".join(_chapter(name, chapter, root) for name, chapter in named),
    )


def _chapter(name: str, chapter: Chapter, root: str) -> str:
    rows = [_row(entry, root) for entry in chapter.entries if entry.summary]
    rows += [
        f"<tr><td>{_link(address, root)}</td><td>{escape(summary)}</td></tr>" for address, summary in chapter.examples
    ]
    title = f'<h2 id="{name}">{escape(chapter.title)}</h2>'
    return "\n".join([f'<section aria-labelledby="{name}">', title, "<table>", *rows, "</table>", "</section>"])


def _row(entry: Entry, root: str) -> str:
    """A link where GET is allowed, else the path and its methods."""
    clickable = entry.methods is None or "GET" in entry.methods
    address = _link(entry.example or entry.path, root) if clickable else f"<code>{escape(entry.path)}</code>"
    return f"<tr><td>{address}{_methods(entry.methods)}</td><td>{escape(entry.summary)}</td></tr>"


def _methods(methods: tuple[str, ...] | None) -> str:
    """The methods in a few words; nothing for GET alone."""
    if methods == ("GET",):
        return ""
    methods_text = "any method" if methods is None else "all usual methods" if len(methods) > 3 else ", ".join(methods)
    return f" <small>{methods_text}</small>"


def _link(address: str, root: str) -> str:
    return f'<a href="{escape(root + address)}"><code>{escape(address)}</code></a>'
