"""A class over real sockets: joining, answering, revealing, stopping and continuing."""

import json
import socket
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from class_samples import Asking, questions, until

from free_ports import free_port
from statuslab.errors import LabError
from statuslab.live_class.server import ClassServer, Declined, HostClient, PlayerClient, event_streams, read_class
from statuslab.live_class.server.app import PUBLIC_SCREENS, RateLimits
from statuslab.live_class.server.rate_limits import RateLimit


def test_class_from_the_lobby_to_its_end(running, player):
    other = PlayerClient(running.join_url)
    assert other.join("ＳＡＭ") == "SAM 2"
    host = running.host
    assert host.open(seconds=60)["phase"] == "open"
    assert 0 < player.snapshot()["left_ms"] <= 60_000
    assert player.answer([1], confidence=2)["choice"] == [1]
    other.answer([0])
    assert host.close()["tally"]["advice"]["do"] == "discuss"
    host.discuss()
    host.revote()
    other.answer([1])
    host.close()
    shown = host.reveal()
    assert shown["tally"]["shift"]["to_right"] == 1
    seen = other.snapshot()
    assert seen["you"]["result"] == {"right": True, "score": 1.0, "headline": "Right", "points": 1.0, "worth": 1}
    assert seen["reveal"]["right"] == [1]
    host.next()
    host.end()
    with pytest.raises(Declined, match="this class is over") as caught:
        player.answer([1])
    assert caught.value.status == 410
    assert [row["score"] for row in player.results()["attempts"]] == [1.0]
    assert [row["score"] for row in other.results()["attempts"]] == [0.0, 1.0]


def test_retried_answer_gets_the_same_acknowledgement(running, player, ask):
    running.host.open()
    body = {"round": 1, "vote": 1, "choice": [2], "confidence": 0, "page": "page-number-1", "click": 1}
    first = ask("POST", "/api/ROOM/answers", body, player.token)
    running.host.close()
    running.host.reveal()
    again = ask("POST", "/api/ROOM/answers", body, player.token)
    assert (first[0], first[2]) == (again[0], again[2])
    assert first[2] == {"saved": True, **body}


def test_join_sent_twice_makes_one_player(running, ask):
    body = {"name": "Ann", "nonce": "n" * 24}
    first, again = (ask("POST", "/api/ROOM/players", body) for _ in range(2))
    assert (first[0], again[0]) == (201, 200)
    assert first[2] == again[2]
    assert running.host.snapshot()["players"] == 1


def test_command_sent_twice_with_its_key_is_carried_out_once(running, ask):
    body = {"do": "open", "key": "a-key-of-the-host"}
    first, again = (ask("POST", "/api/ROOM/host", body, running.host_token) for _ in range(2))
    assert (first[0], again[0]) == (200, 200)
    assert first[2]["version"] == again[2]["version"] == 1


def test_command_decided_at_an_older_version_is_refused(running, ask):
    seen = running.host.snapshot()["version"]
    running.host.open()
    status, _, problem = ask("POST", "/api/ROOM/host", {"do": "open", "seen": seen}, running.host_token)
    assert (status, problem["type"]) == (409, "/problems/moved-on")


def test_host_client_over_http_has_the_same_commands(running):
    host = HostClient.over_http(running.url, running.room, running.host_token)
    host.open(seconds=600)
    host.pause()
    assert host.resume()["phase"] == "open"
    host.lock()
    assert host.unlock()["locked"] is False
    assert host.leaderboard(True)["leaderboard"] is True
    host.close()
    assert host.hands([1, 2, 3, 4])["tally"]["hands"] == [1, 2, 3, 4]
    host.reveal()
    assert host.next()["round"] == 2
    assert host.export()["rounds"][0]["hands"] == {"1": [1, 2, 3, 4]}
    with pytest.raises(LabError, match="reveal is not possible"):
        host.reveal()


# --- Streams


def test_every_stream_frame_is_a_whole_snapshot(running, player, frames):
    stream = frames(player.token)
    name, first = next(stream)
    assert (name, first["phase"], first["you"]["name"]) == ("snapshot", "lobby", "Sam")
    running.host.open()
    opened = until(stream, lambda _, data: data["phase"] == "open")
    assert set(opened) == set(first)
    assert opened["question"]["options"][1]["code"] == 404


def test_answer_reaches_the_other_page_of_the_student(running, player, frames):
    pages = [frames(player.token), frames(player.token)]
    for page in pages:
        next(page)
    running.host.open()
    player.answer([3])
    for page in pages:
        seen = until(page, lambda _, data: data["you"]["answer"])
        assert seen["you"]["answer"] == {"choice": [3], "confidence": None}


