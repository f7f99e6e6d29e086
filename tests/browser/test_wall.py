"""The wall of a class: every question fits, as large as it can be, and says what the room needs in every phase."""

import pytest
from walls import Wall, class_of, phases

from statuslab.notebook.quiz import bank

SIZES = [(1920, 1080), (1280, 720)]
ALL = [question for question in bank() if question.form != "provoke"]
LEAST = 23.99  # 1080ths of the height: the smallest text, but for rounding
READABLE = 30  # the same for the text of options


@pytest.fixture
def wall(chromium):
    """Open walls, and close them without errors."""
    opened = []

    def made(*size, **options):
        opened.append(Wall(chromium, *size, **options))
        return opened[-1]

    yield made
    for each in opened:
        each.close()


def sample():
    """The questions of a quick run: some of each form, and those with the most text."""
    by_form = {question.form: question for question in ALL}
    longest = sorted(ALL, key=lambda each: len(each.ask) + len(each.wire) + sum(len(o.text) for o in each.options))[-4:]
    return list({each.id: each for each in (*by_form.values(), *longest, *ALL[::60])}.values())


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("questions", [sample(), pytest.param(ALL, marks=pytest.mark.slow)], ids=["some", "all"])
def test_every_question_fits_on_the_wall_open_voted_and_revealed(wall, size, questions):
    screen, session = wall(*size), class_of(questions)
    faults, sizes = [], []
    for number, question in enumerate(questions):
        for phase, shown in phases(session, number):
            if phase == "discuss":
                continue  # as when it was open
            screen.show(shown)
            seen = screen.measured()
            sizes.append(seen["size"])
            if seen["faults"] or seen["smallest"] < LEAST or seen["size"] < READABLE:
                faults.append((question.id, phase, seen["size"], seen["smallest"], seen["faults"][:3]))
    assert faults == []
    assert len(sizes) == 3 * len(questions)
    assert sorted(sizes)[len(sizes) // 2] >= 45  # half of all is far larger than needed
