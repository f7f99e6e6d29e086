import re

import pytest

from statuslab.widgets.scripts import script


@pytest.mark.parametrize("names", [("quiz", "exam"), ("dom", "panel"), ("exam", "quiz")])
def test_joined_script_has_one_default_export_and_no_imports(names):
    text = script(*names)
    (exported,) = re.findall(r"^export .*$", text, re.MULTILINE)
    assert exported == re.findall(r"^export .*$", script(names[-1]), re.MULTILINE)[-1]
    assert not re.search(r"^import ", text, re.MULTILINE)


def test_missing_script_is_an_error():
    with pytest.raises(FileNotFoundError):
        script("quiz", "nothing")