def test_fifth_page_of_a_student_closes_the_first(running, player, frames):
    pages = [frames(player.token) for _ in range(5)]
    assert until(pages[0], lambda name, _: name == "elsewhere")["why"]
    assert next(pages[4])[0] == "snapshot"


def test_removed_student_is_notified_and_refused(running, player, frames):
    stream = frames(player.token)
    next(stream)
    running.host.kick(player.player)
    assert until(stream, lambda name, _: name == "removed")["why"]
    with pytest.raises(Declined) as caught:
        player.snapshot()
    assert (caught.value.status, caught.value.kind) == (403, "removed")


def test_host_stream_has_the_tally_and_projector_stream_only_a_count(running, player, frames):
    running.host.open()
    host, screen = frames(running.host_token), frames(path="/api/ROOM/screen")
    assert next(host)[1]["people"][0]["name"] == "Sam"
    assert next(screen)[1]["answered"] == 0
    player.answer([1])
    for name, data in host:
        tally = data if name == "tally" else data["tally"]
        if tally["answered"] == 1:
            break
    assert (tally["counts"], tally["online"]) == ([0, 1, 0, 0], 1)
    seen = until(screen, lambda _, data: data["answered"] == 1)
    assert (seen["tally"], seen["reveal"]) == (None, None)


def test_deadline_is_pushed_to_streams(running, player, frames):
    stream = frames(player.token)
    running.host.open(seconds=1)
    assert until(stream, lambda _, data: data["phase"] == "closed")["round"] == 1


def test_comment_soon_after_the_first_frame_shows_that_a_stream_flows(running, player, monkeypatch):
    monkeypatch.setattr(event_streams, "SOON", 0.0)
    monkeypatch.setattr(event_streams, "HEARTBEAT", 3600.0)
    for path, token in (("stream", player.token), ("stream", running.host_token), ("screen", "")):
        fields = {"Authorization": f"Bearer {token}"} if token else {}
        with closing(HTTPConnection(urlsplit(running.url).netloc, timeout=60)) as connection:
            connection.request("GET", f"/api/{running.room}/{path}", headers=fields)
            lines = iter(connection.getresponse().readline, b"")
            assert next(lines).startswith(b"event: snapshot")
            assert b": beat\n" in lines


def test_stopping_the_class_sends_bye_to_streams(running, player, frames):
    stream = frames(player.token)
    next(stream)
    running.stop()
    assert until(stream, lambda name, _: name == "bye") == {}


def test_player_client_watch_gets_snapshots(running, player):
    import queue

    seen = queue.SimpleQueue()
    stop = player.watch(seen.put)
    assert seen.get(timeout=60)["phase"] == "lobby"
    running.host.open()
    assert seen.get(timeout=60)["phase"] == "open"
    stop()


# --- Stopped and continued


def test_restarted_class_keeps_url_tokens_and_clock(new_class):
    first = new_class(seconds=600)
    player = PlayerClient(first.join_url)
    player.join("Sam")
    first.host.open()
    player.answer([1])
    before = first.host.snapshot()
    first.stop()
    second = new_class(room=first.room.lower())
    assert second.join_url == first.join_url  # so that open pages find it again
    assert second.host_token == first.host_token
    seen = player.snapshot()
    assert seen["you"]["answer"] == {"choice": [1], "confidence": None}
    assert before["left_ms"] - 5000 < seen["left_ms"] <= before["left_ms"]
    assert second.host.close()["tally"]["counts"] == [0, 1, 0, 0]


def test_stopped_class_is_read_from_its_file(new_class):
    server = new_class()
    player = PlayerClient(server.join_url)
    player.join("Sam")
    server.host.open()
    player.answer([0])
    with pytest.raises(LabError, match="is running already"):
        read_class(server.path)
    exported = server.host.export()
    server.stop()
    assert read_class(server.path) == exported
    (row,) = exported["answers"]
    assert (row["question"], row["answer"], row["right"], row["mistaken"]) == ("question-1", [0], False, [404, 400])


