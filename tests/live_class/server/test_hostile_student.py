"""Attacks by a student: other people's rights and names, the key, the time, bad bodies and too many requests."""

import json
import socket
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from class_samples import Asking, until

from statuslab.live_class.server import PlayerClient
from statuslab.live_class.server.app import RateLimits
from statuslab.live_class.server.rate_limits import RateLimit

CLICK = {"round": 1, "vote": 1, "choice": [1], "confidence": 1, "page": "page-number-1", "click": 1}


def problem(answer):
    status, fields, told = answer
    assert fields["Content-Type"] == "application/problem+json"
    assert told["status"] == status
    assert told["detail"]
    assert "\n" not in told["detail"]
    return status, told["type"].removeprefix("/problems/")


# --- Authorization


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "host", None),
        ("POST", "host", {"do": "open"}),
        ("POST", "host", {"do": "reveal"}),
        ("POST", "host", {"do": "kick", "player": 1}),
        ("GET", "export", None),
    ],
)
def test_student_token_is_refused_for_host_commands(running, player, ask, method, path, body):
    assert problem(ask(method, f"/api/ROOM/{path}", body, player.token)) == (403, "not-yours")
    assert running.host.snapshot()["phase"] == "lobby"


@pytest.mark.parametrize("path", ["me", "answers", "paper", "results", "leave", "stream", "host", "export"])
def test_missing_or_unknown_token_is_401(ask, path):
    method, body = ("POST", CLICK) if path in {"answers", "leave"} else ("GET", None)
    status, fields, told = ask(method, f"/api/ROOM/{path}", body)
    assert (status, told["type"]) == (401, "/problems/no-token")
    assert fields["WWW-Authenticate"].startswith("Bearer")
    assert problem(ask(method, f"/api/ROOM/{path}", body, "x" * 22)) == (401, "unknown-token")
    assert problem(ask(method, f"/api/ROOM/{path}", body, "ümläut".encode().decode("latin-1"))) == (
        401,
        "unknown-token",
    )


def test_host_token_is_refused_for_answers(running, ask):
    assert problem(ask("POST", "/api/ROOM/answers", CLICK, running.host_token)) == (403, "not-yours")


def test_answer_counts_for_the_token_not_for_the_player_in_the_body(running, player, ask):
    other = PlayerClient(running.join_url)
    other.join("Ann")
    running.host.open()
    body = CLICK | {"player": other.player, "name": "Ann", "token": other.token}
    assert ask("POST", "/api/ROOM/answers", body, player.token)[0] == 200
    assert other.snapshot()["you"]["answer"] is None
    assert player.snapshot()["you"]["answer"]["choice"] == [1]


def test_token_in_the_query_string_is_ignored(running, player, ask):
    assert problem(ask("GET", f"/api/ROOM/me?token={player.token}&access_token={player.token}"))[0] == 401


def test_unknown_room_is_404_with_any_token(running, player, ask):
    for token in (None, player.token, running.host_token):
        assert problem(ask("GET", "/api/ZZZZZZ/me", token=token)) == (404, "unknown-room")
    assert ask("GET", "/r/ZZZZZZ")[0] == 404


# --- The key


def test_responses_and_frames_have_no_key_before_the_reveal(running, player, ask, frames):
    stream, screen = frames(player.token), frames(path="/api/ROOM/screen")
    seen = [next(stream), next(screen)]
    running.host.open()
    seen.append(until(stream, lambda _, data: data["phase"] == "open"))
    seen.append(ask("POST", "/api/ROOM/answers", CLICK, player.token)[2])
    seen.append(ask("POST", "/api/ROOM/answers", CLICK | {"choice": [7], "click": 2}, player.token)[2])
    running.host.close()
    seen.append(until(stream, lambda _, data: data["phase"] == "closed"))
    seen.append(until(screen, lambda _, data: data["phase"] == "closed"))
    seen += [ask("GET", f"/api/ROOM/{path}", token=player.token)[2] for path in ("me", "results", "paper")]
    told = json.dumps(seen)
    for secret in ("why 4", '"right"', "question-1", "Look.", "RFC 9110"):
        assert secret not in told
    running.host.reveal()
    assert "why 404" in json.dumps(until(stream, lambda _, data: data["phase"] == "reveal"))


