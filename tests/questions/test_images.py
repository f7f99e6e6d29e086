"""Images of questions: read from beside the file, kept inside the question, and refused with one line."""

from io import BytesIO

import pytest
from PIL import Image

from statuslab.questions import drawings, images, presented, version_of
from statuslab.questions.compiled import compiled, read_compiled
from statuslab.questions.loader import load_bank, read_bank

ASK = """\
- id: tree
  ask: What is this? ![a tree]({name})
  options:
    - {{text: An oak, right: true}}
    - {{text: "![a fir]({name})"}}
"""


def picture(kind="PNG", size=(3, 2)):
    out = BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


@pytest.fixture
def bank(tmp_path):
    (tmp_path / "tree.png").write_bytes(picture())
    path = tmp_path / "mine.yaml"
    path.write_text(ASK.format(name="tree.png"))
    return path


def test_image_is_kept_in_the_question_under_a_name_of_its_content(bank):
    (question,) = load_bank(bank)
    ((name, uri),) = question.images
    assert name == images.unique_name("tree.png", picture()) and f"({name})" in question.ask
    assert images.content(uri) == picture() and uri.startswith("data:image/png;base64,")
    assert read_compiled(compiled(load_bank(bank), "x"), "x") == load_bank(bank)


def test_image_is_drawn_with_its_words_wherever_it_is_named(bank):
    (question,) = load_bank(bank)
    shown = presented(question)
    words = {name: drawing["plain"] for name, drawing in shown["drawn"].items()}
    assert sorted(words.values()) == ["What is this? [a tree]", "[a fir]"]
    ((_, attributes, _),) = (node for node in shown["drawn"][question.ask]["nodes"] if not isinstance(node, str))
    assert attributes == {"src": dict(question.images)[question.images[0][0]], "alt": "a tree"}
    assert drawings(question, ["no image"]) == {}


def test_question_with_another_image_is_another_version(bank):
    (before,) = load_bank(bank)
    (bank.parent / "tree.png").write_bytes(picture(size=(5, 5)))
    (after,) = load_bank(bank)
    assert version_of(before) != version_of(after)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_image_of_each_kind_is_taken(bank, kind):
    (bank.parent / "tree.png").write_bytes(picture(kind))
    assert load_bank(bank).questions[0].images[0][1].startswith(f"data:image/{kind.lower()};")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (picture(), "gone.png", "no image gone.png beside this file"),
        (picture(), "../tree.png", "../tree.png is outside the folder of this file"),
        (picture(), "/etc/passwd", "/etc/passwd is outside the folder of this file"),
        (picture(), "https://a.example/tree.png", "https://a.example/tree.png is elsewhere"),
        (picture(), "data:image/png;base64,AA", "data:image/png;base64,AA is elsewhere"),
        (b"GIF89a nonsense", "tree.png", "tree.png is no PNG, JPEG, GIF or WebP, or damaged"),
        (SVG, "tree.png", "tree.png is no PNG, JPEG, GIF or WebP, or damaged"),
        (picture()[:20], "tree.png", "tree.png is no PNG, JPEG, GIF or WebP, or damaged"),
        (b"x" * 1_000_001, "tree.png", "tree.png has 1,000,001 bytes, expected at most 1,000,000"),
        (picture(size=(4097, 1)), "tree.png", "tree.png is 4097 by 1 pixels, expected at most 4096 on a side"),
    ],
)
def test_image_that_cannot_be_shown_is_one_line(bank, content, name, expected):
    (bank.parent / "tree.png").write_bytes(content)
    bank.write_text(ASK.format(name=name))
    reading = read_bank(bank)
    assert not reading.questions
    assert reading.mistakes[0].startswith(f"mine.yaml line 2, field ask: {expected}")
    assert len(reading.mistakes) == 2


def test_image_without_words_is_refused(bank):
    bank.write_text(bank.read_text().replace("a tree", ""))
    (mistake,) = read_bank(bank).mistakes
    assert mistake.endswith("tree.png has no words for people who cannot see it; write ![what it shows](tree.png)")
