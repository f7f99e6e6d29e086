"""One request over a plain socket to the lab, and every byte that comes back."""

from __future__ import annotations

import base64
import gzip
import re
import socket
import zlib
from urllib.parse import urlsplit

from recording import internals
from recording.text import anonymous, shown
from statuslab import lab


def ask(request: str, *fields: str, content: bytes = b"", then: bytes = b"", close: bool = True) -> str:
    """The text of one exchange: "METHOD target", field lines, content; `then` follows the content unframed."""
    more = [f"Content-Length: {len(content)}"] if content else []
    ending = ["Connection: close"] if close else []
    lines = [f"{request} HTTP/1.1", "Host: teahouse", *fields, *more, *ending, "", ""]
    sent = "\r\n".join(lines).encode() + content + then
    received = anonymous(exchanged(sent), lab.names)
    exchange = lab.last
    answered = f"* layer {exchange.layer}, logged {exchange.logged_status}\n\n"
    return shown(sent, ">") + shown(_readable(received), "<") + answered


def exchanged(sent: bytes) -> bytes:
    """What comes back until the lab closes the connection."""
    address = urlsplit(lab.url)
    back = bytearray()
    with socket.create_connection((address.hostname, address.port), 20) as connection:
        connection.sendall(sent)
        try:
            while data := connection.recv(65536):
                back += data
        except ConnectionResetError:
            back += b"(connection reset)"
    return bytes(back)


def _readable(received: bytes) -> bytes:
    """A compressed reply decoded, for its bytes differ from one version of a library to the next."""
    head, blank, body = received.partition(b"\r\n\r\n")
    coding = re.search(rb"(?im)^content-encoding: (\S+)\r?$", head)
    try:
        if not coding or not body:
            return received
        content = internals.decoded(coding[1].decode(), body)
    except (zlib.error, gzip.BadGzipFile, EOFError):  # broken on purpose
        return received
    head = re.sub(rb"(?im)^(content-length: )\d+", rb"\1(that of the coded content)", head)
    return head + blank + content


def basic(user: str, password: str) -> str:
    """The Authorization field for HTTP Basic."""
    return f"Authorization: Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
