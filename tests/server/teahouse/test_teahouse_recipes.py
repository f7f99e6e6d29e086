"""Deltas between versions of a recipe, and when one is sent (226)."""

import random
import subprocess

import pytest

from statuslab.scenarios.client_codecs import patched
from statuslab.server.teahouse.deltas import diffe
from statuslab.server.teahouse.recipes import KEPT

BLEND = "/recipes/house-blend"
TEXT = "Content-Type: text/plain"


@pytest.mark.parametrize(
    ("old", "new", "script"),
    [
        ("a b c", "a b c", ""),
        ("a b c", "a c", "2d"),
        ("a b c d", "a d", "2,3d"),
        ("a c", "a b c", "1a b ."),
        ("a", "b a", "0a b ."),
        ("a b c d", "a x y z d", "2,3c x y z ."),
        ("a b c d e", "x b c d", "5d 1c x ."),
    ],
)
def test_delta_is_the_ed_script_that_diff_writes(old, new, script):
    assert diffe(lines(old), lines(new)) == lines(script)
    assert patched(lines(old), lines(script)) == lines(new)


def test_delta_applied_to_the_old_text_gives_the_new_one():
    chance = random.Random(3)
    for _ in range(300):
        old, new = (b"".join(chance.choices([b"a\n", b"b\n", b"..\n", b"\n"], k=chance.randint(1, 9))) for _ in "12")
        assert patched(old, diffe(old, new)) == new


def test_delta_with_a_line_of_a_single_dot_is_impossible():
    assert diffe(b"a\n", b"a\n.\n") is None


@pytest.mark.parametrize("script", [b"a\n", b"1x\n", b"1,2,3d\n", b"w /etc/passwd\n", b"!ls\n"])
def test_malformed_delta_is_not_applied(script):
    with pytest.raises(ValueError, match="expected an ed command"):
        patched(b"a\n", script)


def test_real_ed_agrees(ask, tmp_path):
    before, delta, after = changed(ask)
    file = tmp_path / "blend"
    file.write_bytes(before.content)
    try:
        subprocess.run(["ed", "-s", str(file)], input=delta.content + b"w\nq\n", check=True)
    except FileNotFoundError:
        pytest.skip("no ed on this machine")
    assert file.read_bytes() == after.content


def test_old_version_and_a_im_get_226(ask):
    before, delta, after = changed(ask)
    assert delta.status == 226
    assert (delta.fields["im"], delta.fields["delta-base"]) == ("diffe", '"v1"')
    assert (delta.fields["etag"], after.fields["etag"]) == ('"v2"', '"v2"')
    assert patched(before.content, delta.content) == after.content != before.content
    assert len(delta.content) < len(after.content)


ROWS = [
    # what the client says, the status, the base of the delta
    (["A-IM: diffe", 'If-None-Match: "v3"'], 304, None),
    (["A-IM: diffe", 'If-None-Match: "v2"'], 226, '"v2"'),
    (["A-IM: diffe", 'If-None-Match: "v1", "v2"'], 226, '"v2"'),
    (["A-IM: diffe", 'If-None-Match: "v1"', 'If-None-Match: "v2"'], 226, '"v2"'),
    (["A-IM: vcdiff, DIFFE;q=0.3", 'If-None-Match: W/"v1"'], 226, '"v1"'),
    (["A-IM: vcdiff, gzip", 'If-None-Match: "v1"'], 200, None),
    (["A-IM: diffe;q=0", 'If-None-Match: "v1"'], 200, None),
    (["A-IM: diffe", 'If-None-Match: "v9"'], 200, None),
    (["A-IM: diffe"], 200, None),
    (['If-None-Match: "v1"'], 200, None),
    ([], 200, None),
]


@pytest.mark.parametrize(("fields", "status", "base"), ROWS)
def test_delta_needs_a_known_coding_and_a_kept_version(ask, fields, status, base):
    for text in ("one\n", "two\n"):
        assert ask(f"PUT {BLEND}", TEXT, content=text).status == 204
    reply = ask(f"GET {BLEND}", *fields)
    assert (reply.status, reply.fields.get("delta-base")) == (status, base)
    assert reply.fields["etag"] == '"v3"'


def test_delta_is_only_for_get(ask):
    ask(f"PUT {BLEND}", TEXT, content="new\n")
    assert ask(f"HEAD {BLEND}", "A-IM: diffe", 'If-None-Match: "v1"').status == 200


def test_only_the_last_versions_are_kept(ask, state):
    for number in range(KEPT):
        ask(f"PUT {BLEND}", TEXT, content=f"{number}\n")
    assert len(state.blends) == KEPT
    assert ask(f"GET {BLEND}", "A-IM: diffe", 'If-None-Match: "v1"').status == 200
    assert ask(f"GET {BLEND}", "A-IM: diffe", 'If-None-Match: "v2"').status == 226


def test_version_without_a_possible_delta_comes_whole(ask):
    ask(f"PUT {BLEND}", TEXT, content="a\n.\nb\n")
    assert ask(f"GET {BLEND}", "A-IM: diffe", 'If-None-Match: "v1"').status == 200


def test_recipe_gets_a_final_newline_so_its_put_has_no_etag(ask):
    reply = ask(f"PUT {BLEND}", TEXT, content="tea")
    assert (reply.status, reply.fields) == (204, {})
    assert ask(f"GET {BLEND}").content == b"tea\n"


@pytest.mark.parametrize(
    ("field", "content", "status"),
    [
        (TEXT, "a\n" * 61, 422),
        (TEXT, "a" * 4001, 413),
        ("Content-Type: application/json", "{}", 415),
    ],
)
def test_recipe_that_is_no_short_text_is_refused(ask, field, content, status):
    assert ask(f"PUT {BLEND}", field, content=content).status == status
    assert ask(f"GET {BLEND}").fields["etag"] == '"v1"'


def test_recipe_with_a_failed_condition_is_not_changed(ask):
    assert ask(f"PUT {BLEND}", TEXT, 'If-Match: "v0"', content="new").status == 412
    assert ask(f"GET {BLEND}").fields["etag"] == '"v1"'


def changed(ask):
    """The recipe before, the delta, the recipe after the chef has changed a line."""
    before = ask(f"GET {BLEND}")
    ask(f"PUT {BLEND}", TEXT, content=before.content.replace(b"Four", b"Five"))
    return before, ask(f"GET {BLEND}", "A-IM: diffe", 'If-None-Match: "v1"'), ask(f"GET {BLEND}")


def lines(words):
    return "".join(f"{word}\n" for word in words.split()).encode()
