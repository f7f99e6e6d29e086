"""nginx and Apache as Debian installs them, for the proofs of questions: what they serve, fixed and written down here.

Both have the same few files (`lay_out`), laid out afresh for every proof. No status is handed out by decree, except
where nginx's own rules are the point: `return 444`, and `error_page` with another number.
"""

import base64
import hashlib
import os
import shutil
import socket
import socketserver
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import trustme
from oracle import missing, running

from free_ports import free_port

WEDNESDAY = 1_793_788_200  # when every file was last changed: Wed, 04 Nov 2026 10:30:00 GMT
FILES = {
    "index.html": "<h1>Teahouse</h1>\n",
    "contact.html": "<h1>Contact</h1>\n",
    "too-big": "Please delete your cookies.\n",
    "teas": "Assam\nDarjeeling\n",
    "leaflets/assam.txt": "tea " * 250,
    "whole/assam.txt": "tea " * 250,
    "kept/assam.txt": "tea " * 250,
    "gifts/gift.txt.en": "A gift\n",
    "gifts/gift.txt.de": "Ein Geschenk\n",
    "gifts/gift.txt.zh": "礼物\n",
    "gifts/season.var": "URI: map\n\nURI: season.en.var\nContent-Type: text/plain\nContent-Language: en\n",
    "gifts/season.en.var": "URI: map\n\nURI: gift.txt.en\nContent-Type: text/plain\nContent-Language: en-GB\n",
    "staff/rota": "Mei, Anna\n",
    "payroll/may": "10\n",
    "wall/teapot.jpg": "a small picture of a teapot",
    "office/board": "Buy milk.\n",
    "cellar/racks/west/assam.txt": "Assam, 40 chests\n",
    "cellar/racks/west/darjeeling.txt": "Darjeeling, 12 chests\n",
}
PASSWORDS = {"waiter": "oolong", "chef": "keemun"}
NGINX = """
daemon off; master_process off; pid {root}/pid; error_log {root}/error.log error;
events {{ worker_connections 64; }}
http {{
  log_format status '$status'; access_log syslog:server=unix:{root}/log,nohostname status;
  client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  root {root}/www; types {{ text/html html; text/plain txt; }}
  proxy_cache_path {root}/kept keys_zone=kept:1m use_temp_path=off;
  keepalive_timeout 0;                    # so that an answer is over when the connection is
  client_body_timeout 100ms; lingering_timeout 100ms;
  ssl_certificate {root}/server.pem; ssl_certificate_key {root}/server.pem;
  upstream down {{ server 127.0.0.1:{closed} down; server 127.0.0.1:{silent} down; }}
  server {{
    listen 127.0.0.1:{plain}; server_name teahouse;
    location /whole/ {{ max_ranges 0; }}    # a server that knows no ranges
    location /kept/ {{ add_header Cache-Control max-age=60; add_header Vary Accept; }}
    location /window/ {{ proxy_pass http://127.0.0.1:{app}/; proxy_cache kept; }}  # a URL for each proof
    location /staff/ {{ auth_basic staff; auth_basic_user_file {root}/passwords; }}
    location /office/ {{ allow 192.0.2.0/24; deny all; }}
    location /cellar/ {{ dav_methods PUT DELETE MKCOL COPY MOVE; }}
    location /wall/ {{ dav_methods PUT; client_max_body_size 100000; }}
    location /app/ {{ proxy_pass http://127.0.0.1:{app}/; }}                        # the Teahouse, by a plain proxy
    location /live/ {{ proxy_pass http://127.0.0.1:{app}/; proxy_http_version 1.1;  # the same, letting a switch through
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }}
    location /delivery/roast {{ proxy_pass http://127.0.0.1:{silent}; proxy_read_timeout 100ms; }}
    location /delivery/feast {{ proxy_pass http://127.0.0.1:{patient}; }}
    location /delivery/closed {{ proxy_pass http://127.0.0.1:{closed}; }}
    location /delivery/down {{ proxy_pass http://down; }}    # known to be down, so nginx does not try them
    location /delivery/cake {{ proxy_pass http://127.0.0.1:{cut}; }}
    location /delivery/order {{ proxy_pass http://127.0.0.1:{cut}; error_page 502 = @silence; }}  # all of it is read
    location @silence {{ return 444; }}
    location /drop {{ return 444; }}
  }}
  server {{ listen 127.0.0.1:{plain}; server_name partners.test; error_page 494 =431 /too-big; }}
  server {{ listen 127.0.0.1:{plain}; server_name swapped.test; error_page 431 =494 /too-big; }}
  server {{ listen 127.0.0.1:{plain}; server_name plain.test; error_page 494 /too-big; }}
  server {{ listen 127.0.0.1:{plain}; server_name general.test; error_page 400 =431 /too-big; }}
  server {{ listen 127.0.0.1:{tls} ssl; server_name teahouse; }}
  server {{ listen 127.0.0.1:{tls} ssl; server_name led.test; error_page 497 https://$host$request_uri; }}
  server {{ listen 127.0.0.1:{tls} ssl; server_name kept.test; error_page 497 =308 https://$host$request_uri; }}
}}
"""
MODULES = Path("/usr/lib/apache2/modules")
LOADED = (
    "mpm_prefork authz_core authz_user authn_core authn_file auth_basic mime negotiation dav dav_fs reqtimeout "
    "proxy proxy_http"
)
APACHE = """
ServerRoot {root}
ServerName teahouse
Listen 127.0.0.1:{plain}
PidFile {root}/pid
ErrorLog {root}/error.log
{modules}
TypesConfig /dev/null
AddType text/plain .txt
AddLanguage en .en
AddLanguage de .de
AddLanguage zh .zh
AddHandler type-map .var
DocumentRoot {root}/www
KeepAlive Off
RequestReadTimeout header=1 body=1
DavLockDB {root}/locks
ProxyRequests On
<Location /gifts>
  Options MultiViews
</Location>
<Location /cellar>
  Dav On
</Location>
<Location /staff>
  AuthType Basic
  AuthName staff
  AuthUserFile {root}/passwords
  Require valid-user
</Location>
<Proxy http://members.teahouse/*>
  AuthType Basic
  AuthName members
  AuthUserFile {root}/passwords
  Require valid-user
</Proxy>
<Location /payroll>
  AuthType Basic
  AuthName staff
  AuthUserFile {root}/passwords
  Require user chef
  AuthzSendForbiddenOnFailure On
</Location>
"""


