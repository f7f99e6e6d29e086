import socket
import threading
from contextlib import contextmanager

import pytest

from statuslab.clients.raw_http1 import RawClient

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntea"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@contextmanager
def server(behave):
    """A server for one connection that runs the given function; returns its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept():
            connection, _ = listening.accept()
            with connection:
                behave(connection)

        serving = threading.Thread(target=accept)
        serving.start()
        yield "{}:{}".format(*listening.getsockname())
        serving.join(10)


def says(*pieces):
    def behave(connection):
        for piece in pieces:
            connection.sendall(piece)

    return behave


def heard(client):
    """Return what was recorded, without times and with the bytes joined."""
    marks = [mark for _, mark, _ in client.tape]
    return b"".join(data for _, _, data in client.tape), list(dict.fromkeys(marks))


def test_client_claims_its_address_before_it_connects():
    claimed = []

    def behave(connection):
        assert claimed == ["{}:{}".format(*connection.getpeername())]

    with server(behave) as address, RawClient(address, claimed.append) as client:
        client.rest()
        assert client.peer == claimed[0]


def test_client_without_a_server_raises_and_closes_its_socket():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = "{}:{}".format(*listening.getsockname())
    with pytest.raises(ConnectionRefusedError):
        RawClient(address)


def test_client_sends_exactly_the_given_bytes():
    received = []

    def behave(connection):
        while data := connection.recv(100):
            received.append(data)

    with server(behave) as address, RawClient(address) as client:
        client.send(b"mumble\0\n")
        client.send(b"GET")
        client.finish()
        client.rest()
    assert b"".join(received) == b"mumble\0\nGET"


ANSWERS = {
    "whole": ((OK,), "GET", 200, b"tea", True),
    "byte by byte": (tuple(OK[at : at + 1] for at in range(len(OK))), "GET", 200, b"tea", True),
    "to HEAD": ((OK[:-3],), "HEAD", 200, b"", True),
    "after interim responses": ((CONTINUE, CONTINUE + OK), "GET", 200, b"tea", True),
    "until the close": ((b"HTTP/1.0 200 OK\r\n\r\ntea", b"pot"), "GET", 200, b"teapot", True),
    "cut short": ((OK[:-1],), "GET", 200, b"te", False),
}


@pytest.mark.parametrize(("pieces", "method", "status", "content", "complete"), ANSWERS.values(), ids=ANSWERS.keys())
def test_client_reads_a_response_to_its_end(pieces, method, status, content, complete):
    with server(says(*pieces)) as address, RawClient(address) as client:
        answer = client.answer(method)
    assert (answer.head.status, bytes(answer.content), answer.complete) == (status, content, complete)


NO_ANSWER = {"nothing": (), "no HTTP": (b"mumble\r\n\r\n",), "half a head": (OK[:12],)}


@pytest.mark.parametrize("pieces", NO_ANSWER.values(), ids=NO_ANSWER.keys())
def test_client_without_a_response_raises_nothing(pieces):
    with server(says(*pieces)) as address, RawClient(address) as client:
        answer = client.answer("GET")
    assert (answer.head, answer.complete) == (None, False)


def test_client_waiting_for_100_continue_stops_at_it():
    def behave(connection):
        connection.sendall(CONTINUE)
        connection.settimeout(2)  # far less than the client waits for an answer
        if connection.recv(100) == b"tea":
            connection.sendall(OK)

    with server(behave) as address, RawClient(address) as client:
        early = client.answer("PUT", go_ahead=True)
        assert ([head.status for head in early.interim], early.head) == ([100], None)
        client.send(b"tea")
        assert client.answer("PUT").head.status == 200


def test_client_waiting_for_100_continue_accepts_a_final_response():
    refusal = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"
    with server(says(refusal)) as address, RawClient(address) as client:
        answer = client.answer("PUT", go_ahead=True)
    assert (answer.interim, answer.head.status, answer.complete) == ([], 413, True)


def test_client_gives_up_after_its_timeout():
    over = threading.Event()
    with server(lambda connection: over.wait(10)) as address, RawClient(address, seconds=0.05) as client:
        answer = client.answer("GET")
        assert (answer.head, client.tape) == (None, [])
        over.set()


def test_client_records_what_it_received():
    with server(says(CONTINUE, OK)) as address, RawClient(address) as client:
        client.rest()
    assert heard(client) == (CONTINUE + OK, ["<", "server closed"])
    times = [at for at, _, _ in client.tape]
    assert times == sorted(times)


def test_client_sending_to_a_closed_connection_raises_nothing():
    with server(says()) as address, RawClient(address) as client:
        assert client.rest() == b""
        for _ in range(10):
            client.send(b"x" * 100_000)


def test_client_that_closes_its_half_still_gets_the_response():
    def behave(connection):
        while connection.recv(100):
            pass
        connection.sendall(OK)

    with server(behave) as address, RawClient(address) as client:
        client.send(b"GET")
        client.finish()
        assert client.rest() == OK


def test_client_that_leaves_closes_after_its_timeout():
    def behave(connection):
        while connection.recv(100):
            pass

    with server(behave) as address, RawClient(address) as client:
        client.send(b"GET")
        client.leave_after(0.01)
        assert client.tape == []
