import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from widget_samples import HOSTILE

from sampling import together
from statuslab import static
from statuslab.widgets import cards, exchange, story
from statuslab.widgets.html import ROOT, STYLE_MARK, Safe, inline, join, page, plain, safe, stylesheet, tag

STATIC = Path(static.__file__).parent
PAGES = {"class", "projector"}  # the pages of a live class have their documents to themselves
SHEETS = sorted({path.stem for path in STATIC.glob("*.css")} - PAGES)
LIGHT, DARK = 0, 1
JUPYTER = (("#ffffff", "#ffffff"), ("#111111", "#212121"))
"""The background colors of JupyterLab (layers 0 and 1), light and dark."""


def test_text_never_becomes_markup():
    shown = tag("p", {"title": HOSTILE}, HOSTILE)
    assert shown.count("<") == 2
    assert "&lt;script&gt;" in shown
    assert "&quot;" in shown
    assert not re.search("[\x1b\u202e]", shown)


def test_safe_is_not_escaped_and_text_is():
    assert join((Safe("<b></b>"), "<b>")) == "<b></b>&lt;b&gt;"
    assert safe(safe("<")) == "&lt;"


def test_attributes_that_are_none_or_false_are_left_out():
    assert tag("i", {"a": None, "b": False, "c": True, "d": 0}) == '<i c d="0"></i>'


def test_void_elements_have_no_end_tag():
    assert tag("br") == "<br>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` c", "a <code>b</code> c"),
        ("`<b>` <b>", "<code>&lt;b&gt;</code> &lt;b&gt;"),
        ("a ` b", "a ` b"),
        ("**no** _markdown_", "**no** _markdown_"),
    ],
)
def test_inline_turns_only_backticks_into_markup(text, expected):
    assert inline(text) == expected
    assert "`" not in plain("a `b` c")


def test_inline_links_a_standard_outside_code():
    url = "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2"
    link = (
        f'<a href="{url}" target="_blank" rel="noopener" data-lm-suppress-shortcuts="true">RFC 9110 section 15.5.2</a>'
    )
    assert inline("`RFC 9110` (RFC 9110 section 15.5.2), <b>") == f"<code>RFC 9110</code> ({link}), &lt;b&gt;"


def test_page_starts_with_its_styles():
    shown = page(("exchange",), Safe("<p></p>"))
    assert shown.startswith('<style data-statuslab="palette">\n.sl{')
    assert shown.endswith('</style>\n<div class="sl mathjax_ignore tex2jax_ignore"><p></p></div>')
    assert re.findall(r"<style[^>]*>", shown) == [f'<style {STYLE_MARK}="{name}">' for name in ("palette", "exchange")]


def test_every_output_is_passed_over_by_mathjax():
    """JupyterLab's MathJax leaves out `mathjax_ignore`, the one of exported pages and of Colab `tex2jax_ignore`."""
    assert {"sl", "mathjax_ignore", "tex2jax_ignore"} == set(ROOT.split())
    assert f'<div class="{ROOT}">' in page((), Safe("$x$"))


def test_page_that_names_a_style_sheet_twice_holds_it_once():
    shown = page(("still", "palette", "still"), Safe(""))
    assert [shown.count(f'{STYLE_MARK}="{name}"') for name in ("palette", "still")] == [1, 1]


def test_page_is_broken_into_lines_inside_end_tags():
    items = [tag("li", None, tag("b", None, text), " <p>") for text in "xy"]
    shown = page((), join((tag("ul", None, *items), tag("pre", None, "1\n2"))))
    assert shown.partition('<div class="sl mathjax_ignore tex2jax_ignore">')[2].split("\n") == [
        "<ul><li><b>x</b> &lt;p&gt;</li",
        "><li><b>y</b> &lt;p&gt;</li></ul",
        "><pre>1",
        "2</pre></div>",
    ]


