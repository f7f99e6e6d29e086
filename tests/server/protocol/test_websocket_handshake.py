"""WebSocket handshakes (RFC 6455 section 4.2) and close codes (section 7.4 and the IANA registry)."""

import base64
import socket

import pytest

from sampling import together
from statuslab.clients.raw_http1 import RawClient
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
FIELDS = {"Host": "teahouse", "Connection": "Upgrade", "Upgrade": "websocket"}
FIELDS |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": KEY}
PATHS = ["/ws/echo", "/tasting"]


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock(pace=0.05)) as lab:
        yield lab


def answer(lab, path, changed, first="GET {} HTTP/1.1"):
    fields = {name: value for name, value in (FIELDS | changed).items() if value is not None}
    lines = [
        f"{name}: {value}"
        for name, values in fields.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    with RawClient(lab.address) as client:
        client.send("\r\n".join([first.format(path), *lines, "", ""]).encode())
        return client.answer("GET").head


@together("path", PATHS)
@together(
    "changed",
    [
        {},
        {"Upgrade": "WebSocket"},
        {"Upgrade": "h2c, websocket"},
        {"Connection": "keep-alive, upgrade"},
        {"Sec-WebSocket-Key": base64.b64encode(b"\xff" * 16).decode()},
        {"Sec-WebSocket-Extensions": "permessage-deflate"},
    ],
)
def test_handshake_in_order_is_101(lab, path, changed):
    head = answer(lab, path, changed)
    assert head.status == 101
    assert (head.members(b"upgrade"), head.members(b"connection")) == ([b"websocket"], [b"upgrade"])
    assert head.values(b"sec-websocket-extensions") == []


def test_accept_is_the_hash_of_the_key(lab):
    """The example of RFC 6455 section 1.3."""
    assert answer(lab, "/ws/echo", {}).values(b"sec-websocket-accept") == [b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]


@together("path", PATHS)
@together(
    "key",
    [
        "abcd",
        "",
        base64.b64encode(b"x" * 15).decode(),
        base64.b64encode(b"x" * 17).decode(),
        base64.b64encode(b"x" * 18).decode(),
        KEY.rstrip("="),
        KEY + "=",
        KEY.replace("d", "-", 1),
        KEY.replace("d", "!", 1),
        KEY.replace("d", " ", 1),
        "x" * 24,
        None,
        [KEY, KEY],
    ],
    ids=str,
)
def test_key_that_is_not_16_bytes_in_base64_is_400(lab, path, key):
    assert answer(lab, path, {"Sec-WebSocket-Key": key}).status == 400


@together("path", PATHS)
@together("version", ["12", "14", "8", "0", "x", "", "13, 8", "013", ["13", "8"]], ids=str)
def test_version_other_than_13_is_426_that_names_13(lab, path, version):
    head = answer(lab, path, {"Sec-WebSocket-Version": version})
    assert (head.status, head.values(b"sec-websocket-version")) == (426, [b"13"])
    assert (head.members(b"upgrade"), b"upgrade" in head.members(b"connection")) == ([b"websocket"], True)


@together("path", PATHS)
@together(
    ("changed", "first", "status"),
    [
        ({"Sec-WebSocket-Version": None}, "GET {} HTTP/1.1", 400),
        ({"Upgrade": None}, "GET {} HTTP/1.1", 426),
        ({"Upgrade": "h2c"}, "GET {} HTTP/1.1", 426),
        ({"Connection": "keep-alive"}, "GET {} HTTP/1.1", 426),
        ({}, "GET {} HTTP/1.0", 426),  # RFC 9110 section 7.8: Upgrade of HTTP/1.0 is ignored
        ({"Content-Length": "0"}, "POST {} HTTP/1.1", 405),
        ({"Host": None}, "GET {} HTTP/1.1", 400),
    ],
)
def test_handshake_that_lacks_something_is_an_error(lab, path, changed, first, status):
    assert answer(lab, path, changed, first).status == status


@together("path", PATHS)
@together("code", [1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])
def test_close_code_is_returned(lab, path, code):
    assert closed_with(lab, code.to_bytes(2) + b"bye", path) == code


@together(
    "payload", [b"\x03\xe7", b"\x03\xec", b"\x03\xed", b"\x03\xee", b"\x03\xf7", b"\x03\xf8", b"\x13\x88", b"\x03"]
)
def test_close_code_that_may_not_be_sent_is_1002(lab, payload):
    """999, 1004, 1005, 1006, 1015, 1016, 5000, and half a code (section 7.4 and 5.5.1)."""
    assert closed_with(lab, payload) == 1002


def test_close_reason_that_is_not_utf_8_is_1007(lab):
    assert closed_with(lab, (1014).to_bytes(2) + b"\xff") == closed_with(lab, (1000).to_bytes(2) + b"\xff") == 1007


@pytest.mark.parametrize(
    "frame",
    [
        b"\x81\x03tea",  # not masked: section 5.1
        b"\xc1\x83abcdtea",  # a reserved bit without an extension: section 5.2
        b"\x83\x83abcdtea",  # a reserved opcode: section 5.2
        b"\x09\x80abcd",  # a fragmented control frame: section 5.5
        b"\x89\xfe\x00\x7eabcd" + b"x" * 126,  # a control frame of more than 125 bytes: section 5.5
        b"\x80\x80abcd",  # a continuation of nothing: section 5.4
    ],
)
def test_frame_that_breaks_a_rule_closes_with_1002(lab, frame):
    assert closed_with(lab, None, frame=frame) == 1002


def closed_with(lab, payload, path="/ws/echo", frame=b""):
    """The code of the Close frame that answers one with this payload, or this frame."""
    host, _, port = lab.address.rpartition(":")
    fields = "".join(f"{name}: {value}\r\n" for name, value in FIELDS.items())
    with socket.create_connection((host, int(port)), timeout=30) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\n{fields}\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += client.recv(65536)
        client.sendall(frame or masked_close(payload))
        while data := client.recv(65536):
            received += data
    frames = received.partition(b"\r\n\r\n")[2]
    while frames[0] != 0x88:  # the greeting of the tasting
        frames = frames[2 + frames[1] :]
    return int.from_bytes(frames[2:4])


def masked_close(payload):
    mask = b"abcd"
    return bytes([0x88, 0x80 | len(payload)]) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