def test_share_of_right_answers_is_sent_to_the_host_only(running, player, ask):
    running.host.open()
    player.answer([1])
    running.host.close()
    assert running.host.tally()["share"] == 1.0
    assert ask("GET", "/api/ROOM/me", token=player.token)[2]["tally"] is None


# --- The time


def test_answer_too_early_too_late_or_to_another_round_is_refused(running, player, ask):
    def answered(**more):
        return problem(ask("POST", "/api/ROOM/answers", CLICK | more, player.token))

    assert answered() == (409, "round-closed")
    running.host.open()
    assert answered(round=2) == (409, "another-round")
    assert answered(vote=2) == (409, "another-round")
    running.host.pause()
    assert answered() == (409, "paused")
    running.host.close()
    running.host.reveal()
    assert answered() == (409, "round-closed")
    running.host.next()
    assert answered() == (409, "another-round")
    running.host.end()
    assert answered(round=2, click=3) == (410, "ended")


# --- Bodies


@pytest.mark.parametrize("body", [b"", b"{", b'{"round": 1', b"\xff\xfe", b"[" * 2000, b'{"a": NaN', b"\x00"])
def test_unparsable_body_is_400(running, player, ask, body):
    assert problem(ask("POST", "/api/ROOM/answers", body, player.token)) == (400, "unparsable")


@pytest.mark.parametrize(
    "change",
    [
        {"round": "1"},
        {"round": True},
        {"round": 1.5},
        {"round": None},
        {"vote": 10**40},
        {"choice": 1},
        {"choice": ["1"]},
        {"choice": [True]},
        {"choice": list(range(17))},
        {"choice": [[1]]},
        {"confidence": -1},
        {"confidence": "certain"},
        {"page": "short"},
        {"page": "p" * 25},
        {"page": "<script>!"},
        {"click": {}},
    ],
)
def test_field_of_wrong_type_or_size_is_422(running, player, ask, change):
    running.host.open()
    assert problem(ask("POST", "/api/ROOM/answers", CLICK | change, player.token)) == (422, "bad-field")
    assert player.snapshot()["you"]["answer"] is None


@pytest.mark.parametrize("choice", [[], [4], [-1], [0, 1], [2**52]])
def test_choice_the_question_does_not_have_is_422(running, player, ask, choice):
    running.host.open()
    assert problem(ask("POST", "/api/ROOM/answers", CLICK | {"choice": choice}, player.token)) == (
        422,
        "no-such-choice",
    )


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_json_body_that_is_not_an_object_is_422(player, ask, body):
    assert problem(ask("POST", "/api/ROOM/answers", json.dumps(body).encode(), player.token)) == (422, "bad-field")


def test_large_body_is_413(player, ask):
    large = json.dumps(CLICK | {"more": "x" * 3000}).encode()
    assert problem(ask("POST", "/api/ROOM/answers", large, player.token)) == (413, "too-large")


def test_large_chunked_body_is_413(running, player):
    head = f"POST /api/{running.room}/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {player.token}\r\n"
    head += "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"400\r\n" + b" " * 1024 + b"\r\n800\r\n" + b" " * 2048 + b"\r\n"
    assert raw(running, head.encode() + body).startswith(b"HTTP/1.1 413")


def test_body_with_a_form_content_type_is_415(player, ask):
    body = b'{"name": "Ann"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert problem(ask("POST", "/api/ROOM/players", body, Content_Type=kind)) == (415, "not-json")


def test_truncated_body_does_not_disturb_the_class(running, player):
    head = f"POST /api/{running.room}/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {player.token}\r\n"
    head += 'Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{"round": 1, '
    with socket.create_connection(address(running)) as link:
        link.sendall(head.encode())
    running.host.open()
    assert player.answer([1])["saved"] is True


NOISE = [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"A" * 40_000, b"GET / HTTP/1.1\r\nX: " + b"y" * 20_000]


@pytest.mark.parametrize("noise", NOISE, ids=["TLS", "half a line", "no line", "a large head"])
def test_noise_on_the_port_does_not_disturb_the_class(running, player, noise):
    answer = raw(running, noise)
    assert not answer or answer.startswith(b"HTTP/1.1 4")
    assert player.snapshot()["phase"] == "lobby"


# --- Names


