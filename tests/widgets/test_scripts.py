import re

import pytest

from statuslab.widgets.scripts import script


@pytest.mark.parametrize("names", [("quiz", "exam"), ("dom", "panel"), ("exam", "quiz")])
def test_a_joined_script_exports_the_last_ones_widget_alone_and_imports_nothing(names):
    text = script(*names)
    (exported,) = re.findall(r"^export .*$", text, re.MULTILINE)
    assert exported == re.findall(r"^export .*$", script(names[-1]), re.MULTILINE)[-1]
    assert not re.search(r"^import ", text, re.MULTILINE)


def test_a_script_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        script("quiz", "nothing")
