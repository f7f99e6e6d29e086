"""Sphinx's configuration. A warning stops the build; no page is executed; nothing is asked of another host."""

import re
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.search.en import SearchEnglish

from statuslab.catalog.pages import anchor

project = "HTTP Status Lab"
language = "en"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_merge_streams = True
nitpicky = True
smartquotes = False  # what a page quotes is shown as it is written
myst_heading_anchors = 6
myst_heading_slug_func = anchor  # as in JupyterLab, where the links between pages lead
suppress_warnings = [
    "config.cache",  # of the function above
    "misc.highlighting_failure",  # an excerpt of a file, or a log line, is not always valid
]

html_theme = "furo"
html_title = project
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["statuslab.css", "book.css"]
html_extra_path = ["_extra"]
exclude_patterns = ["_extra", "_static"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False


def keep_anchors(app, doctree):  # noqa: ARG001
    """Give each section the id that JupyterLab gives its heading, beside Sphinx's own: old links to it stay good."""
    for section in doctree.findall(nodes.section):
        own = anchor(section.next_node(nodes.title).astext())
        if own not in doctree.ids:
            section["ids"].append(own)
            doctree.ids[own] = section


def make_accessible(app, name, template, context, doctree):  # noqa: ARG001
    """Let the keyboard scroll what is wider than the window, and say which level a heading of the sidebar has."""
    if "body" in context:
        context["body"] = re.sub(r'<(pre|div class="table-wrapper [^"]*")>', r'<\1 tabindex="0">', context["body"])
    tree = "furo_navigation_tree"
    context[tree] = context[tree].replace('role="heading"', 'role="heading" aria-level="2"')


def draw_diagrams(app, name, template, context, doctree):  # noqa: ARG001
    """Load what draws diagrams where a page has some."""
    if "highlight-mermaid" in context.get("body", ""):
        app.add_js_file("mermaid.tiny.js", loading_method="defer")
        app.add_js_file("diagrams.js", loading_method="defer")


class WithNumbers(SearchEnglish):
    """The language of the search, which leaves out numbers. Here they are what people search for."""

    def word_filter(self, word):
        return word not in self.stopwords


def search_numbers(app, exception):
    """Let the search in the browser ask for numbers too."""
    script = Path(app.outdir, "_static", "searchtools.js")
    skips_numbers = r" || queryTerm.match(/^\d+$/)"
    if exception is None:
        text = script.read_text("utf-8")
        if skips_numbers not in text:
            raise ExtensionError(f"{script.name} skips numbers in another way; change search_numbers in conf.py")
        script.write_text(text.replace(skips_numbers, ""), "utf-8")


def setup(app):
    app.add_search_language(WithNumbers)
    app.connect("build-finished", search_numbers)
    app.connect("doctree-read", keep_anchors)
    app.connect("html-page-context", draw_diagrams)
    app.connect("html-page-context", make_accessible, priority=900)  # after the theme's
