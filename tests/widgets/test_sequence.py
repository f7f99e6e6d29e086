import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from widget_samples import (
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

from statuslab.messages.exchange import Direction, Event, Exchange
from statuslab.messages.transcript import DisplayOptions
from statuslab.scenarios.scene import Step, StepKind
from statuslab.widgets.sequence import sequence_svg
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
    assert texts(svg, "who") == ["you", "teahouse", "the chef"]
    assert texts(svg, "num") == ["1", "2", "3", "4", "5"]
    assert svg.count(" other") == 2
    assert svg.count('class="band k4"') == 1
    assert texts(svg, "tick") == []


def test_sequence_has_lifelines_of_participants_only():
    alone = sequence_svg([Step("", "the chef", StepKind.PROVOKE, NORMAL)], STEPS)
    assert texts(alone, "who") == ["teahouse", "the chef"]


@pytest.mark.parametrize("name", EXCHANGES)
@pytest.mark.parametrize("shown", [LIVE, STEPS], ids=["live", "steps"])
def test_sequence_has_a_description_for_screen_readers(name, shown):
    tree = ElementTree.fromstring(sequence_svg(EXCHANGES[name], shown))
    assert tree.get("role") == "img"
    assert tree[0].tag == "title"
    assert tree[1].tag == "desc"
    assert tree[1].text.startswith("1. you to teahouse: ")


@pytest.mark.parametrize("name", EXCHANGES)
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
    assert texts(sequence_svg((), STEPS)) == ["teahouse"]


@pytest.mark.parametrize(
    ("text", "limit"), [("GET /a", 26), ("GET /a/very/long/target/that/goes/on/and/on", 26), ("abcdef", 5)]
)
def test_long_label_is_cut_to_its_limit(text, limit):
    assert len(short(text, limit)) == min(len(text), limit)
    assert short(text, limit).endswith(text[-1])


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
