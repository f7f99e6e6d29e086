import re

import pytest

from statuslab.widgets import plots
from statuslab.widgets.html import STYLE_MARK, stylesheet
from statuslab.widgets.plots import figure_html


@pytest.fixture(scope="module")
def figure():
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    for name in ("green", "olive", "orange", "red", "blue", "purple", "brown", "pink", "gray", "cyan"):
        axes.plot([1, 3, 2], color=f"tab:{name}", label=name)
    axes.legend()
    axes.grid()
    axes.set_title("Hours & <script>alert(1)</script>")
    return figure


def test_figure_uses_theme_colors_for_all_default_colors(figure):
    shown = figure_html(figure)
    drawn = shown.rpartition("</style>")[2]
    assert re.findall(r"#[0-9a-f]{6}\b", drawn) == []
    assert {f"var(--c{digit})" for digit in range(1, 6)} <= set(re.findall(r"var\(--\w+\)", drawn))


def test_figure_colors_are_in_the_palette():
    names = {name.removeprefix("var(").removesuffix(")") for name in plots.COLORS.values()}
    assert [name for name in names if f"{name}:" not in stylesheet("palette")] == []


def test_same_figure_gives_the_same_bytes(figure):
    assert figure_html(figure) == figure_html(figure)


def test_figure_has_no_style_and_no_script(figure):
    shown = figure_html(figure)
    assert re.findall(r"<style[^>]*>", shown) == [f'<style {STYLE_MARK}="{name}">' for name in ("palette", "plot")]
    assert "<script" not in shown
    assert "<?xml" not in shown


def test_figure_has_a_label_for_screen_readers(figure):
    assert 'role="img" aria-label="Plot: Hours &amp; ' in figure_html(figure)


def test_figure_without_a_title_says_so():
    from matplotlib.figure import Figure

    assert 'aria-label="Plot: without a title"' in figure_html(Figure())
