"""A real JupyterHub on loopback with its own proxy, users without passwords, and the class service."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from oracle import missing

from free_ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PROXY = ROOT / "frontend" / "node_modules" / ".bin" / "configurable-http-proxy"
PATIENCE = 180.0
PASSWORD = "a-pot-of-tea"
CONFIGURATION = """
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/school/"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.auth_token = {token!r}
c.ConfigurableHTTPProxy.pid_file = "proxy.pid"
c.JupyterHub.cleanup_proxy = False
c.JupyterHub.last_activity_interval = 3  # soon tells a proxy that was started again where everything is
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.Authenticator.allow_all = True
c.JupyterHub.load_groups = {{"instructors": {{"users": ["olga"]}}}}
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = "cookie_secret"
c.JupyterHub.services = [{{
    "name": "statuslab",
    "url": "http://127.0.0.1:{service}",
    "api_token": {token!r},
    "oauth_no_confirm": True,
    "oauth_client_allowed_scopes": ["read:users:groups!user", "custom:statuslab:host"],
}}]
c.JupyterHub.custom_scopes = {{"custom:statuslab:host": {{"description": "hold classes in HTTP Status Lab"}}}}
c.JupyterHub.load_roles = [
    {{"name": "user", "scopes": ["self", "access:services!service=statuslab"]}},
    {{"name": "guest-teachers", "scopes": ["custom:statuslab:host"], "users": ["tom"]}},
]
"""

# What a hub needs to run here. The lines that docs/administrators.md has for a hub of one's own follow it.
BARE = """
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/school/"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = "cookie_secret"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = ["--allow-root"]
c.Spawner.start_timeout = 300
{pasted}
c.JupyterHub.services.append({{"name": "administrator", "api_token": {administrator!r}}})
c.JupyterHub.load_roles.append({{
    "name": "administrator",
    "scopes": ["admin:users", "admin:servers", "admin:server_state"],
    "services": ["administrator"],
}})
"""
ADMINISTRATORS = ROOT / "docs" / "administrators.md"
NGINX_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def documented(language, here):
    """The lines of this language in docs/administrators.md, with what stands for one's own replaced as in `here`."""
    lines = re.search(rf"```{language}\n(.*?)```", ADMINISTRATORS.read_text(encoding="utf-8"), re.DOTALL)[1]
    for theirs, ours in here.items():
        assert theirs in lines, theirs
        lines = lines.replace(theirs, ours)
    return lines