def test_markup_in_a_name_stays_text(running, ask, frames):
    screen = frames(path="/api/ROOM/screen")
    name = "<b>\u202eSam\u0000</b>"
    found = ask("POST", "/api/ROOM/players", {"name": name, "nonce": "n" * 24})[2]
    assert found["name"] == "<b>Sam</b>"
    seen = until(screen, lambda _, data: data["names"])
    assert seen["names"] == ["<b>Sam</b>"]


@pytest.mark.parametrize("name", ["", " ", "\u202e\u2066", "\u3164", "\x00"])
def test_invisible_name_is_422(ask, name):
    assert problem(ask("POST", "/api/ROOM/players", {"name": name, "nonce": "n" * 24})) == (422, "no-name")


@pytest.mark.parametrize("body", [{"name": 7}, {"nonce": "n" * 24}, {"name": "Ann"}, {"name": "Ann", "nonce": "short"}])
def test_join_with_a_missing_field_is_422(ask, body):
    assert problem(ask("POST", "/api/ROOM/players", body)) == (422, "bad-field")


def test_lone_surrogate_in_a_name_is_dropped(ask):
    body = b'{"name": "Sam\\ud800", "nonce": "' + b"n" * 24 + b'"}'
    assert ask("POST", "/api/ROOM/players", body)[2]["name"] == "Sam"


# --- Other sites


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example"]
)
def test_post_from_another_site_is_403(ask, origin):
    body = {"name": "Ann", "nonce": "n" * 24}
    assert problem(ask("POST", "/api/ROOM/players", body, Origin=origin)) == (403, "foreign-origin")
    assert problem(ask("POST", "/api/ROOM/players", body, Sec_Fetch_Site="cross-site")) == (403, "foreign-origin")


def test_post_from_the_own_page_is_accepted(running, ask):
    body = {"name": "Ann", "nonce": "n" * 24}
    assert ask("POST", "/api/ROOM/players", body, Origin=running.url, Sec_Fetch_Site="same-origin")[0] == 201


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]", ""])
def test_unknown_host_is_421(ask, host):
    assert problem(ask("GET", "/r/ROOM", Host=host)) == (421, "wrong-host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:8420"])
def test_own_host_names_are_accepted(ask, host):
    assert ask("GET", "/r/ROOM", Host=host)[0] == 200


def test_path_outside_the_pages_is_404(ask):
    for path in ("/pages/../server.py", "/pages/..%2fserver.py", "/pages/%2e%2e/store.py", "/pages/", "/etc/passwd"):
        assert problem(ask("GET", path)) == (404, "nothing-here")


def test_wrong_method_is_405_with_allow(ask):
    status, fields, told = ask("DELETE", "/api/ROOM/answers")
    assert (status, fields["Allow"], told["type"]) == (405, "POST", "/problems/method")


# --- Limits


def still():
    """A clock that stands still, so that a bucket never refills."""
    return 0.0


def test_rate_limit_of_one_student_does_not_affect_another(new_class):
    server = new_class(rate_limits=RateLimits(player=RateLimit(5, 1, still)))
    fast, calm = (PlayerClient(server.join_url) for _ in range(2))
    fast.join("Fast"), calm.join("Calm")
    ask = Asking(server)
    statuses = [ask("GET", "/api/ROOM/me", token=fast.token)[0] for _ in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    status, fields, told = ask("GET", "/api/ROOM/me", token=fast.token)
    assert (status, told["type"]) == (429, "/problems/too-fast")
    assert int(fields["Retry-After"]) >= 1
    assert ask("GET", "/api/ROOM/me", token=calm.token)[0] == 200


def test_rate_limit_for_unknown_tokens_does_not_affect_students(new_class):
    server = new_class(rate_limits=RateLimits(anonymous=RateLimit(3, 0.01, still)))
    player = PlayerClient(server.join_url)
    player.join("Sam")
    ask = Asking(server)
    assert [ask("GET", "/api/ROOM/host", token=f"{n:022}")[0] for n in range(5)] == [401] * 3 + [429] * 2
    assert player.snapshot()["phase"] == "lobby"
    assert server.host.snapshot()["phase"] == "lobby"


def test_rate_limit_of_the_whole_class_leaves_room_for_the_host(new_class):
    server = new_class(rate_limits=RateLimits(total=RateLimit(3, 0.01, still)))
    ask = Asking(server)
    assert [ask("GET", "/api/ROOM/me", token=f"{n:022}")[0] for n in range(5)] == [401] * 3 + [429] * 2
    assert [ask("GET", "/api/ROOM/host", token=server.host_token)[0] for _ in range(5)] == [200] * 5
    for token, status in ((server.screen_url.rpartition("#")[2], 200), ("nobody", 429)):
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=30)
        fields = {"Authorization": f"Bearer {token}"}
        connection.request("GET", f"/api/{server.room}/screen", headers=fields)
        assert connection.getresponse().status == status
        connection.close()


