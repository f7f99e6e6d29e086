"""Mistakes of a host or student get one clear line."""

import socket
from urllib.parse import urlsplit

import pytest
from class_samples import questions

from statuslab.cli import main
from statuslab.errors import LabError
from statuslab.live_class.server import ClassServer, HostClient, PlayerClient, addresses, read_class


def complaint(make):
    with pytest.raises(LabError) as caught:
        make()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_taken_port_is_named_in_the_error(new_class):
    taken = urlsplit(new_class().url).port
    told = complaint(lambda: new_class(port=taken))
    assert told.startswith(f"cannot listen on 127.0.0.1:{taken} (")
    assert "choose another port" in told


def test_class_whose_port_was_taken_can_be_started_later(new_class, tmp_path):
    first = new_class()
    second = ClassServer(questions(), folder=tmp_path, port=urlsplit(first.url).port)
    complaint(second.start)
    first.stop()
    with second:
        assert second.host.snapshot()["phase"] == "lobby"


def test_class_without_network_is_refused_before_a_file_is_made(monkeypatch, tmp_path):
    def none(*_):
        raise OSError("network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", none)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(0, 0, 0, "", ("127.0.1.1", 0))])
    told = complaint(lambda: ClassServer(questions(), folder=tmp_path, lan=True))
    assert told.startswith("this machine has no address on a network; join a Wi-Fi")
    assert list(tmp_path.iterdir()) == []


def test_lan_address_is_not_the_loopback(monkeypatch):
    monkeypatch.setattr(addresses, "_candidates", lambda: iter(["127.0.1.1", "192.168.7.3"]))
    assert addresses.lan_address() == "192.168.7.3"


def test_class_without_questions_is_refused_before_a_file_is_made(tmp_path):
    assert "at least one question" in complaint(lambda: ClassServer((), folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_unknown_class_code_error_lists_the_known_codes(new_class, tmp_path):
    server = new_class()
    told = complaint(lambda: ClassServer(folder=tmp_path, room="AAAAAA"))
    assert told == f"no class AAAAAA in {tmp_path}; there is {server.room}"


@pytest.mark.parametrize("content", [b"no database at all, but long enough to look at" * 30, b""])
def test_file_without_a_class_is_refused(tmp_path, content):
    path = tmp_path / "class-AAAAAA.sqlite"
    path.write_bytes(content)
    told = complaint(lambda: read_class(path))
    assert str(path) in told
    assert "no class file" in complaint(lambda: read_class(tmp_path / "absent.sqlite"))


def test_folder_that_cannot_be_created_is_named_in_the_error(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = complaint(lambda: ClassServer(questions(), folder=tmp_path / "file" / "classes"))
    assert "choose a folder you may write to" in told


def test_invalid_certificate_is_named_in_the_error(new_class, tmp_path):
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("not a key", encoding="utf-8")
    told = complaint(lambda: new_class(tls=(str(wrong), str(wrong))))
    assert f"cannot use certificate {wrong}" in told


@pytest.mark.parametrize("mode", ["race", ""])
def test_unknown_mode_error_lists_the_known_modes(tmp_path, mode):
    assert 'expected "poll", "speed" or "exam"' in complaint(
        lambda: ClassServer(questions(), folder=tmp_path, mode=mode)
    )


@pytest.mark.parametrize("url", ["", "K7M2PX", "http://127.0.0.1:8420", "http://127.0.0.1:8420/K7M2PX"])
def test_url_that_is_no_join_url_error_shows_an_example(url):
    assert "expected one such as http://HOST:PORT/r/K7M2PX" in complaint(lambda: PlayerClient(url))


def test_client_without_a_server_names_the_address(monkeypatch):
    monkeypatch.setattr("statuslab.live_class.server.client.RETRY_DELAYS", (0.0,))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = complaint(lambda: PlayerClient(f"http://127.0.0.1:{port}/r/K7M2PX").join("Sam"))
    assert told.startswith(f"no class answers at http://127.0.0.1:{port} (")


def test_wrong_host_token_is_refused(running):
    told = complaint(lambda: HostClient.over_http(running.url, running.room, "x" * 22).snapshot())
    assert told == "this class does not know your token; join again"


def test_command_to_a_stopped_class_says_that_it_is_stopped(running):
    running.stop()
    running.stop()
    assert complaint(running.host.snapshot) == "the class is not running; start() it first"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name what the class is about"),
        (["2xx", "--room", "K7M2PX"], "not both"),
        (["2xx", "--cert", "chain.pem"], "--cert and --key go together"),
        (["--room", "K7M2PX"], "no class K7M2PX in"),
        (["2xx", "--bank", "/nowhere/at/all.yaml"], "/nowhere/at/all.yaml"),
    ],
)
def test_command_line_prints_an_error_in_one_line(capsys, tmp_path, arguments, told):
    assert main(["class", "--folder", str(tmp_path), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("statuslab: ")
    assert told in err
    assert err.count("\n") == 1