@dataclass
class TestHub:
    """The processes of a hub, each of which can be ended and started again. `url` ends without a slash."""

    __test__ = False
    root: Path
    ports: dict[str, int]
    token: str = "0123456789abcdef" * 2
    administrator: str = "fedcba9876543210" * 2
    arguments: tuple[str, ...] = ()
    configuration: str = CONFIGURATION
    front: str = "port"  # whose port browsers come to: the hub's own proxy's, or nginx's
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.ports['port']}/school"

    @property
    def public(self):
        """The hub's address in browsers: nginx's, where that is in front."""
        return f"http://127.0.0.1:{self.ports[self.front]}/school"

    @property
    def classes(self):
        """The service's own page."""
        return f"{self.public}/services/statuslab"

    def start(self, name):
        command, environment, answers = getattr(self, f"_{name}")()
        with (self.root / f"{name}.log").open("a") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=self.root, env=os.environ | environment, stdout=log, stderr=log
            )
        self._wait(name, answers)

    def stop(self, name, how=signal.SIGTERM):
        process = self.running.pop(name)
        process.send_signal(how)
        process.wait(PATIENCE)

    def restart(self, name, how=signal.SIGKILL):
        self.stop(name, how)
        self.start(name)

    def log(self, name):
        return (self.root / f"{name}.log").read_text()

    def pasted(self):
        """The lines of docs/administrators.md, with the addresses and folders of this hub."""
        here = {
            "https://hub.example.org": self.public,
            "8430": str(self.ports["service"]),
            "/opt/statuslab/bin": str(self.root / "bin"),
            "/srv/statuslab/classes": str(self.root / "classes"),
        }
        return documented("python", here)

    def spawned(self, user):
        """Start the user's notebook server, and return the environment of its process."""
        self.api("POST", f"users/{user}/server")
        deadline = time.monotonic() + 3 * PATIENCE
        while time.monotonic() < deadline:
            server = self.api("GET", f"users/{user}")["servers"].get("", {})
            if server.get("ready"):
                lines = Path(f"/proc/{server['state']['pid']}/environ").read_text().split("\0")
                return dict(line.split("=", 1) for line in lines if "=" in line)
            time.sleep(0.2)
        raise AssertionError(f"the server of {user} did not start: {self.log('hub')[-3000:]}")

    def _proxy(self):
        command = [str(PROXY), "--ip=127.0.0.1", f"--port={self.ports['port']}", "--api-ip=127.0.0.1"]
        command += [
            f"--api-port={self.ports['api']}",
            f"--error-target=http://127.0.0.1:{self.ports['hub']}/school/hub/error",
        ]
        return command, {"CONFIGPROXY_AUTH_TOKEN": self.token}, f"http://127.0.0.1:{self.ports['api']}/api/routes"

    def _nginx(self):
        program = shutil.which("nginx") or missing("no nginx found; on Debian: apt-get install nginx-light")
        here = {
            "127.0.0.1:8000": f"127.0.0.1:{self.ports['port']}",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.ports['nginx']};",
        }
        server = documented("nginx", here)
        temporary = " ".join(f"{kind}_temp_path {self.root}/{kind};" for kind in NGINX_FOLDERS)
        configuration = self.root / "nginx.conf"
        configuration.write_text(
            f"daemon off; master_process off; pid {self.root}/nginx.pid; events {{ worker_connections 64; }}\n"
            f"http {{ access_log off; {temporary}\n{server}}}\n"
        )
        command = [program, "-c", str(configuration), "-e", str(self.root / "nginx.errors")]
        return command, {}, f"{self.public}/hub/api/"

    def _hub(self):
        configuration = self.root / "jupyterhub_config.py"
        words = {"proxy": str(PROXY), "token": self.token, "password": PASSWORD, **self.ports}
        words |= {"administrator": self.administrator, "homes": str(self.root / "{username}"), "pasted": self.pasted()}
        configuration.write_text(self.configuration.format(**words))
        return [sys.executable, "-m", "jupyterhub", "--config", str(configuration)], {}, f"{self.url}/hub/api/"

    def _service(self):
        told = {
            "JUPYTERHUB_SERVICE_NAME": "statuslab",
            "JUPYTERHUB_API_TOKEN": self.token,
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{self.ports['hub']}/school/hub/api",
            "JUPYTERHUB_BASE_URL": "/school/",
            "JUPYTERHUB_SERVICE_PREFIX": "/school/services/statuslab/",
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{self.ports['service']}",
            "JUPYTERHUB_CLIENT_ID": "service-statuslab",
            "JUPYTERHUB_OAUTH_CALLBACK_URL": "/school/services/statuslab/oauth_callback",
        }
        command = [sys.executable, "-m", "statuslab.cli", "hub", "--public-url", f"{self.classes}/"]
        command += ["--folder", str(self.root / "classes"), *self.arguments]
        return command, told, f"http://127.0.0.1:{self.ports['service']}/school/services/statuslab/pages/icon.svg"

    def _wait(self, name, url):
        """Until `url` answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.running[name].poll() is None:
            try:
                urllib.request.urlopen(url, timeout=30)
                return
            except urllib.error.HTTPError as error:
                if error.code == 403 and name == "proxy":  # it wants the token
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{name} did not answer at {url}: {self.log(name)[-2000:]}")

    def api(self, method, path, body=None):
        """Call the hub's API as a service of its administrator."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}/hub/api/{path}", data, {"Authorization": f"token {self.administrator}"}, method=method
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")


@contextmanager
def hub_as_documented(root):
    """A hub that starts proxy and class service itself, behind nginx, both as docs/administrators.md says."""
    (root / "bin").mkdir()
    shutil.copy(ROOT / "deploy" / "with-course", root / "bin")
    python = root / "bin" / "python"  # a link to the program of an environment would not find its packages
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    for name in ("statuslab", "jupyterhub-singleuser"):
        (root / "bin" / name).symlink_to(Path(sys.executable).parent / name)
    with _running(root, ("hub", "nginx"), configuration=BARE, front="nginx") as hub:
        hub._wait("hub", f"{hub.classes}/pages/icon.svg")
        yield hub


@contextmanager
def hub_with_classes(root, *arguments):
    """A hub with proxy and class service, until the block ends."""
    with _running(root, ("proxy", "hub", "service"), arguments=arguments) as hub:
        yield hub


@contextmanager
def _running(root, names, **options):
    if not PROXY.exists() or shutil.which("node") is None:
        missing("no configurable-http-proxy; bring it with: npm ci --prefix frontend")
    ports = {name: free_port() for name in ("port", "hub", "api", "service", "nginx")}
    hub = TestHub(root, ports, **options)
    try:
        for name in names:
            hub.start(name)
        yield hub
    finally:
        for name in list(hub.running):
            hub.stop(name)
