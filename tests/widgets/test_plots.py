import re

import pytest

from statuslab.widgets import plots
from statuslab.widgets.html import stylesheet
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


def test_a_figure_follows_the_theme_whichever_of_matplotlibs_own_colors_it_uses(figure):
    shown = figure_html(figure)
    drawn = shown.partition("</style>")[2]
    assert re.findall(r"#[0-9a-f]{6}\b", drawn) == []
    assert {f"var(--c{digit})" for digit in range(1, 6)} <= set(re.findall(r"var\(--\w+\)", drawn))


def test_every_color_of_a_figure_is_one_of_the_palette():
    names = {name.removeprefix("var(").removesuffix(")") for name in plots.COLORS.values()}
    assert [name for name in names if f"{name}:" not in stylesheet("palette")] == []


def test_the_same_figure_gives_the_same_bytes(figure):
    assert figure_html(figure) == figure_html(figure)


def test_a_figure_brings_no_style_or_script_of_its_own(figure):
    shown = figure_html(figure)
    assert shown.count("<style") == 1
    assert "<script" not in shown
    assert "<?xml" not in shown


def test_a_figure_is_told_to_those_who_cannot_see_it(figure):
    assert 'role="img" aria-label="Plot: Hours &amp; ' in figure_html(figure)


def test_a_figure_without_a_title_says_so():
    from matplotlib.figure import Figure

    assert 'aria-label="Plot: without a title"' in figure_html(Figure())
