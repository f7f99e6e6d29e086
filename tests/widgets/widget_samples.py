"""Exchanges, scenes and questions built by hand, to test widgets without a server."""

from pathlib import Path

from statuslab.catalog import Catalog
from statuslab.messages.exchange import Direction, Event, Exchange, Frame, Layer
from statuslab.messages.transcript import DisplayOptions
from statuslab.questions import Option, Question
from statuslab.questions.proof import Proof
from statuslab.scenarios.scene import Scene, Step, StepKind

CATALOG = Catalog.load(Path(__file__).parents[2] / "data")
NAMES = {record.code: record.name for record in (*CATALOG, *CATALOG.extras.values())}
SENT, RECEIVED = Direction.SENT, Direction.RECEIVED
CLIENT_CLOSED, SERVER_CLOSED = Direction.CLIENT_CLOSED, Direction.SERVER_CLOSED
LIVE = DisplayOptions(names={"127.0.0.1:8418": "teahouse"})
STEPS = DisplayOptions(names={"127.0.0.1:8418": "teahouse"}, steps=True)
HOSTILE = "<script>alert('x')</script>&\"\x1b\u202e"


def http(text):
    return text.replace("\n", "\r\n").encode()


def exchange(*events, **how):
    return Exchange(tuple(Event(time, direction, data) for time, direction, data in events), **how)


def simple(request, response, seconds=0.004, **how):
    how = {"layer": Layer.APPLICATION} | how
    return exchange((0, SENT, http(request)), (seconds, RECEIVED, http(response)), **how)


NORMAL = simple(
    'PUT /teas/7 HTTP/1.1\nHost: 127.0.0.1:8418\nIf-Match: "v1"\nContent-Length: 2\n\n{}',
    'HTTP/1.1 412 Precondition Failed\nETag: "v2"\nContent-Length: 9\n\n{"a": 1}\n',
    logged_status=412,
)
READ = simple("GET /teas/7 HTTP/1.1\nHost: 127.0.0.1:8418\n\n", 'HTTP/1.1 200 OK\nETag: "v1"\nContent-Length: 2\n\n{}')
HINTS = exchange(
    (0, SENT, http("GET /menu HTTP/1.1\nHost: teahouse\n\n")),
    (0.002, RECEIVED, http("HTTP/1.1 103 Early Hints\nLink: </a.css>; rel=preload\n\n")),
    (1.2, RECEIVED, http("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi")),
    layer=Layer.APPLICATION,
)
HELD_BACK = exchange(
    (0, SENT, http("POST /orders HTTP/1.1\nHost: teahouse\nExpect: 100-continue\nContent-Length: 4\n\n")),
    (0.001, RECEIVED, http("HTTP/1.1 100 Continue\n\n")),
    (0.002, SENT, b"tea!"),
    (0.003, RECEIVED, http("HTTP/1.1 201 Created\nContent-Length: 0\n\n")),
    layer=Layer.APPLICATION,
)
NOTHING = exchange(
    (0, SENT, http("GET /door HTTP/1.1\nHost: teahouse\n\n")),
    (0.001, SERVER_CLOSED, b""),
    layer=Layer.SERVER,
    logged_status=444,
)
LEFT = exchange((0, SENT, http("GET / HTTP/1.1\nHost: teahouse\n\n")), (2, CLIENT_CLOSED, b""), logged_status=499)
MALFORMED = exchange(
    (0, SENT, http("GET /<script>alert(1)</script>\nHost : <b>x</b>\n\n") + b"\x00\x1b[31m"),
    (0.001, RECEIVED, http("HTTP/1.1 400 <i>Bad</i>\nX: <img src=x>\nContent-Length: 9\n\n<b>no</b>")),
    layer=Layer.SERVER,
)
HUGE = exchange(
    (0, SENT, http("GET /big HTTP/1.1\nHost: teahouse\n\n")),
    (0.1, RECEIVED, http("HTTP/1.1 200 OK\nContent-Length: 50000\n\n") + b"leaf " * 10_000),
    layer=Layer.APPLICATION,
    omitted=7,
)
UPSTREAM = exchange((0, SENT, http("GET /pots HTTP/1.1\nHost: kitchen\n\n")), (2, CLIENT_CLOSED, b""), host="kitchen")
VIA = simple(
    "GET /delivery HTTP/1.1\nHost: teahouse\n\n",
    "HTTP/1.1 504 Gateway Timeout\nContent-Length: 0\n\n",
    2.1,
    layer=Layer.GATEWAY,
    via=(UPSTREAM,),
)
INSIDE = simple(
    "GET / HTTP/1.1\nHost: teahouse\n\n",
    "HTTP/1.1 400 Bad Request\nContent-Length: 0\n\n",
    layer=Layer.SERVER,
    internal_status=495,
)
HTTP2 = exchange(
    (0, SENT, b"frames"),
    (0.004, RECEIVED, b"frames"),
    layer=Layer.SERVER,
    frames=(
        Frame(
            0,
            SENT,
            "HEADERS",
            1,
            ((":method", "GET"), (":path", "/teas/7"), (":authority", "<b>cellar</b>")),
            ends=True,
        ),
        Frame(0, SENT, "WINDOW_UPDATE", 1),
        Frame(0.002, RECEIVED, "HEADERS", 1, ((":status", "103"), ("link", "</a.css>"))),
        Frame(0.004, RECEIVED, "HEADERS", 1, ((":status", "421"), ("content-length", "6"))),
        Frame(0.004, RECEIVED, "DATA", 1, content=b"<i>"),
        Frame(0.005, RECEIVED, "DATA", 1, content=b"no\n", ends=True),
    ),
)
EXCHANGES = {
    "normal": NORMAL, "hints": HINTS, "held back": HELD_BACK, "nothing": NOTHING, "left": LEFT,
    "malformed": MALFORMED, "huge": HUGE, "via": VIA, "inside": INSIDE, "http2": HTTP2,
}  # fmt: skip

