import threading

import pytest

from statuslab.messages.exchange import Direction, Exchange, Layer, Origin
from statuslab.server.protocol.recorder import MAX_EVENTS, Recorder

PEER, HOST = "127.0.0.1:50000", "127.0.0.1:8418"
SENT, RECEIVED = Direction.SENT, Direction.RECEIVED


def begun(recorder, sent=b"", peer=PEER):
    recording = recorder.begin(peer, HOST, began=1000.0, start=10.0)
    if sent:
        recording.add(10.0, SENT, sent)
    return recording


def recorded(recorder, sent=b"", peer=PEER):
    recording = begun(recorder, sent, peer)
    recorder.finish(recording)
    return recording


def numbers(recorder):
    return [exchange.number for exchange in recorder.exchanges()]


# --- One recording


def test_recording_becomes_an_exchange_with_all_that_was_recorded():
    recording = begun(Recorder(), b"GET")
    recording.add(10.5, RECEIVED, b"HTTP")
    recording.add(11.0, Direction.SERVER_CLOSED)
    recording.layer, recording.logged_status, recording.internal_status = Layer.TLS, 400, 497
    recording.note = "plain HTTP"
    exchange = recording.exchange()
    assert [(event.time, event.direction, event.data) for event in exchange.events] == [
        (0.0, SENT, b"GET"),
        (0.5, RECEIVED, b"HTTP"),
        (1.0, Direction.SERVER_CLOSED, b""),
    ]
    assert (exchange.layer, exchange.logged_status, exchange.internal_status, exchange.note) == (
        Layer.TLS,
        400,
        497,
        "plain HTTP",
    )
    assert (exchange.number, exchange.peer, exchange.host, exchange.began, exchange.origin) == (
        1,
        PEER,
        HOST,
        1000.0,
        Origin.LEARNER,
    )


def test_recording_puts_events_in_the_order_of_time():
    recording = begun(Recorder())
    recording.add(12.0, RECEIVED, b"later")
    recording.add(11.0, SENT, b"sooner")
    assert [event.data for event in recording.exchange().events] == [b"sooner", b"later"]


def test_recording_over_its_bytes_counts_what_it_omits():
    recording = begun(Recorder(each=6), b"12345678")
    recording.add(11.0, RECEIVED, b"abcd")
    recording.add(12.0, RECEIVED, b"efghi")
    recording.add(13.0, Direction.CLIENT_CLOSED)
    exchange = recording.exchange()
    assert (exchange.sent, exchange.received, exchange.omitted) == (b"123456", b"abcdef", 5)
    assert exchange.events[-1].direction is Direction.CLIENT_CLOSED


def test_recording_over_its_events_counts_what_it_omits():
    recording = begun(Recorder())
    for _ in range(MAX_EVENTS + 5):
        recording.add(11.0, SENT, b"x")
    recording.add(12.0, Direction.CLIENT_CLOSED)
    exchange = recording.exchange()
    assert (len(exchange.sent), exchange.omitted, len(exchange.events)) == (MAX_EVENTS, 5, MAX_EVENTS + 1)


def test_weight_includes_the_overhead_of_each_event():
    recorder = Recorder(bytes=100_000)
    for _ in range(3):
        recording = begun(recorder)
        for _ in range(500):
            recording.add(11.0, SENT, b"x")
        recorder.finish(recording)
    assert numbers(recorder) == [3]


def test_recording_has_upstream_requests_as_they_stand():
    recording, finished = begun(Recorder()), []
    recording.add_upstream(lambda: Exchange((), note=f"asked {len(finished)} times"))
    finished.append(1)
    assert [upstream.note for upstream in recording.exchange().via] == ["asked 1 times"]


# --- What is kept


def test_recorder_keeps_exchanges_in_the_order_they_began():
    recorder = Recorder()
    first, second = begun(recorder), begun(recorder)
    recorder.finish(second)
    recorder.finish(first)
    assert numbers(recorder) == [1, 2]


def test_exchange_under_way_is_listed():
    recorder = Recorder()
    begun(recorder, b"GET")
    assert recorder.exchanges()[0].sent == b"GET"


def test_recorder_over_its_count_drops_the_oldest():
    recorder = Recorder(count=3)
    for _ in range(5):
        recorded(recorder)
    assert numbers(recorder) == [3, 4, 5]


def test_recorder_over_its_bytes_drops_the_oldest():
    recorder = Recorder(bytes=300)
    for _ in range(5):
        recorded(recorder, b"x" * 40)
    assert numbers(recorder) == [4, 5]


