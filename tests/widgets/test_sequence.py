import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from widget_samples import (
    CLIENT_CLOSED,
    EXCHANGES,
    HELD_BACK,
    HINTS,
    HTTP2,
    LEFT,
    LIVE,
    MALFORMED,
    NORMAL,
    NOTHING,
    RECEIVED,
    SENT,
    STEPS,
    STORY,
    VIA,
    exchange,
    http,
)  # fmt: skip
from wire_samples import ASKED, GIVEN, frame, over_http2

from sampling import together
from statuslab.messages.exchange import Direction, Event, Exchange, Layer
from statuslab.messages.transcript import DisplayOptions
from statuslab.scenarios.scene import Step, StepKind
from statuslab.widgets.sequence import SIGN, sequence_svg
from statuslab.widgets.sequence_steps import arrows, short


def arrows_of(exchange):
    return [(arrow.source, arrow.target, arrow.label) for arrow in arrows(exchange, LIVE)]


def texts(svg, css=None):
    tree = ElementTree.fromstring(svg)
    return [each.text for each in tree.iter("text") if css is None or css in each.get("class").split()]


@pytest.mark.parametrize(
    ("exchange", "expected"),
    [
        (NORMAL, [("you", "teahouse", "PUT /teas/7"), ("teahouse", "you", "! 412")]),
        (HINTS, [("you", "teahouse", "GET /menu"), ("teahouse", "you", "… 103"), ("teahouse", "you", "✓ 200")]),
        (
            HELD_BACK,
            [
                ("you", "teahouse", "POST /orders"),
                ("teahouse", "you", "… 100"),
                ("you", "teahouse", "4 bytes"),
                ("teahouse", "you", "✓ 201"),
            ],
        ),
        (HTTP2, [("you", "teahouse", "GET /teas/7"), ("teahouse", "you", "… 103"), ("teahouse", "you", "! 421")]),
        (NOTHING, [("you", "teahouse", "GET /door"), ("teahouse", "teahouse", "hangs up")]),
        (LEFT, [("you", "teahouse", "GET /"), ("you", "you", "hangs up")]),
        (
            VIA,
            [
                ("you", "teahouse", "GET /delivery"),
                ("teahouse", "kitchen", "GET /pots"),
                ("teahouse", "teahouse", "hangs up"),
                ("teahouse", "you", "✗ 504"),
            ],
        ),
    ],
    ids=["normal", "hints", "held back", "http2", "nothing", "left", "via"],
)
def test_arrows_of_an_exchange_are_in_order(exchange, expected):
    assert arrows_of(exchange) == expected


def test_arrows_do_not_depend_on_how_tcp_cut_the_bytes():
    def cut(whole):
        pieces = [
            replace(event, data=event.data[at : at + 5])
            for event in whole.events
            for at in range(0, len(event.data), 5)
        ]
        return replace(whole, events=tuple(pieces))

    assert arrows_of(cut(HINTS)) == arrows_of(HINTS)
    assert sequence_svg(cut(HINTS), STEPS) == sequence_svg(HINTS, STEPS)


def test_arrow_time_is_the_start_of_the_response_head():
    assert [arrow.time for arrow in arrows(HINTS, LIVE)] == [0, 0.002, 1.2]


def test_arrow_label_of_binary_data_is_its_size():
    tls = exchange((0, SENT, b"\x16\x03\x01\x00\xff"), (0.1, RECEIVED, b"\x15\x03\x01\x00\x02\x02\x28"))
    assert [label for _, _, label in arrows_of(tls)] == ["5 bytes", "7 bytes"]


def test_body_that_looks_like_a_status_line_is_no_arrow():
    inside = exchange(
        (0, SENT, http("GET / HTTP/1.1\n\n")), (0.1, RECEIVED, http("HTTP/1.1 200 OK\n\nHTTP/1.1 500 No\n\n"))
    )
    assert [label for _, _, label in arrows_of(inside)] == ["GET /", "✓ 200"]


def test_sequence_ticks_are_numbers_or_milliseconds():
    assert texts(sequence_svg(HELD_BACK, STEPS), "tick") == ["1", "2", "3", "4"]
    assert texts(sequence_svg(HELD_BACK, LIVE), "tick") == ["0 ms", "1 ms", "2 ms", "3 ms"]


@pytest.mark.parametrize(("seconds", "shown"), [(0.499, False), (0.5, True)])
def test_pause_of_half_a_second_is_shown_as_a_wait(seconds, shown):
    events = [replace(NORMAL.events[0], time=0.0), replace(NORMAL.events[-1], time=seconds)]
    drawn = texts(sequence_svg(replace(NORMAL, events=tuple(events)), LIVE))
    assert ("⋯ waits 500 ms ⋯" in drawn) is shown


