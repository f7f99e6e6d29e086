"""What every intermediary must do: RFC 9110 sections 7.6.1 to 7.6.3, 9.3.7, 9.3.8 and 11, by proxy and by gateway."""

import contextlib
import ssl

import httpx2
import pytest
from served import Served, read_all, reply

from sampling import together
from statuslab.clients.raw_http1 import RawClient
from statuslab.messages.exchange import Direction, Layer
from statuslab.messages.http1 import ResponseReader
from statuslab.server.intermediaries.forward_proxy import ForwardProxy
from statuslab.server.intermediaries.gateway import Gateway
from statuslab.server.intermediaries.gateway_route import GatewayRoute, Server
from statuslab.server.intermediaries.upstream import may_go_on
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

KINDS = ["proxy", "gateway"]


class Seen:
    """What the server behind the intermediary was sent."""

    def __init__(self, fields=()):
        self.requests, self.fields = [], list(fields)

    async def __call__(self, scope, receive, send):
        await read_all(receive)
        self.requests.append(scope["statuslab.head"])
        await send({"type": "statuslab.interim", "status": 103, "headers": [(b"link", b"</a>"), (b"x-hop", b"1")]})
        await reply(send, b"tea", headers=self.fields)

    @property
    def names(self):
        (request,) = self.requests
        return [name.lower() for name, _ in request.fields]


@contextlib.contextmanager
def behind(kind, seen):
    """A client's way to the app `seen` through an intermediary of this kind: a function from request to response."""
    with Served(seen) as origin:
        where = ("127.0.0.1", origin.listener.port)
        app = ForwardProxy(
            lambda host: where if host == "teahouse" else None, origin.clock, origin.recorder, seconds=200
        )
        if kind == "gateway":
            app = Gateway(
                None,
                {"/delivery/": GatewayRoute((Server("kitchen", where),))},
                origin.clock,
                origin.recorder,
                seconds=200,
            )
        with Served(app) as served:

            def ask(method, *lines, target="/delivery/menu", version="HTTP/1.1", content=b""):
                whole = f"http://teahouse{target}" if kind == "proxy" else target
                head = "\r\n".join([f"{method} {whole} {version}", "Host: teahouse", *lines, "", ""])
                with served.client() as client:  # it stays until it has the response, as a gateway would notice
                    client.send(head.encode() + content)
                    return client.answer(method)

            yield ask


# --- Section 7.6.1: Connection


@together("kind", KINDS)
@together(
    "lines",
    [
        ["Connection: X-Hop", "X-Hop: 1"],
        ["Connection: close, x-hop", "X-Hop: 1", "x-hop: 2"],
        ["Connection: close", "Connection: X-Hop", "X-HOP: 1"],
        ["Connection: ,X-Hop,", "X-Hop: 1"],
        ["Keep-Alive: timeout=5"],
        ["Proxy-Connection: keep-alive"],
        ["TE: trailers", "Connection: TE"],
        ["TE: trailers"],
        ["Upgrade: h2c", "Connection: Upgrade"],
        ["Upgrade: websocket"],
        ["Proxy-Authorization: Basic eA=="],
    ],
)
def test_fields_of_one_connection_are_not_forwarded(kind, lines):
    seen = Seen()
    with behind(kind, seen) as ask:
        assert ask("GET", *lines, "X-Kept: 1").head.status == 200
    assert seen.names == [b"host", b"x-kept", b"via", b"connection"]


@pytest.mark.parametrize("kind", KINDS)
def test_fields_of_one_connection_are_not_relayed_back(kind):
    hop = [(b"connection", b"x-hop"), (b"x-hop", b"1"), (b"keep-alive", b"timeout=5"), (b"upgrade", b"h2c")]
    with behind(kind, Seen([*hop, (b"x-kept", b"1")])) as ask:
        head = ask("GET", "Connection: close").head
    assert [head.values(name) for name in (b"x-hop", b"keep-alive", b"upgrade")] == [[], [], []]
    assert (head.values(b"x-kept"), head.values(b"connection")) == ([b"1"], [b"close"])


@pytest.mark.parametrize("kind", KINDS)
def test_chunked_content_is_framed_anew(kind):
    seen = Seen()
    with behind(kind, seen) as ask:
        ask("POST", "Transfer-Encoding: chunked", content=b"3\r\ntea\r\n0\r\n\r\n")
    (request,) = seen.requests
    assert (request.values(b"transfer-encoding"), request.values(b"content-length")) == ([], [b"3"])


# --- Section 7.6.2: Max-Forwards


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
def test_max_forwards_of_0_is_answered_and_not_forwarded(kind, method):
    seen = Seen()
    with behind(kind, seen) as ask:
        answer = ask(method, "Max-Forwards: 0", "X-Tea: 7", "Cookie: a=1", "Authorization: Basic eA==")
    assert seen.requests == []
    if method == "OPTIONS":
        assert (answer.head.status, bytes(answer.content)) == (204, b"")
        assert b"OPTIONS" in answer.head.values(b"allow")[0]
    else:  # section 9.3.8: the message as it was received, without what is secret
        assert (answer.head.status, answer.head.values(b"content-type")) == (200, [b"message/http"])
        first, *lines = bytes(answer.content).split(b"\r\n")
        assert first.startswith(b"TRACE ")
        assert lines == [b"Host: teahouse", b"Max-Forwards: 0", b"X-Tea: 7", b"", b""]


