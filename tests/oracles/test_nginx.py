"""The door as nginx keeps it, held against a real nginx: the same bytes to both, the same status and log line."""

import re
import shutil
import socket
import ssl
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from oracle import missing, running

from free_ports import free_port
from sampling import slow_param
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.server.protocol.server_config import Timeouts

CONFIG = """
daemon off; master_process off; pid {root}/pid; error_log {root}/error.log error;
events {{ worker_connections 64; }}
http {{
  log_format plain '$status'; access_log {root}/access.log plain;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  large_client_header_buffers 4 8k; client_header_timeout 1s; ssl_verify_depth 2;
  ssl_certificate {root}/server.pem; ssl_certificate_key {root}/server.pem;
  ssl_client_certificate {root}/ca.pem;
  server {{ listen 127.0.0.1:{plain}; {routes} }}
  server {{ listen 127.0.0.1:{plain_pages}; {pages} {routes} }}
  server {{ listen 127.0.0.1:{tls} ssl; server_name teahouse.test; {routes} }}
  server {{ listen 127.0.0.1:{tls} ssl; server_name staff.test; ssl_verify_client on; {routes} }}
  server {{ listen 127.0.0.1:{tls_pages} ssl; server_name teahouse.test; {pages} {routes} }}
  server {{ listen 127.0.0.1:{tls_pages} ssl; server_name staff.test; ssl_verify_client on; {pages} {routes} }}
}}
"""
ROUTES = """
location /drop { return 444; }
location /delivery/roast { proxy_pass http://127.0.0.1:%d; }
location /teas { return 200 "tea"; }
"""
PAGES = (
    "".join(f"error_page {code} ={code} /page; " for code in (494, 495, 496, 497)) + "location /page { return 200; }"
)


@dataclass(frozen=True)
class Case:
    """The same bytes for both doors; what the client sees (None: nothing), and what the log says."""

    name: str
    door: str
    request: bytes
    sees: int | None
    logged: int
    sni: str = ""
    certificate: str = ""
    leave: float = 0.0


def ask(target: str, host: str = "teahouse.test", more: str = "") -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n".encode()


BIG = f"X: {'a' * 40000}\r\n"
CASES = [
    Case("a rule says drop", "nginx", ask("/drop"), None, 444),
    Case("a header too large", "nginx", ask("/teas", more=BIG), 400, 400),
    Case("a header too large, error_page", "nginx-pages", ask("/teas", more=BIG), 494, 494),
    slow_param(Case("half a head, then silence", "nginx", b"GET /teas HTTP/1.1\r\nHost: te", None, 408)),
    Case("the client leaves first", "nginx", ask("/delivery/roast"), None, 499, leave=0.02),
    Case("plain HTTP at the TLS port", "tls", ask("/teas"), 400, 400),
    Case("plain HTTP at the TLS port, error_page", "tls-pages", ask("/teas"), 497, 497),
    Case("no client certificate", "tls", ask("/teas", "staff.test"), 400, 400, sni="staff.test"),
    Case("no client certificate, error_page", "tls-pages", ask("/teas", "staff.test"), 496, 496, sni="staff.test"),
    Case("a bad certificate", "tls", ask("/teas", "staff.test"), 400, 400, "staff.test", "self-signed"),
    Case(
        "a bad certificate, error_page", "tls-pages", ask("/teas", "staff.test"), 495, 495, "staff.test", "self-signed"
    ),
    Case("a good certificate", "tls", ask("/teas", "staff.test"), 200, 200, "staff.test", "good"),
    Case("another name on this connection", "tls", ask("/teas", "staff.test"), 421, 421, sni="teahouse.test"),
    Case("a target too long", "nginx", ask("/" + "a" * 9000), 414, 414),
    Case("no Host", "nginx", b"GET /teas HTTP/1.1\r\nConnection: close\r\n\r\n", 400, 400),
    Case("both framings", "nginx", ask("/teas", more="Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400, 400),
    Case("HTTP/2.0 in plain text", "nginx", b"GET /teas HTTP/2.0\r\nHost: x\r\n\r\n", 505, 505),
    Case("an ordinary request", "nginx", ask("/teas"), 200, 200),
]


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock(pace=60), timeouts=Timeouts(head=1 / 60)) as running:  # who may leave before a minute is over
        running.open_on_demand_ports()
        yield running


@dataclass(frozen=True)
class Nginx:
    """A running nginx: its doors, and the lines it has logged."""

    ports: dict[str, int]
    root: Path

    def log(self) -> list[str]:
        return (self.root / "access.log").read_text().split()


@pytest.fixture(scope="module")
def nginx(lab, tmp_path_factory):
    if shutil.which("nginx") is None:
        missing("no nginx found; on Debian: apt-get install nginx-light")
    root = tmp_path_factory.mktemp("nginx")
    issued = lab.open_on_demand_ports().certificates.ca.issue_cert("teahouse.test", "staff.test")
    (root / "server.pem").write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    (root / "ca.pem").write_bytes(Path(lab.ca_file).read_bytes())
    doors = {"nginx": free_port(), "nginx-pages": free_port(), "tls": free_port(), "tls-pages": free_port()}
    with socket.socket() as silent:  # an upstream that accepts and never answers
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        routes = ROUTES % silent.getsockname()[1]
        named = {"plain": doors["nginx"], "plain_pages": doors["nginx-pages"]}
        named |= {"tls": doors["tls"], "tls_pages": doors["tls-pages"]}
        (root / "nginx.conf").write_text(CONFIG.format(root=root, routes=routes, pages=PAGES, **named))
        with running(["nginx", "-p", str(root), "-c", str(root / "nginx.conf")], doors["nginx"]):
            yield Nginx(doors, root)


def status_seen(case: Case, port: int, lab: Lab) -> int | None:
    """Send the case's bytes and give the status that came back, None where nothing did."""
    plain = socket.create_connection(("127.0.0.1", port), 60)
    with secured(plain, case, lab) if case.sni else plain as connection:
        with suppress(ConnectionError, BrokenPipeError):
            connection.sendall(case.request)
        if case.leave:
            connection.settimeout(case.leave)
        return status_of(received(connection))


def secured(plain: socket.socket, case: Case, lab: Lab) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=lab.ca_file)
    if case.certificate:
        context.load_cert_chain(lab.client_certificate(case.certificate))
    return context.wrap_socket(plain, server_hostname=case.sni)


def received(connection: socket.socket) -> bytes:
    data = b""
    with suppress(OSError):
        while chunk := connection.recv(65536):
            data += chunk
    return data


def status_of(data: bytes) -> int | None:
    told = re.match(rb"HTTP/1\.\d (\d{3})", data)
    return int(told[1]) if told else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_lab_and_nginx_agree(case, lab, nginx):
    theirs = status_seen(case, nginx.ports[case.door], lab)
    logged = logged_by(nginx)
    before = len(lab.exchanges)
    ours = status_seen(case, int(lab.port_address(case.door).rpartition(":")[2]), lab)
    told = lab.recorder.last(timeout=60)
    assert len(lab.exchanges) == before + 1
    assert (theirs, logged) == (case.sees, case.logged), "nginx"
    assert (ours, told.logged_status) == (case.sees, case.logged), "the lab"


def logged_by(nginx: Nginx) -> int:
    """The last line of nginx's log, which it may write a moment after the connection has ended."""
    for _ in range(600):
        lines = nginx.log()
        if len(lines) > logged_by.seen:
            logged_by.seen = len(lines)
            return int(lines[-1])
        subprocess.run(["sleep", "0.05"], check=True)
    raise AssertionError("nginx logged nothing")


logged_by.seen = 0
