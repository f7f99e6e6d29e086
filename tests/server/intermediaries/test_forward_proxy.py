import pytest
from served import Served, responding

from statuslab.messages.exchange import Layer, Origin
from statuslab.messages.http1 import parse_response
from statuslab.scenarios.player import send
from statuslab.server.intermediaries.forward_proxy import ForwardProxy, may_transform, to_ascii
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as lab:
        yield lab


def through(lab, target, *fields, method="GET", host="teahouse", **how):
    lines = [f"{method} {target}", f"Host: {host}", *fields]
    return send(lab, "\n".join(lines), to="proxy", **how)


def test_proxy_that_rewrites_answers_203(lab):
    exchange = through(lab, "http://teahouse/notices/today")
    (upstream,) = exchange.via
    assert (exchange.wire_status, exchange.layer, upstream.wire_status) == (203, Layer.PROXY, 200)
    assert exchange.note == "the proxy rewrote the content of a 200"
    assert exchange.response.content.isascii()
    assert not upstream.response.content.isascii()
    assert int(exchange.response["Content-Length"]) == len(exchange.response.content)


def test_exchange_through_proxy_and_gateway_has_every_hop_in_order_of_time(lab):
    exchange = through(lab, "http://teahouse/delivery/menu")
    (to_gateway,) = exchange.via
    (to_kitchen,) = to_gateway.via
    assert [each.wire_status for each in (exchange, to_gateway, to_kitchen)] == [200, 200, 200]
    assert exchange.began <= to_gateway.began <= to_kitchen.began


def test_exchange_through_proxy_has_the_last_hop_where_that_one_never_answered(lab):
    (to_gateway,) = through(lab, "http://teahouse/delivery/roast").via
    (to_kitchen,) = to_gateway.via
    assert (to_gateway.wire_status, to_kitchen.wire_status) == (504, None)


def proxied(headers, content):
    """What a client gets through a proxy from an origin with this one answer."""
    with Served(responding(200, content, headers)) as origin:
        where = ("127.0.0.1", origin.listener.port)
        with Served(ForwardProxy(lambda host: where, origin.clock, origin.recorder)) as proxy:
            return proxy.recorded(b"GET http://teahouse/ HTTP/1.1\r\nHost: teahouse\r\n\r\n")


VALIDATORS = [(b"etag", b'"v1"'), (b"accept-ranges", b"bytes"), (b"x-kept", b"yes")]


def test_proxy_that_rewrites_drops_the_validators():
    exchange = proxied([(b"content-type", b"text/plain"), *VALIDATORS], "“tea”".encode())
    assert (exchange.wire_status, exchange.response.content) == (203, b'"tea"')
    assert [name in exchange.response for name in ("ETag", "Accept-Ranges", "X-Kept")] == [False, False, True]


def test_proxy_with_nothing_to_rewrite_keeps_the_validators():
    exchange = proxied([(b"content-type", b"text/plain"), *VALIDATORS], b"tea")
    assert (exchange.wire_status, exchange.response["ETag"]) == (200, '"v1"')


def test_proxy_with_no_transform_relays_unchanged(lab):
    exchange = through(lab, "http://teahouse/notices/recipe")
    (upstream,) = exchange.via
    assert "no-transform" in upstream.response["Cache-Control"]
    assert (exchange.wire_status, exchange.layer) == (200, Layer.APPLICATION)
    assert exchange.response.content == upstream.response.content
    assert exchange.response.get("ETag") == upstream.response.get("ETag")


def head(*fields, status=200):
    lines = [b"HTTP/1.1 %d OK" % status, *fields, b"", b""]
    return parse_response(b"\r\n".join(lines))


TEXT = b"Content-Type: text/plain; charset=utf-8"
MAY = {
    "text": (head(TEXT), True),
    "an empty list": (head(TEXT, b"Cache-Control: max-age=60"), True),
    "no-transform": (head(TEXT, b"Cache-Control: max-age=60, No-Transform"), False),
    "no-transform of its own": (head(TEXT, b"Cache-Control: max-age=60", b"Cache-Control: no-transform"), False),
    "JSON": (head(b"Content-Type: application/json"), False),
    "no type": (head(), False),
    "compressed": (head(TEXT, b"Content-Encoding: gzip"), False),
    "a part": (head(TEXT, status=206), False),
    "an error": (head(TEXT, status=404), False),
}


@pytest.mark.parametrize(("answer", "expected"), MAY.values(), ids=MAY.keys())
def test_proxy_may_transform_only_plain_text_that_does_not_forbid_it(answer, expected):
    assert bool(may_transform(answer)) is expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [("“Thé” – 20 °C …", '"The" - 20  degC ...'), ("½ × 2", "1/2 x 2"), ("☕", ""), ("tea", "tea")],
)
def test_rewritten_text_is_ascii(content, expected):
    assert to_ascii(content.encode()) == expected.encode()


def test_proxy_relays_the_origins_response(lab):
    exchange = through(lab, "http://teahouse/teas/99")
    assert (exchange.wire_status, exchange.layer) == (404, Layer.APPLICATION)
    assert exchange.response["Via"] == "1.1 proxy"


