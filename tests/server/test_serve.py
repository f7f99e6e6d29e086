import re
import signal
import socket
import subprocess
import sys

import pytest

from statuslab.clients.raw_http1 import RawClient
from statuslab.errors import LabError
from statuslab.messages.exchange import Direction, Event, Exchange, Layer
from statuslab.server.protocol.tls import CertificateStore
from statuslab.server.serve import log_line, own_hosts, serve

GET = b"GET /teas/99 HTTP/1.1\r\nHost: teahouse\r\n\r\n"


@pytest.fixture
def served():
    """`statuslab serve` in a process of its own."""
    command = [sys.executable, "-m", "statuslab.cli", "serve", "--port", "0", "--tls-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_ready_then_logs_each_exchange_until_a_signal(served, sign):
    ready = re.match(r"ready http://(127\.0\.0\.1:\d+) https://localhost:\d+ ca=\S+", served.stdout.readline())
    with RawClient(ready[1]) as client:
        client.send(GET)
        assert client.answer("GET").head.status == 404
        line = served.stdout.readline()
    served.send_signal(sign)
    out, err = served.communicate(timeout=30)
    assert re.fullmatch(rf"\d\d:\d\d:\d\d {client.peer} 'GET /teas/99' 404 application \d+\.\d ms\n", line)
    assert (out, err, served.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    ("name", "names"), [("Lab-7", ("lab-7", "lab-7.local")), ("lab-7.example", ("lab-7.example", "lab-7.local"))]
)
def test_own_hosts_are_name_local_name_and_address(monkeypatch, name, names):
    monkeypatch.setattr(socket, "gethostname", lambda: name)
    monkeypatch.setattr("statuslab.server.serve._own_address", lambda: ("192.0.2.7",))
    assert own_hosts() == (*names, "192.0.2.7")


def test_own_hosts_leave_out_a_name_that_is_no_hostname(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "my_lab")
    monkeypatch.setattr("statuslab.server.serve._own_address", lambda: ())
    assert own_hosts() == ("127.0.0.1",)


def test_certificate_can_have_all_own_hosts():
    assert CertificateStore(extra_hosts=own_hosts()).context(ask_client=False, protocols=())


def test_serve_reports_a_taken_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LabError, match=rf"cannot listen on 127\.0\.0\.1:{port} \(address already in use\)"):
            serve(port, False)


def exchange(*events, **facts):
    return Exchange(events, began=1795338061.0, peer="127.0.0.1:50000", **facts)


SENT = Event(0.0, Direction.SENT, GET)
LOGGED = {
    "an answer": (
        exchange(SENT, Event(0.0123, Direction.RECEIVED, b""), layer=Layer.APPLICATION, logged_status=404),
        "09:01:01 127.0.0.1:50000 'GET /teas/99' 404 application 12.3 ms",
    ),
    "no request": (
        exchange(Event(0.0, Direction.SENT, b"mumble\r\n"), layer=Layer.SERVER, logged_status=400),
        "09:01:01 127.0.0.1:50000 '(no request)' 400 server 0.0 ms",
    ),
    "nobody": (exchange(SENT), "09:01:01 127.0.0.1:50000 'GET /teas/99' - nobody 0.0 ms"),
}


@pytest.mark.parametrize(("result", "line"), LOGGED.values(), ids=LOGGED.keys())
def test_log_line_has_time_client_request_status_layer_and_duration(result, line):
    assert log_line(result) == line