def test_page_reads_the_same_with_and_without_its_line_breaks():
    items = tag("ul", None, tag("li", None, "x"), tag("li", None, "y"))
    body = join((items, tag("pre", None, " 1\n2 "), tag("svg", None, tag("text", None, "<a>"), tag("path")), "z"))
    shown = page((), body).rpartition("</style>\n")[2]
    assert shown.count("\n") > 1 and parsed(shown) == parsed(tag("div", {"class": ROOT}, body))


def parsed(markup):
    """What a parser makes of some HTML: start tags, end tags and text, in order."""
    events = []
    parser = HTMLParser()
    parser.handle_starttag = lambda name, attributes: events.append((name, attributes))
    parser.handle_endtag = lambda name: events.append(f"/{name}")
    parser.handle_data = events.append
    parser.feed(markup)
    parser.close()
    return events


def test_stylesheet_has_a_line_for_each_rule():
    lines = stylesheet("palette").splitlines()
    assert ".sl *{box-sizing:border-box}" in lines
    assert all(line.count("{") == line.count("}") >= 1 for line in lines)


def test_unknown_style_sheet_is_an_error():
    with pytest.raises(FileNotFoundError):
        stylesheet("no such style")


@pytest.mark.parametrize(
    ("styles", "limit"),
    [
        (exchange.STYLES, 4640),
        (cards.STYLES, 4096),
        (cards.COMPARE_STYLES, 4096),
        (("still",), 4096),
        (story.STYLES, 6656),
    ],
)
def test_styles_of_an_output_are_small(styles, limit):
    assert 0 < len(stylesheet("palette", *styles)) <= limit


@together("name", SHEETS)
def test_every_css_rule_is_scoped_to_our_class(name):
    for selectors in re.findall(r"([^{}]+)\{", stylesheet(name)):
        if not selectors.strip().startswith("@"):
            assert all(".sl" in one for one in selectors.split(",")), selectors


@together("name", SHEETS)
def test_css_selector_names_a_class_once(name):
    """No component stands inside another of its kind, so that a rule for `.still .still pre` would match nothing."""
    for selector in re.findall(r"[^{},]+(?=[{,])", stylesheet(name)):
        classes = re.findall(r"\.([a-z][\w-]*)", selector)
        assert len(classes) == len(set(classes)), selector


@together("name", SHEETS)
def test_styles_load_nothing_and_animate_nothing(name):
    assert not re.search(r"url\(|@import|@font-face|https?:|animation|transition", stylesheet(name))


# --- contrast, from the style sheet itself


def palette(theme):
    found = re.findall(r"--(\w+):(?:var\([^,]+,)?light-dark\((#\w+),(#\w+)\)", stylesheet("palette"))
    return {name: colors[theme] for name, *colors in found}


def luminance(color):
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_formula_is_right():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_color_has_enough_contrast(theme):
    colors = palette(theme)
    grounds = [colors["bg"], colors["panel"], *JUPYTER[theme]]
    pairs = [(name, ground) for name in ("ink", "soft", "accent", "sent", "recv") for ground in grounds]
    pairs += [(f"c{n}", ground) for n in range(6) for ground in (*grounds, colors[f"t{n}"])]
    pairs += [(name, colors["t0"]) for name in ("ink", "soft", "c0")]
    pairs += [(name, colors["t3"]) for name in ("ink", "sent", "recv")]  # a field that is set off
    pairs += [("ink", colors[f"t{n}"]) for n in range(6)] + [("on", colors["accent"])]
    weak = {(name, ground): contrast(colors[name], ground) for name, ground in pairs}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


def test_phone_without_light_dark_gets_the_light_colors():
    (fallback,) = re.findall(r"@supports not \(color:light-dark\([^{]+\{body\.sl\{(.*?)\}\}", stylesheet("class"))
    assert dict(re.findall(r"--(\w+):(#\w+)", fallback)) == palette(LIGHT)


def test_dark_theme_follows_jupyter_or_else_the_system():
    css = stylesheet("palette")
    assert "body[data-jp-theme-light=false] .sl{color-scheme:dark}" in css
    assert "@media (prefers-color-scheme:dark){body:not([data-jp-theme-light]) .sl{color-scheme:dark}}" in css