def test_rate_limit_for_joins_is_separate(new_class):
    server = new_class(rate_limits=RateLimits(joins=RateLimit(2, 0.01, still)))
    ask = Asking(server)
    bodies = [{"name": "Ann", "nonce": f"{n:024}"} for n in range(3)]
    assert [ask("POST", "/api/ROOM/players", body)[0] for body in bodies] == [201, 201, 429]


def test_slow_body_is_408(running, player, monkeypatch):
    monkeypatch.setattr("statuslab.live_class.server.middleware.BODY_SECONDS", 0.1)
    head = f"POST /api/{running.room}/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {player.token}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{"
    with socket.create_connection(address(running), timeout=30) as link:
        link.sendall(head.encode())
        assert link.recv(65536).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: 127"])
def test_connection_without_a_request_is_closed(new_class, monkeypatch, begun):
    monkeypatch.setattr("statuslab.live_class.server.uvicorn_server.HEAD_SECONDS", 0.1)
    with socket.create_connection(address(new_class()), timeout=30) as link:
        link.sendall(begun)
        assert link.recv(65536) == b""


def test_slow_second_request_head_closes_the_connection(new_class, monkeypatch):
    server = new_class()
    with socket.create_connection(address(server), timeout=30) as link:
        link.sendall(b"GET /pages/icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        monkeypatch.setattr("statuslab.live_class.server.uvicorn_server.HEAD_SECONDS", 0.1)
        assert link.recv(65536).startswith(b"HTTP/1.1 200")
        link.sendall(b"GET / HTT")
        while link.recv(65536):
            pass


def test_stream_that_is_not_read_delays_nobody(running, player):
    head = f"GET /api/{running.room}/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {player.token}\r\n\r\n"
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        deaf.connect(address(running))
        deaf.sendall(head.encode())
        for _ in range(15):
            running.host.lock()
            running.host.unlock()
        running.host.open()
        assert player.answer([1])["saved"] is True


# --- Secrets


def test_tokens_are_stored_as_hashes_and_the_hosts_in_a_separate_file(new_class):
    server = new_class()
    player = PlayerClient(server.join_url)
    player.join("Sam")
    server.stop()
    kept = server.path.read_bytes()
    assert player.token.encode() not in kept
    assert server.host_token.encode() not in kept
    assert len(server.host_token) == len(player.token) == 22
    for pattern in ("*.host", "*.sqlite"):
        (path,) = server.path.parent.glob(pattern)
        assert path.stat().st_mode & 0o077 == 0


def test_noise_on_a_tls_port_prints_nothing(new_class, capfd):
    server = new_class(tls=True)
    raw(server, b"GET / HTTP/1.1\r\n\r\n")
    assert PlayerClient(server.join_url, ca_file=str(server.ca_file)).join("Sam") == "Sam"
    server.stop()
    assert capfd.readouterr() == ("", "")


def test_bad_requests_print_nothing(running, player, ask, capfd, caplog):
    ask("POST", "/api/ROOM/answers", b"{", player.token)
    raw(running, b"\x00\x01\x02\r\n\r\n")
    ask("GET", "/api/ROOM/me", token="x")
    running.stop()
    assert capfd.readouterr() == ("", "")
    assert player.token not in caplog.text
    assert running.host_token not in caplog.text


def address(server):
    return "127.0.0.1", urlsplit(server.url).port


def raw(server, data):
    """The response to raw bytes."""
    with socket.create_connection(address(server), timeout=30) as link:
        try:
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
            got = b""
            ends = time.monotonic() + 30
            while time.monotonic() < ends and (part := link.recv(65536)):
                got += part
        except OSError:  # the server closed the connection
            return b""
        return got
