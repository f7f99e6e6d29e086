"""A pytest plugin that puts the lab in httpbin's place, for httpbin_suites.py. It runs in the suites' environment.

pytest-httpbin's servers become the lab, at LAB_URL and LAB_TLS_URL with the certificates of LAB_CA_FILE, and the test
client that httpbin's own suite asks its app with sends each request to the lab.
"""

import http.client
import os
from urllib.parse import quote, urljoin, urlsplit

import httpbin
import pytest_httpbin.certs
import pytest_httpbin.serve
import werkzeug.test

LAB = os.environ["LAB_URL"].rstrip("/")
LAB_TLS = os.environ["LAB_TLS_URL"].rstrip("/")


class Server:
    """The lab, as the suites know pytest-httpbin's server."""

    address = LAB

    def __init__(self, *_, **__):
        parts = urlsplit(self.address)
        self.url, self.protocol, self.host, self.port = self.address, parts.scheme, parts.hostname, parts.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __add__(self, path):
        return self.url + path

    def join(self, url, allow_fragments=True):
        return urljoin(self.url, url, allow_fragments=allow_fragments)


class SecureServer(Server):
    address = LAB_TLS


def forward(environ, start_response):
    """A WSGI app that sends the request to the lab and gives its response back."""
    target = quote(environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"], safe="/%:=&,;@!$'()*+~", encoding="latin-1")
    if environ.get("QUERY_STRING"):
        target += "?" + environ["QUERY_STRING"]
    sent = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    fields = {name: value for name, value in sent.items() if name}  # one test sends a field without a name
    fields["HOST"] = urlsplit(LAB).netloc
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            fields[name.replace("_", "-")] = environ[name]
    connection = http.client.HTTPConnection(urlsplit(LAB).netloc, timeout=60)
    content = environ["wsgi.input"].read()
    connection.request(environ["REQUEST_METHOD"], target, content or None, fields)
    response = connection.getresponse()
    left_out = {"connection", "transfer-encoding", "date"}
    start_response(
        f"{response.status} {response.reason}",
        [(name, value) for name, value in response.getheaders() if name.lower() not in left_out],
    )
    return [response.read()]


pytest_httpbin.serve.Server, pytest_httpbin.serve.SecureServer = Server, SecureServer
pytest_httpbin.certs.where = lambda: os.environ["LAB_CA_FILE"]
httpbin.app.test_client = lambda *_, **__: werkzeug.test.Client(forward)