SCENE = Scene(
    name="two-cooks",
    code=412,
    title="Two people, one recipe",
    situation="You save with `If-Match`. The chef saved meanwhile. What comes back?",
    choices={409: "why-409", 412: "why-412", 423: "why-423"},
    at_work="Fetch, merge, and send the `new` condition.",
    play=lambda visit: None,
    source=(),
    answer=412,
)
STORY = (
    Step("You read the recipe.", "you", StepKind.BEFORE, READ),
    Step("The chef saves.", "the chef", StepKind.MEANWHILE, READ),
    Step("You save, saying `v1`.", "you", StepKind.PROVOKE, NORMAL, 2.0),
    Step("You read again.", "you", StepKind.RESOLVE, READ),
    Step("You look at everything.", "you", StepKind.RESOLVE, HINTS),
)


def question(id="insists", form="single", right=(1,), codes=(412, 428, 409)):
    options = tuple(Option(code=code, right=index in right, why=f"because-{code}") for index, code in enumerate(codes))
    return Question(
        id=id, codes=(412,), idea="condition", skill="situation to code", form=form, level=1,
        ask="A PUT without `If-Match`, and one is insisted on?", wire="> PUT /teas/7 HTTP/1.1", options=options,
        hint="Missing or false?", source="RFC 6585 section 3", proof=(Proof(rfc="RFC 6585 section 3"),),
    )  # fmt: skip


def asked(id, form, *options, **how):
    """A question of any form. The why of every option names the option."""
    how = {"ask": f"What about {id}?", "wire": "", "hint": "Look at the wire."} | how
    options = tuple(Option(why=f"because-{index}", **option) for index, option in enumerate(options))
    return Question(
        id=id, codes=(412,), idea="condition", skill="tell apart", form=form, level=1, options=options,
        source="RFC 6585 section 3", proof=(Proof(rfc="RFC 6585 section 3"),), **how,
    )  # fmt: skip


NUMBER = asked(
    "number", "number", {"number": 1200, "right": True}, {"number": 1199}, {"number": 0}, ask="How many bytes?"
)
ORDER = asked("order", "order", *({"text": f"`{word}` comes"} for word in ("ask", "wait", "send", "read")))
MATCH = asked(
    "match", "match",
    {"code": 401, "match": "Log in, and send it again"},
    {"code": 412, "match": "Read again, then merge"},
    {"code": 429, "match": "Wait, then send it again"},
)  # fmt: skip
LINES = ("> GET /teas/7 HTTP/1.1", "> Host : teahouse", ">", "< HTTP/1.1 400 Bad Request", "< Connection: close")
LINE = asked("line", "line", *({"text": text, "right": index == 1} for index, text in enumerate(LINES)))
PROVOKE = asked("provoke-412", "provoke", ask="Make the Teahouse answer 412.")
FORMS = {each.form: each for each in (question(), question("many", "multiple", (0, 2)), NUMBER, ORDER, MATCH, LINE)}