@together("kind", KINDS)
@together("method", ["OPTIONS", "TRACE"])
@together(("before", "after"), [("1", b"0"), ("10", b"9"), ("007", b"6"), ("1" * 40, b"99")])
def test_max_forwards_is_decremented(kind, method, before, after):
    seen = Seen()
    with behind(kind, seen) as ask:
        assert ask(method, f"Max-Forwards: {before}").head.status == 200
    assert seen.requests[0].values(b"max-forwards") == [after]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lines", [["Max-Forwards: x"], ["Max-Forwards: -1"], ["Max-Forwards: 1", "Max-Forwards: 2"]])
def test_max_forwards_that_is_no_number_is_400(kind, lines):
    with behind(kind, Seen()) as ask:
        assert ask("OPTIONS", *lines).head.status == 400


@pytest.mark.parametrize("kind", KINDS)
def test_max_forwards_of_another_method_is_left_alone(kind):
    seen = Seen()
    with behind(kind, seen) as ask:
        ask("GET", "Max-Forwards: 0")
    assert seen.requests[0].values(b"max-forwards") == [b"0"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE"])
def test_max_forwards_is_not_made_up(kind, method):
    seen = Seen()
    with behind(kind, seen) as ask:
        ask(method)
    assert seen.requests[0].values(b"max-forwards") == []


@pytest.mark.parametrize("kind", KINDS)
def test_message_is_forwarded_in_the_intermediarys_own_version(kind):
    seen = Seen()
    with behind(kind, seen) as ask:
        ask("GET", version="HTTP/1.0")
    assert seen.requests[0].version == "HTTP/1.1"


@pytest.mark.parametrize("target", ["/a%2Fb?c=%20&&", "/%7e/./b//c;d", "/?", "/a?b?c"])
def test_proxy_leaves_path_and_query_as_they_are(target):
    seen = Seen()
    with behind("proxy", seen) as ask:
        ask("GET", target=target)
    assert seen.requests[0].target == target


# --- Section 7.6.3: Via


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
def test_via_names_the_received_protocol_and_keeps_earlier_ones(kind, version):
    seen = Seen()
    with behind(kind, seen) as ask:
        answer = ask("GET", "Via: 1.0 elsewhere", version=version)
    assert seen.requests[0].values(b"via") == [b"1.0 elsewhere", version[5:].encode() + b" " + kind.encode()]
    assert answer.head.values(b"via") == [f"1.1 {kind}".encode()]


def test_via_names_http_2_where_the_request_came_by_it(lab):
    context = ssl.create_default_context(cafile=lab.ca_file)
    with httpx2.Client(verify=context, http2=True, trust_env=False) as client:
        assert client.get(f"{lab.tls_url}/delivery/menu").status_code == 200
    (upstream,) = lab.last.via
    assert upstream.request["Via"] == "2.0 gateway"


@pytest.mark.parametrize("kind", KINDS)
def test_interim_response_is_forwarded_with_via(kind):
    with behind(kind, Seen()) as ask:
        (early,) = ask("GET").interim
    assert (early.status, early.values(b"link"), early.values(b"via")) == (103, [b"</a>"], [f"1.1 {kind}".encode()])


# --- Section 9.3.7: OPTIONS; RFC 9112 section 3.2.4


@pytest.mark.parametrize(("target", "sent"), [("", "*"), ("/", "/"), ("/teas", "/teas"), ("?a", "/?a")])
def test_options_without_a_path_is_about_the_server(target, sent):
    seen = Seen()
    with behind("proxy", seen) as ask:
        ask("OPTIONS", target=target)
    assert seen.requests[0].target == sent


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock(pace=0.05)) as lab:
        yield lab


@pytest.mark.parametrize("port", ["teahouse", "nginx", "proxy"])
@pytest.mark.parametrize("head", ["OPTIONS * HTTP/1.1\r\nHost: teahouse", "OPTIONS * HTTP/1.0"])
def test_options_for_the_server_as_a_whole_is_2xx(lab, port, head):
    with RawClient(lab.port_address(port)) as client:
        client.send(head.encode() + b"\r\n\r\n")
        answer = client.answer("OPTIONS")
    assert (answer.head.status, bytes(answer.content)) == (204, b"")


def test_options_for_the_server_by_the_proxy_is_2xx(lab):
    with RawClient(lab.port_address("proxy")) as client:
        client.send(b"OPTIONS http://teahouse HTTP/1.1\r\nHost: teahouse\r\n\r\n")
        assert client.answer("OPTIONS").head.status == 204
    (upstream,) = lab.last.via
    assert (upstream.request.target, upstream.wire_status) == ("*", 204)


def test_options_for_the_server_over_http_2_is_2xx(lab):
    context = ssl.create_default_context(cafile=lab.ca_file)
    with httpx2.Client(verify=context, http2=True, trust_env=False) as client:
        url = httpx2.URL(lab.tls_url)
        answer = client.request("OPTIONS", url, extensions={"target": b"*"})
    assert (answer.http_version, answer.status_code) == ("HTTP/2", 204)