def test_proxy_asks_the_origin_in_origin_form_with_its_host(lab):
    (upstream,) = through(lab, "http://teahouse/teas?page=2", host="something-else").via
    assert (upstream.request.target, upstream.request["Host"]) == ("/teas?page=2", "teahouse")
    assert upstream.request["Via"] == "1.1 proxy"
    assert upstream.host == lab.address


def test_proxy_does_not_forward_fields_of_one_connection(lab):
    (upstream,) = through(
        lab,
        "http://teahouse/teas/7",
        "Proxy-Connection: keep-alive",
        "Proxy-Authorization: Basic xyz",
        "Connection: X-Secret",
        "X-Secret: mine",
        "X-Kept: yes",
    ).via
    names = [name.lower() for name, _ in upstream.request.fields]
    assert names == ["host", "x-kept", "via", "connection"]


def test_proxy_keeps_content_length_for_head(lab):
    length = send(lab, "GET /teas/7").response["Content-Length"]
    exchange = through(lab, "http://teahouse/teas/7", method="HEAD")
    assert (exchange.response["Content-Length"], exchange.received.endswith(b"\r\n\r\n")) == (length, True)


ALLOWED = {
    "the Teahouse by name": lambda lab: "teahouse",
    "in capitals": lambda lab: "TeaHouse",
    "by address": lambda lab: lab.address,
    "as localhost": lambda lab: "localhost:" + lab.address.rpartition(":")[2],
}


@pytest.mark.parametrize("host", ALLOWED.values(), ids=ALLOWED.keys())
def test_proxy_reaches_the_labs_own_hosts(lab, host):
    assert through(lab, f"http://{host(lab)}/teas/7").wire_status == 200


FOREIGN = {
    "another host": lambda lab: "example.org",
    "another port": lambda lab: "127.0.0.1:1",
    "the lab's port elsewhere": lambda lab: "192.0.2.1:" + lab.address.rpartition(":")[2],
    "the kitchen": lambda lab: next(host for host, name in lab.names.items() if name == "kitchen"),
    "the proxy itself": lambda lab: lab.port_address("proxy"),
    "a name that begins alike": lambda lab: "teahouse.example.org",
    "the Teahouse as a user": lambda lab: "teahouse@example.org",
    "a user at the Teahouse": lambda lab: "somebody@teahouse",
}


@pytest.mark.parametrize("host", FOREIGN.values(), ids=FOREIGN.keys())
def test_proxy_reaches_no_other_host(lab, host):
    exchange = through(lab, f"http://{host(lab)}/")
    assert (exchange.wire_status, exchange.layer, exchange.via) == (403, Layer.PROXY, ())


@pytest.mark.parametrize("target", ["/teas/7", "https://teahouse/teas/7", "ftp://teahouse/teas/7"])
def test_proxy_without_an_absolute_target_is_400(lab, target):
    exchange = through(lab, target)
    assert (exchange.wire_status, exchange.layer) == (400, Layer.PROXY)
    assert exchange.note == "a proxy needs the whole address: GET http://host/path"


def test_proxy_request_and_its_upstream_request_are_one_exchange(lab):
    before = len(lab.exchanges)
    through(lab, "http://teahouse/teas/7")
    assert len(lab.exchanges) == before + 1
    assert not any(upstream for _, upstream in lab.recorder._claims.values())


def test_proxy_upstream_request_has_the_origin_of_its_client(lab):
    change = (
        'PUT http://teahouse/teas/7\nHost: teahouse\nContent-Type: application/json\n\n{"name": "Mine", "minutes": 1}'
    )
    send(lab, change, Origin.LEARNER, to="proxy")
    learners = send(lab, "GET /teas/7", Origin.LEARNER)
    demos = send(lab, "GET /teas/7", Origin.DEMO)
    lab.reset()
    assert ("Mine" in learners.response.text, "Mine" in demos.response.text) == (True, False)


def test_proxy_for_members_is_407_and_does_not_forward_the_credentials(lab):
    refused = through(lab, "http://members.teahouse/teas/7")
    assert (refused.wire_status, refused.layer, refused.via) == (407, Layer.PROXY, ())
    assert refused.response["Proxy-Authenticate"].startswith("Basic ")
    let_in = through(lab, "http://members.teahouse/teas/7", "Proxy-Authorization: Basic Z3Vlc3Q6ZGFyamVlbGluZw==")
    assert let_in.wire_status == 200
    assert "Proxy-Authorization" not in let_in.via[0].request


def test_proxy_for_members_ignores_the_case_of_the_host(lab):
    assert through(lab, "http://Members.Teahouse/teas/7").wire_status == 407


def test_proxy_relays_interim_responses(lab):
    exchange = through(lab, "http://teahouse/menu")
    assert [(hint.status, "Link" in hint) for hint in exchange.interim] == [(103, True)]
    assert exchange.wire_status == 200


def test_proxy_with_content_over_its_limit_is_413_and_asks_nobody(lab):
    content = "x" * 1_500_000
    exchange = send(lab, f"PUT http://teahouse/photos/big.jpg\nHost: teahouse\n\n{content}", to="proxy")
    assert (exchange.wire_status, exchange.layer, exchange.via) == (413, Layer.PROXY, ())
