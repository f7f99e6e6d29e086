"""Chromium and Firefox, each with a page at localhost that runs the script of the card `fetch_here`.

Chromium is driven by playwright. Firefox speaks WebDriver BiDi at its debugging port: JSON messages over a WebSocket.
"""

import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Message, Ping, Request, TextMessage

from free_ports import free_port
from statuslab.static import asset

CHROMIUMS, FIREFOXES = ("chromium", "chromium-browser", "google-chrome"), ("firefox-esr", "firefox")
PATIENCE = 180  # seconds for anything that a browser is asked to do
PAGE = """<!doctype html><title>fetch_here</title><script type="module">
import { perform } from "/fetch_here.js"; window.perform = perform;</script>"""
PERFORM = "async task => JSON.stringify(await window.perform(task, '127.0.0.1', 20000))"


def installed(names):
    """The path of the first of these programs, or None."""
    return next(filter(None, map(shutil.which, names)), None)


@contextmanager
def page_server():
    """A page of another origin than the lab, at localhost. Yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            is_script = self.path == "/fetch_here.js"
            content = (asset("fetch_here.js") if is_script else PAGE if self.path == "/" else "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def is_missing(browser):
    """Whether a browser, by its name, is neither installed nor, as Chromium may be, brought by playwright."""
    from playwright.sync_api import sync_playwright

    if browser == "Firefox" or installed(CHROMIUMS):
        return installed(FIREFOXES if browser == "Firefox" else CHROMIUMS) is None
    with sync_playwright() as playwright:
        return not Path(playwright.chromium.executable_path).exists()


# --- Chromium -----------------------------------------------------------------------------------------------


@contextmanager
def chromium():
    """Yields name, and a function that performs a task in a fresh profile: (page URL, task) to (report, console)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        profile = tempfile.mkdtemp(prefix="statuslab-chromium-")  # in a private window no other site gets cookies
        path = installed(CHROMIUMS) or playwright.chromium.executable_path
        context = playwright.chromium.launch_persistent_context(profile, executable_path=path, args=["--no-sandbox"])
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        version = next(word for word in told.split() if word[0].isdigit())

        def perform(url, task):
            page = context.new_page()
            context.clear_cookies()
            context.new_cdp_session(page).send("Network.clearBrowserCache")
            console = []
            page.on("console", lambda message: console.append(message.text))
            page.goto(url)
            page.wait_for_function("() => Boolean(window.perform)")
            report = json.loads(page.evaluate(PERFORM, task))
            page.close()
            return report, console

        yield f"Chromium {version}", perform
        context.close()
        shutil.rmtree(profile, ignore_errors=True)


# --- Firefox ------------------------------------------------------------------------------------------------


@contextmanager
def firefox():
    """The same for Firefox."""
    port, profile = free_port(), tempfile.mkdtemp(prefix="statuslab-firefox-")
    command = [installed(FIREFOXES), "--headless", "--no-remote", "--profile", profile]
    command += [f"--remote-debugging-port={port}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        bidi = BiDi(port)
        capabilities = bidi.call("session.new", capabilities={})["capabilities"]
        bidi.call("session.subscribe", events=["log.entryAdded", "network.authRequired"])
        bidi.call("network.addIntercept", phases=["authRequired"])

        def perform(url, task):
            user = bidi.call("browser.createUserContext")["userContext"]
            tab = bidi.call("browsingContext.create", type="tab", userContext=user)["context"]
            bidi.console.clear()
            bidi.call("browsingContext.navigate", context=tab, url=url, wait="complete")
            done = bidi.call(
                "script.callFunction",
                functionDeclaration=PERFORM,
                arguments=[local_value(task)],
                target={"context": tab},
                awaitPromise=True,
            )
            console = list(bidi.console)
            bidi.call("browser.removeUserContext", userContext=user)
            return json.loads(done["result"]["value"]), console

        yield f"Firefox {capabilities['browserVersion']}", perform
        with suppress(OSError):
            bidi.call("browser.close")
        bidi.close()
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(profile, ignore_errors=True)


def local_value(value):
    """A JSON value as WebDriver BiDi writes arguments."""
    if isinstance(value, dict):
        return {"type": "object", "value": [[key, local_value(each)] for key, each in value.items()]}
    if isinstance(value, list):
        return {"type": "array", "value": [local_value(each) for each in value]}
    kind = {bool: "boolean", int: "number", str: "string"}[type(value)]
    return {"type": kind, "value": value}


class BiDi:
    """WebDriver BiDi over a WebSocket: `call` sends a command and waits for its result. Logins are cancelled."""

    def __init__(self, port):
        self.console, self._number, self._messages, self._text = [], 0, [], ""
        self._socket = self._connected(port)
        self._socket.settimeout(PATIENCE)
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self._socket.sendall(self._protocol.send(Request(host=f"127.0.0.1:{port}", target="/session")))
        self._read_until(AcceptConnection)

    @staticmethod
    def _connected(port):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), 5)
            except OSError:
                if time.monotonic() > deadline:
                    raise
                threading.Event().wait(0.1)

    def call(self, method, **parameters):
        """Call a method and return its result."""
        number = self._send(method, parameters)
        while True:
            message = self._next()
            if message.get("id") == number:
                assert message["type"] == "success", f"{method}: {message}"
                return message["result"]
            self._on_event(message.get("method"), message.get("params", {}))

    def close(self):
        self._socket.close()

    def _on_event(self, method, what):
        if method == "log.entryAdded":
            self.console.append(what["text"] or "")
        elif method == "network.authRequired" and what.get("isBlocked"):
            self._send("network.continueWithAuth", {"request": what["request"]["request"], "action": "cancel"})

    def _send(self, method, parameters):
        self._number += 1
        text = json.dumps({"id": self._number, "method": method, "params": parameters})
        self._socket.sendall(self._protocol.send(Message(text)))
        return self._number

    def _next(self):
        while not self._messages:
            self._read_until(TextMessage)
        return json.loads(self._messages.pop(0))

    def _read_until(self, kind):
        while True:
            data = self._socket.recv(65536)
            if not data:
                raise OSError("the browser has closed the connection")
            self._protocol.receive_data(data)
            seen = list(self._protocol.events())
            for event in seen:
                if isinstance(event, Ping):
                    self._socket.sendall(self._protocol.send(event.response()))
                elif isinstance(event, TextMessage):
                    self._text += event.data
                    if event.message_finished:
                        self._messages.append(self._text)
                        self._text = ""
            if any(isinstance(event, kind) for event in seen):
                return