def test_exam_gives_each_student_their_own_order(new_class):
    server = new_class(questions(6), mode="exam")
    players = [PlayerClient(server.join_url) for _ in range(2)]
    for each in players:
        each.join("Sam")
        with pytest.raises(Declined, match="no paper"):
            each.paper()
    server.host.open()
    for each in players:
        assert len(each.paper()["questions"]) == 6
        assert each.answer([1], round=2, vote=1)["round"] == 2
    server.host.close()
    server.host.reveal()
    rows = server.host.export()["answers"]
    assert {row["question"] for row in rows} <= {question.id for question in questions(6)}
    assert [row["player"] for row in rows] in ([1, 2], [2, 1])
    assert players[0].snapshot()["you"]["score"] == 1.0


# --- How it is reached


def test_pages_have_security_headers_and_an_etag(ask):
    status, fields, page = ask("GET", "/r/ROOM")
    assert (status, fields["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert fields["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert b"http://" not in page.replace(b"http://www.w3.org", b"")
    assert ask("GET", "/r/ROOM", If_None_Match=fields["ETag"])[0] == 304
    kinds = {"join.js": "text/javascript", "palette.css": "text/css"}
    for name, kind in kinds.items():
        assert ask("GET", f"/pages/{name}")[1]["Content-Type"] == f"{kind}; charset=utf-8"


def test_qr_code_has_the_join_url_without_a_token(running, ask):
    _, fields, svg = ask("GET", "/r/ROOM/qr.svg")
    assert fields["Content-Type"] == "image/svg+xml"
    assert svg.decode() == running.qr_svg()
    assert running.join_url == f"{running.url}/r/{running.room}"
    assert running.host_token not in running.join_url + running.screen_url
    assert running.screen_url.startswith(f"{running.join_url}/screen#")


def test_wall_has_its_place_whatever_screens_others_open(running, frames, ask):
    wall = running.screen_url.partition("#")[2]
    opened = [frames(path="/api/ROOM/screen") for _ in range(PUBLIC_SCREENS)]
    assert next(opened[-1])[1]["phase"] == "lobby"
    status, fields, problem = ask("GET", "/api/ROOM/screen")
    assert (status, problem["type"], fields["Retry-After"]) == (429, "/problems/too-fast", "10")
    assert "\n" not in problem["detail"] and "host's link" in problem["detail"]
    shown = frames(wall, "/api/ROOM/screen")
    assert next(shown)[1]["phase"] == "lobby"
    running.host.open()
    assert until(shown, lambda _, data: data["phase"] == "open")["question"]


def test_wall_is_shown_when_requests_without_a_token_are_used_up(new_class):
    server = new_class(rate_limits=RateLimits(anonymous=RateLimit(1, 0.01, lambda: 0.0)))
    ask = Asking(server)
    assert [ask("GET", "/api/ROOM/screen?once=1")[0] for _ in range(2)] == [200, 429]
    wall = server.screen_url.partition("#")[2]
    assert ask("GET", "/api/ROOM/screen?once=1", token=wall)[0] == 200


def test_wall_token_gives_no_other_right_and_stays_for_a_continued_class(running, new_class, ask):
    wall = running.screen_url.partition("#")[2]
    for method, path, body in (("GET", "host", None), ("POST", "host", {"do": "open"}), ("GET", "export", None),
                               ("GET", "me", None), ("GET", "stream", None)):  # fmt: skip
        assert ask(method, f"/api/ROOM/{path}", body, wall)[0] == 401
    assert ask("GET", "/api/ROOM/screen?once=1", token="x" * 22)[0] == 401
    running.stop()
    assert new_class(room=running.room).screen_url.partition("#")[2] == wall


def test_student_token_opens_a_public_screen(running, player, ask):
    assert ask("GET", "/api/ROOM/screen?once=1", token=player.token)[2]["phase"] == "lobby"


def test_public_url_is_the_join_url(new_class):
    server = new_class(public_url="https://class.example.org/")
    assert server.join_url == f"https://class.example.org/r/{server.room}"
    ask = Asking(server)
    body = {"name": "Ann", "nonce": "n" * 24}
    fields = {"Host": "class.example.org", "Origin": "https://class.example.org"}
    assert ask("POST", "/api/ROOM/players", body, **fields)[0] == 201
    with pytest.raises(LabError, match=r"expected one such as https://class\.example\.org"):
        ClassServer(questions(), public_url="class.example.org")


def test_tls_works_with_own_authority_and_with_given_certificate(new_class):
    server = new_class(tls=True)
    player = PlayerClient(server.join_url, ca_file=str(server.ca_file))
    assert server.url.startswith("https://")
    assert player.join("Sam") == "Sam"
    chain, key = (str(server.path.parent / name) for name in ("tls-chain.pem", "tls-key.pem"))
    brought = new_class(tls=(chain, key))
    assert PlayerClient(brought.join_url, ca_file=str(server.ca_file)).join("Ann") == "Ann"
    assert brought.ca_file is None


def test_class_listens_on_the_network_only_with_lan(new_class, monkeypatch):
    from statuslab.live_class.server import addresses

    assert urlsplit(new_class().url).hostname == "127.0.0.1"
    monkeypatch.setattr(addresses, "lan_address", lambda: "127.0.0.2")
    server = new_class(lan=True)
    assert urlsplit(server.join_url).hostname == "127.0.0.2"
    assert PlayerClient(server.join_url).join("Sam") == "Sam"


def test_results_are_a_download_of_revealed_answers(running, player, ask):
    running.host.open()
    player.answer([0], confidence=2)
    assert player.results()["attempts"] == []
    running.host.close()
    running.host.reveal()
    _, fields, found = ask("GET", "/api/ROOM/results", token=player.token)
    assert fields["Content-Disposition"] == f'attachment; filename="statuslab-results-{running.room}.json"'
    (attempt,) = found["attempts"]
    assert attempt | {"at": "", "seconds": 0} == {
        "question": "question-1",
        "at": "",
        "chose": "A: 400",
        "score": 0.0,
        "points": 0.0,
        "confidence": 2,
        "answer": [0],
        "seed": 0,
        "where": "class",
        "card": f"class {running.room}",
        "mistaken": [404, 400],
        "seconds": 0,
    }
    assert json.dumps(found)


# --- Which port


def port_of(server):
    return urlsplit(server.url).port


def test_class_takes_the_first_usual_port_that_is_free(new_class, monkeypatch):
    wanted = free_port()
    monkeypatch.setenv("STATUSLAB_CLASS_PORT", str(wanted))
    first, second = new_class(), new_class()
    assert port_of(first) == wanted < port_of(second) < wanted + 100


def test_class_whose_last_port_is_taken_continues_on_another(new_class):
    first = new_class()
    first.stop()
    with socket.create_server(("127.0.0.1", port_of(first))):
        second = new_class(room=first.room)
    assert port_of(second) != port_of(first)


@pytest.mark.parametrize("wanted", ["http", "0", "65536", "-1"])
def test_usual_port_that_is_none_is_told_in_one_line(new_class, monkeypatch, wanted):
    monkeypatch.setenv("STATUSLAB_CLASS_PORT", wanted)
    with pytest.raises(LabError, match=rf"^STATUSLAB_CLASS_PORT='{wanted}', expected a port from 1 to 65535"):
        new_class()


def test_restarted_class_keeps_plan_points_notes_names_and_the_step_to_take_back(new_class, tmp_path):
    first = new_class(folder=tmp_path, teams=("Red", "Blue"), points=2, names_hidden=True, notes={"question-2": "Ask."})
    player = PlayerClient(first.join_url)
    player.join("Sam")
    first.host.order(3, 1)
    first.host.open()
    player.answer([1])
    first.host.points(5)
    first.host.note("Show the log.")
    first.host.close()
    first.host.kick(1)
    before = first.host.snapshot()
    first.stop()
    again = new_class(folder=tmp_path, room=first.room)
    after = again.host.snapshot()
    kept = ("phase", "round", "place", "of", "plan", "upcoming", "names_hidden", "teams", "removed", "can", "tally")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert [each["note"] for each in after["plan"]] == ["", "Ask.", "Show the log."]
    assert again.host.back()["phase"] == "open"
    assert again.host.restore(1)["tally"]["answered"] == 1


def test_class_that_was_ended_by_mistake_goes_on_also_after_a_restart(new_class, tmp_path):
    first = new_class(folder=tmp_path)
    first.host.open()
    first.host.end()
    assert first.host.export()["ended"]
    first.stop()
    again = new_class(folder=tmp_path, room=first.room)
    assert again.host.back()["phase"] == "open"
    assert again.host.export()["ended"] is None


def test_phones_see_at_once_that_somebody_was_taken_out(running, player):
    other = PlayerClient(running.join_url)
    other.join("Ann")
    running.host.open()
    player.answer([0])
    other.answer([1])
    running.host.close()
    running.host.reveal()
    assert other.snapshot()["tally"]["votes"][0]["counts"] == [1, 1, 0, 0]
    running.host.kick(1)
    assert other.snapshot()["tally"]["votes"][0] | {"numbers": []} == {
        "vote": 1, "answered": 1, "of": 1, "counts": [0, 1, 0, 0], "share": 1.0, "numbers": []
    }  # fmt: skip