def test_sequence_shows_a_wait():
    assert "⋯ waits 1.2 s ⋯" in texts(sequence_svg(HINTS, LIVE))
    assert not any("waits" in each for each in texts(sequence_svg(HINTS, STEPS)))
    assert "⋯ waits 2 s ⋯" in texts(sequence_svg(STORY, STEPS))


def test_sequence_closed_connection_is_a_cross():
    assert "l10 10m0-10l-10 10" in sequence_svg(NOTHING, STEPS)
    assert "l10 10m0-10l-10 10" not in sequence_svg(NORMAL, STEPS)


def test_sequence_of_a_story_numbers_steps_and_dashes_other_actors():
    svg = sequence_svg(STORY, STEPS)
    assert texts(svg, "who") == ["client", "server", "client"]
    assert texts(svg, "name") == ["you", "teahouse", "the chef"]
    assert texts(svg, "num") == ["1", "2", "3", "4", "5"]
    assert svg.count(" other") == 2
    assert svg.count('class="band k4"') == 1
    assert texts(svg, "tick") == []


def test_sequence_has_lifelines_of_participants_only():
    alone = sequence_svg([Step("", "the chef", StepKind.PROVOKE, NORMAL)], STEPS)
    assert texts(alone, "name") == ["teahouse", "the chef"]


@together("name", EXCHANGES)
@together("shown", [LIVE, STEPS], ids=["live", "steps"])
def test_sequence_has_a_description_for_screen_readers(name, shown):
    tree = ElementTree.fromstring(sequence_svg(EXCHANGES[name], shown))
    assert tree.get("role") == "img"
    assert tree[0].tag == "title"
    assert tree[1].tag == "desc"
    assert tree[1].text.startswith("1. you to teahouse: ")


@together("name", EXCHANGES)
def test_sequence_scales_and_uses_theme_colors(name):
    svg = sequence_svg(EXCHANGES[name], STEPS)
    assert "viewBox" in svg
    assert not re.search(r"#[0-9a-f]{3}|rgb\(", svg)
    assert "id=" not in svg


def test_sequence_description_cuts_a_target_that_nobody_wants_read_out():
    long = exchange((0, SENT, http(f"GET /guestbook?text={'tea+' * 2000} HTTP/1.1\nHost: teahouse\n\n")))
    description = ElementTree.fromstring(sequence_svg(long, STEPS))[1].text
    assert description.startswith("1. you to teahouse: GET /guestbook?text=tea+tea+")
    assert "…" in description and len(description) < 300


def test_sequence_escapes_hostile_targets():
    assert "<script" not in sequence_svg(MALFORMED, STEPS)


def test_sequence_of_no_steps_is_an_empty_diagram():
    assert texts(sequence_svg((), STEPS)) == ["server", "teahouse"]


@pytest.mark.parametrize(
    ("text", "limit"), [("GET /a", 26), ("GET /a/very/long/target/that/goes/on/and/on", 26), ("abcdef", 5)]
)
def test_long_label_is_cut_to_its_limit(text, limit):
    assert len(short(text, limit)) == min(len(text), limit)
    assert short(text, limit).endswith(text[-1])


def over(host, *timed, via=(), began=0.0, **how):
    """An exchange with this host: its events at their times, counted from `began`."""
    requests = {SENT: http("GET / HTTP/1.1\n\n"), RECEIVED: http("HTTP/1.1 200 OK\n\n")}
    events = tuple(Event(time, direction, requests.get(direction, b"")) for time, direction in timed)
    return Exchange(events, host=host, via=via, began=began, **how)


ALL_HOPS = DisplayOptions(ports={"h:1": "proxy", "h:2": "teahouse", "h:3": "kitchen"})
KITCHEN = over("h:3", (0, SENT), (0.2, RECEIVED), began=100.02)
GATEWAY = over("h:2", (0, SENT), (0.3, RECEIVED), via=(KITCHEN,), began=100.01)
THROUGH_ALL = over("h:1", (0, SENT), (0.35, RECEIVED), via=(GATEWAY,), began=100)


def test_exchanges_of_all_hops_are_on_one_time_line():
    expected = [(0, "you"), (10, "proxy"), (20, "teahouse"), (220, "kitchen"), (310, "teahouse"), (350, "proxy")]
    assert [(round(each.time * 1000), each.source) for each in arrows(THROUGH_ALL, ALL_HOPS)] == expected
    assert texts(sequence_svg(THROUGH_ALL, ALL_HOPS), "tick") == [f"{time} ms" for time, _ in expected]