@pytest.mark.parametrize(("hops", "status"), [("0", 204), ("5", 204), ("many", 400)])
def test_options_for_the_proxy_itself_is_not_forwarded(lab, hops, status):
    with RawClient(lab.port_address("proxy")) as client:
        client.send(f"OPTIONS * HTTP/1.1\r\nHost: teahouse\r\nMax-Forwards: {hops}\r\n\r\n".encode())
        assert client.answer("OPTIONS").head.status == status
    assert (lab.last.layer, lab.last.via) == (Layer.PROXY, ())


# --- Section 10.1.1: Expect

FRAMINGS = {"sized": ("Content-Length: 3", b"tea"), "chunked": ("Transfer-Encoding: chunked", b"3\r\ntea\r\n0\r\n\r\n")}


def held_back(start, field):
    """A head whose content waits for a 100."""
    return f"{start} HTTP/1.1\r\nHost: teahouse\r\n{field}\r\nExpect: 100-continue\r\n\r\n".encode()


@contextlib.contextmanager
def through_proxy(app):
    """A client at a proxy before this app, and what the proxy recorded last."""
    with Served(app) as origin:
        where = ("127.0.0.1", origin.listener.port)
        proxy = ForwardProxy(lambda _: where, origin.clock, origin.recorder, seconds=200)
        with Served(proxy) as served, served.client() as client:
            yield client, served.recorder.last


async def echo(scope, receive, send):
    await reply(send, await read_all(receive))


@pytest.mark.parametrize("framing", FRAMINGS)
def test_expectation_is_forwarded_and_content_follows_the_100_of_the_next_server(framing):
    field, content = FRAMINGS[framing]
    with through_proxy(echo) as (client, last):
        client.send(held_back("PUT http://teahouse/", field))
        assert [head.status for head in client.answer("PUT", go_ahead=True).interim] == [100]
        client.send(content)
        assert client.answer("PUT").content == b"tea"
        (upstream,) = last().via
    directions = [event.direction for event in upstream.events if event.data]
    assert directions[:3] == [Direction.SENT, Direction.RECEIVED, Direction.SENT]
    assert upstream.events[0].data.endswith(b"\r\n\r\n")
    assert (upstream.request["Expect"], upstream.request.content) == ("100-continue", b"tea")


def test_final_status_of_the_next_server_comes_without_a_100():
    async def refuse(scope, receive, send):
        await reply(send, b"no", status=405)

    with through_proxy(refuse) as (client, last):
        client.send(held_back("POST http://teahouse/", "Content-Length: 3"))
        answer = client.answer("POST")
        (upstream,) = last().via
    assert (answer.head.status, answer.interim, answer.head.members(b"connection")) == (405, [], [b"close"])
    assert [event.direction for event in upstream.events if event.data] == [Direction.SENT, Direction.RECEIVED]


def test_content_follows_a_100_and_no_other_interim_response():
    response = ResponseReader("PUT")
    response.feed(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    assert not may_go_on(response)
    response.feed(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert may_go_on(response)


def test_expectation_without_content_is_not_forwarded():
    with through_proxy(echo) as (client, last):
        client.send(held_back("GET http://teahouse/", "Accept: */*"))
        assert client.answer("GET").head.status == 200
        assert "Expect" not in last().via[0].request


def test_content_held_back_from_the_proxy_is_bounded():
    with through_proxy(echo) as (client, _):
        client.send(held_back("PUT http://teahouse/", "Content-Length: 1100000"))
        assert [head.status for head in client.answer("PUT", go_ahead=True).interim] == [100]
        client.send(bytes(1_100_000))
        assert client.answer("PUT").head.status == 413


# --- Section 11: authentication schemes


CARD = "Z3Vlc3Q6ZGFyamVlbGluZw=="


@together(
    ("credentials", "passes"),
    [
        (f"Basic {CARD}", True),
        (f"basic {CARD}", True),
        (f"BASIC {CARD}", True),
        (f"bAsIc   {CARD}", True),
        (f"Bearer {CARD}", False),
        (f"Basic{CARD}", False),
        (f"Basic {CARD}x", False),
        ("Basic", False),
        ("", False),
        (CARD, False),
    ],
)
def test_scheme_of_the_proxys_credentials_is_case_insensitive(lab, credentials, passes):
    fields = f"Proxy-Authorization: {credentials}\r\n\r\n"
    got = []
    for line in (
        "GET http://members.teahouse/menu HTTP/1.1\r\nHost: members.teahouse",
        "CONNECT members.teahouse:80 HTTP/1.1\r\nHost: members.teahouse:80",
    ):
        with RawClient(lab.port_address("proxy")) as client:
            client.send(f"{line}\r\n{fields}".encode())
            got.append(client.answer(line.partition(" ")[0]).head.status)
    assert got == [200, 200] if passes else [407, 407]
    assert lab.recorder.exchanges()[-1].layer in (Layer.PROXY, Layer.APPLICATION)