def test_newest_exchange_is_kept_even_if_it_alone_is_over_the_bytes():
    recorder = Recorder(bytes=100)
    recorded(recorder, b"x" * 40)
    recorded(recorder, b"x" * 500)
    assert numbers(recorder) == [2]


def test_exchange_dropped_under_way_no_longer_counts():
    recorder = Recorder(count=1, bytes=300)
    long = begun(recorder, b"x" * 90)
    recorded(recorder, b"x" * 40)  # drops the long one, which is not over yet
    recorder.finish(long)
    recorder.count = 10
    recorded(recorder, b"x" * 50)
    assert numbers(recorder) == [2, 3]  # 290 with their notes: within the bound, as the long one does not count
    recorded(recorder, b"x" * 40)
    assert numbers(recorder) == [3, 4]


def test_cleared_recorder_is_empty_and_goes_on_numbering():
    recorder = Recorder(bytes=100)
    recorded(recorder, b"x" * 90)
    recorder.clear()
    assert recorder.exchanges() == ()
    recorded(recorder, b"x" * 90)
    assert numbers(recorder) == [2]


# --- Who connects


def test_recorder_gives_an_exchange_the_origin_claimed_for_its_address():
    recorder = Recorder()
    recorder.claim(PEER, Origin.DEMO)
    recorded(recorder)
    recorded(recorder, peer="127.0.0.1:50001")
    assert [exchange.origin for exchange in recorder.exchanges()] == [Origin.DEMO, Origin.LEARNER]


def test_released_address_is_a_learners_again():
    recorder = Recorder()
    recorder.claim(PEER, Origin.DEMO)
    recorder.release(PEER)
    recorded(recorder)
    assert recorder.exchanges()[0].origin is Origin.LEARNER


def test_release_of_an_unclaimed_address_does_nothing():
    Recorder().release(PEER)


def test_recorder_does_not_list_or_number_upstream_requests():
    recorder, finished = Recorder(), []
    recorder.on_exchange.append(finished.append)
    recorder.claim(PEER, Origin.DEMO, upstream=True)
    recorded(recorder, b"GET")
    recorder.release(PEER)
    recorded(recorder)
    assert numbers(recorder) == [1]
    assert [exchange.number for exchange in finished] == [1]


# --- Waiting and callbacks


def test_on_exchange_gets_each_exchange_when_it_is_over():
    recorder, finished = Recorder(), []
    recorder.on_exchange.append(finished.append)
    recording = begun(recorder, b"GET")
    assert finished == []
    recorder.finish(recording)
    assert [exchange.sent for exchange in finished] == [b"GET"]


def test_recorder_last_is_the_newest_of_all_or_of_an_origin():
    recorder = Recorder()
    recorded(recorder, b"mine")
    recorder.claim(PEER, Origin.DEMO)
    recorded(recorder, b"demo")
    assert recorder.last().sent == b"demo"
    assert recorder.last(Origin.LEARNER).sent == b"mine"
    assert recorder.last(Origin.CHALLENGE) is None


def test_recorder_without_exchanges_has_no_last():
    assert Recorder().last() is None


@pytest.mark.parametrize("look", ["last", "of"])
def test_recorder_asked_for_an_exchange_under_way_waits_for_its_end(look):
    recorder = Recorder()
    since = recorder.claim(PEER, Origin.DEMO)
    recording, found = begun(recorder, b"GET"), []

    def ask():
        found.append(recorder.last(timeout=60) if look == "last" else recorder.of(PEER, since, 0, timeout=60))

    asking = threading.Thread(target=ask)
    asking.start()
    recording.add(11.0, RECEIVED, b"HTTP")
    recorder.finish(recording)
    asking.join(30)  # it is woken, and does not wait for the timeout
    assert found[0].received == b"HTTP"
    assert recorder._waiting == 0


def test_recorder_asked_for_an_exchange_that_does_not_end_gives_what_there_is():
    recorder = Recorder()
    begun(recorder, b"GET")
    assert recorder.last(timeout=0.01).sent == b"GET"


def test_recorder_finds_exchanges_of_a_claimed_connection_by_their_order():
    recorder = Recorder()
    recorded(recorder, b"an earlier client at the same address")
    since = recorder.claim(PEER, Origin.DEMO)
    recorded(recorder, b"somebody else", peer="127.0.0.1:50001")
    recorded(recorder, b"first")
    recorded(recorder, b"second")
    assert [recorder.of(PEER, since, at, timeout=1).sent for at in (0, 1)] == [b"first", b"second"]
    assert recorder.of(PEER, since, 2, timeout=0.01) is None