def test_request_forwarded_before_the_client_left_stands_above_its_leaving():
    kitchen = over("h:3", (0, SENT), began=100.001)
    left = over("h:2", (0, SENT), (0.391, CLIENT_CLOSED), via=(kitchen,), began=100)
    assert [each.label for each in arrows(left, ALL_HOPS)] == ["GET /", "GET /", "hangs up"]
    assert texts(sequence_svg(left, ALL_HOPS), "tick") == ["0 ms", "1 ms", "391 ms"]


def test_lanes_are_named_by_the_role_and_the_name_of_each_participant():
    svg = sequence_svg(THROUGH_ALL, ALL_HOPS)
    assert texts(svg, "who") == ["client", "proxy", "gateway", "upstream"]
    assert texts(svg, "name") == ["you", "teahouse", "kitchen"]
    assert texts(sequence_svg(over("h:2", (0, SENT)), ALL_HOPS), "who") == ["client", "server"]


def test_server_that_answers_as_a_gateway_is_one_without_an_upstream_too():
    refused = over("h:2", (0, SENT), (0.1, RECEIVED), layer=Layer.GATEWAY)
    assert texts(sequence_svg(refused, ALL_HOPS), "who") == ["client", "gateway"]


def test_other_clients_stand_beside_you_where_the_path_goes_on():
    def told(path):
        steps = [Step("", who, StepKind.BEFORE, path) for who in ("the guest", "you")]
        return texts(sequence_svg(steps, ALL_HOPS), "name")

    assert told(GATEWAY) == ["you", "the guest", "teahouse", "kitchen"]
    assert told(KITCHEN) == ["you", "kitchen", "the guest"]


def test_step_numbers_and_times_have_columns_of_their_own():
    tree = ElementTree.fromstring(sequence_svg(STORY, LIVE))
    x = {css: {int(each.get("x")) for each in tree.iter("text") if each.get("class") == css} for css in ("num", "tick")}
    widest = len("999 ms") * SIGN
    assert max(x["num"]) + SIGN < min(x["tick"]) - widest


def test_long_label_is_cut_and_whole_in_its_tooltip():
    long = exchange((0, SENT, http(f"GET /{'a' * 90} HTTP/1.1\nHost: teahouse\n\n")))
    tree = ElementTree.fromstring(sequence_svg(long, STEPS))
    assert [each.text for each in tree.iter("title")][1:] == [f"GET /{'a' * 90}"]
    assert "…" in texts(sequence_svg(long, STEPS), "label")[0]
    assert len(list(ElementTree.fromstring(sequence_svg(NORMAL, STEPS)).iter("title"))) == 1


@pytest.mark.parametrize("target", ["/", "/" + "a" * 20, "/" + "a" * 90])
def test_label_stays_inside_the_picture(target):
    asked = exchange((0, SENT, http(f"GET {target} HTTP/1.1\nHost: teahouse\n\n")))
    tree = ElementTree.fromstring(sequence_svg(asked, STEPS))
    (label,) = [each for each in tree.iter("text") if each.get("class") == "label"]
    width, half = int(tree.get("viewBox").split()[2]), len(label.text) * SIGN / 2
    assert half <= int(label.get("x")) <= width - half


def test_sequence_proxy_is_between_client_and_server():
    def asked(host, *via):
        events = (
            Event(0.0, Direction.SENT, b"GET / HTTP/1.1\r\n\r\n"),
            Event(0.2, Direction.RECEIVED, b"HTTP/1.1 200 OK\r\n\r\n"),
        )
        return Exchange(events, host=host, via=via)

    shown = DisplayOptions(ports={"h:1": "proxy", "h:2": "teahouse"})
    assert "Sequence: you, proxy, teahouse" in sequence_svg(asked("h:1", asked("h:2")), shown)


def test_frames_of_http2_become_arrows_and_a_body_after_its_headers_shares_theirs():
    late = frame(">", "DATA", content=b"later", at=5.0)
    reset = frame("<", "RST_STREAM", [("error", "CANCEL")], at=6.0)
    labels = [arrow.label for arrow in arrows(over_http2(*ASKED, *GIVEN, late, reset), DisplayOptions())]
    assert labels == [
        "POST /teas", "trailers", "… 103", "HEADERS", "✓ 200", "trailers", "5 bytes", "RST_STREAM CANCEL",
    ]  # fmt: skip


def test_requests_that_a_gateway_made_in_turn_follow_each_other_though_the_clock_stands_still():
    options = DisplayOptions(ports={"h:2": "teahouse", "h:3": "one", "h:4": "two"})
    checks = over("h:3", (0, SENT), (0.2, RECEIVED)), over("h:4", (0, SENT), (0.1, RECEIVED))
    whole = over("h:2", (0, SENT), (0.4, RECEIVED), via=checks)
    assert [each.source for each in arrows(whole, options)] == ["you", "teahouse", "one", "teahouse", "two", "teahouse"]
