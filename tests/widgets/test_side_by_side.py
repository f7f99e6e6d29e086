import re
from html import unescape

from widget_samples import CATALOG, HOSTILE, HUGE, LIVE, NORMAL, NOTHING, READ, simple

from statuslab.scenarios.scene import Scene, Step, StepKind
from statuslab.widgets.side_by_side import Side, set_off, sides_html, sides_text


def asked(request, response):
    return simple(request + "\nHost: teahouse\n\n", response + "\n\n")


STAFF = asked("GET /rota HTTP/1.1", "HTTP/1.1 401 Unauthorized\nDate: a\nWWW-Authenticate: Basic\nContent-Length: 0")
WAITER = asked("GET /pay HTTP/1.1\nAuthorization: Basic x", "HTTP/1.1 403 Forbidden\nDate: b\nContent-Length: 0")


def side(code, exchange, title="A title", says="You ask."):
    scene = Scene("a-scene", code, title, "", {}, "", lambda _: None, (), code)
    return Side(CATALOG[code], scene, Step(says, "you", StepKind.PROVOKE, exchange))


def words(markup):
    return " ".join(unescape(re.sub("<.*?>", " ", markup)).split())


def test_what_only_one_side_has_is_set_off():
    assert set_off([STAFF, WAITER]) == ({("<", "www-authenticate")}, {(">", "authorization")})


def test_what_both_sides_say_is_not_and_neither_is_what_decides_nothing():
    again = asked(
        "GET /rota HTTP/1.1", "HTTP/1.1 401 Unauthorized\nDate: c\nWWW-Authenticate: Basic\nContent-Length: 9"
    )
    assert set_off([STAFF, again]) == (set(), set())


def test_another_value_is_set_off_on_the_side_that_has_it_alone():
    third = asked("GET /rota HTTP/1.1", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\nContent-Length: 0")
    assert set_off([STAFF, STAFF, third]) == (set(), set(), {("<", "www-authenticate")})


def test_a_validator_counts_by_being_there_and_not_by_its_value():
    first, second = (asked("GET / HTTP/1.1", f'HTTP/1.1 200 OK\nETag: "v{n}"') for n in (1, 2))
    assert set_off([first, second]) == (set(), set())
    assert set_off([first, STAFF])[0] == {("<", "etag")}


def test_request_and_response_are_not_mixed_up():
    sent = asked("PUT / HTTP/1.1\nContent-Type: text/plain", "HTTP/1.1 409 Conflict\nContent-Type: text/html")
    other = asked("PUT / HTTP/1.1", "HTTP/1.1 409 Conflict\nContent-Type: text/html")
    assert set_off([sent, other])[0] == {(">", "content-type")}


def test_each_side_shows_its_code_story_and_wire_with_its_own_marks():
    shown = sides_html([side(401, STAFF), side(403, WAITER)], LIVE)
    assert shown.count("<section") == 2
    assert words(shown).index("401 Unauthorized A title. You ask.") < words(shown).index("403 Forbidden A title.")
    marked = [words(each) for each in re.findall("<mark>(.*?)</mark>", shown)]
    assert marked == ["WWW-Authenticate: Basic", "Authorization: Basic x", "what only this side has, or says"]


def test_in_a_terminal_a_sign_stands_before_what_is_set_off():
    told = sides_text([side(401, STAFF), side(403, WAITER)], LIVE).splitlines()
    marked = [line for line in told if line.startswith("»")]
    assert marked == [
        "»  < WWW-Authenticate: Basic",
        "»  > Authorization: Basic x",
        "» what only this side has, or says",
    ]


def test_where_nothing_is_set_off_nothing_explains_it():
    assert "Set off" not in sides_html([side(401, STAFF), side(401, STAFF)], LIVE)
    assert "»" not in sides_text([side(401, STAFF), side(401, STAFF)], LIVE)


def test_a_code_that_is_not_on_the_wire_says_what_is():
    shown = words(sides_html([side(444, NOTHING), side(412, NORMAL)], LIVE))
    assert shown.count("on the wire:") == 1
    assert "on the wire: — nothing sent · logged 444" in shown


def test_long_content_is_cut_for_a_comparison():
    assert len(sides_text([side(200, HUGE), side(200, READ)], LIVE)) < 1500


def test_a_title_that_asks_keeps_its_mark():
    assert "What is it? You ask." in words(sides_html([side(200, READ, "What is it?"), side(412, NORMAL)], LIVE))


def test_hostile_titles_and_words_stay_text():
    shown = sides_html([side(200, READ, HOSTILE, HOSTILE), side(412, NORMAL)], LIVE)
    assert "<script" not in shown