@dataclass(frozen=True)
class Stock:
    """A running server: its doors and its folder; of nginx also what it logs, and where it passes a feast on to."""

    root: Path
    doors: dict[str, int]
    lines: socket.socket | None = None
    passed_on: socket.socket | None = None

    def lay_out(self) -> None:
        """The files as they are at first, with nothing locked."""
        if self._as_at_first():
            return
        for path in (self.root / "www", *self.root.glob("locks*")):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        for name, text in FILES.items():
            path = self.root / "www" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            os.utime(path, (WEDNESDAY, WEDNESDAY))

    def _as_at_first(self) -> bool:
        www = self.root / "www"
        found = {path.relative_to(www).as_posix(): path for path in www.rglob("*")}
        files = {name: path.stat().st_mtime for name, path in found.items() if path.is_file()}
        folders = {parent.as_posix() for name in FILES for parent in Path(name).parents} - {"."}
        return (
            files == dict.fromkeys(FILES, WEDNESDAY)
            and found.keys() - files == folders
            and not any(self.root.glob("locks*"))
        )

    def logged(self) -> int:
        """The status of the next line of the log; nginx may write it a moment after the connection has ended."""
        return int(self.lines.recv(4096).split()[-1])


@contextmanager
def stock_nginx(root: Path, app: int) -> Iterator[Stock]:
    if shutil.which("nginx") is None:
        missing("no nginx found; on Debian: apt-get install nginx-light")
    trustme.CA().issue_cert("teahouse").private_key_and_cert_chain_pem.write_to_path(str(root / "server.pem"))
    (root / "passwords").write_text(passwords())
    doors = {"nginx": free_port(), "nginx-tls": free_port()}
    with ExitStack() as stack:
        lines = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        lines.bind(str(root / "log"))
        lines.settimeout(60)
        behind = {name: stack.enter_context(socket.socket()) for name in ("silent", "patient", "closed")}
        for name, listener in behind.items():
            listener.bind(("127.0.0.1", 0))
            if name != "closed":
                listener.settimeout(60)
                listener.listen(128)
        cut = stack.enter_context(speaking(b"HTTP/1.1 200 OK\r\nContent-Ty"))
        ports = {name: listener.getsockname()[1] for name, listener in behind.items()} | {"cut": cut, "app": app}
        (root / "www").mkdir()
        (root / "nginx.conf").write_text(NGINX.format(root=root, plain=doors["nginx"], tls=doors["nginx-tls"], **ports))
        stack.enter_context(running(["nginx", "-p", str(root), "-c", str(root / "nginx.conf")], doors["nginx"]))
        yield Stock(root, doors, lines, behind["patient"])


@contextmanager
def stock_apache(root: Path) -> Iterator[Stock]:
    if shutil.which("apache2") is None or not MODULES.is_dir():
        missing("no apache2 found; on Debian: apt-get install apache2-bin")
    (root / "www").mkdir()
    (root / "passwords").write_text(passwords())
    loaded = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED.split())
    port = free_port()
    (root / "httpd.conf").write_text(APACHE.format(root=root, plain=port, modules=loaded))
    with running(["apache2", "-X", "-f", str(root / "httpd.conf")], port):
        yield Stock(root, {"apache": port})


def passwords() -> str:
    hashes = {name: base64.b64encode(hashlib.sha1(word.encode()).digest()) for name, word in PASSWORDS.items()}
    return "".join(f"{name}:{{SHA}}{told.decode()}\n" for name, told in hashes.items())


@contextmanager
def speaking(words: bytes) -> Iterator[int]:
    """The port of something that hears a request, says these words and closes."""

    class Speaker(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.recv(65536)
                self.request.sendall(words)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaker) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
