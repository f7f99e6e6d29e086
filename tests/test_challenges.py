"""Each challenge against a real lab: solved by its cause, by nothing else, with a word for who comes close."""

import re
from dataclasses import replace

import pytest

from statuslab.catalog import Catalog, Realness
from statuslab.errors import LabError
from statuslab.messages.exchange import Exchange, Origin
from statuslab.scenarios.client_codecs import UPGRADE, close_frame
from statuslab.scenarios.judging import Case, Progress, Stage, quest
from statuslab.scenarios.player import ScenePlayer, play, send
from statuslab.scenarios.quests.parts import waited
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder
from statuslab.stories import find_scene
from statuslab.stories.cellar import LOCK, NEW_LABEL, XML
from statuslab.stories.challenges import CHALLENGES, HISTORICAL, QUESTS, find_challenge

CATALOG = Catalog.load(data_folder())
SINGLE = [challenge for challenge in CHALLENGES if not challenge.is_quest]
every = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda each: each.name)
of_one_stage = pytest.mark.parametrize("challenge", SINGLE, ids=lambda each: f"{each.code}")

JSON = "Content-Type: application/json"
ORDER = f'{JSON}\n\n{{"tea": 7, "cups": 2}}'
TEA = f'{JSON}\n\n{{"name": "Assam", "minutes": 5}}'
WAITER, CHEF = (f"Authorization: Basic {word}" for word in ("d2FpdGVyOm9vbG9uZw==", "Y2hlZjphc3NhbQ=="))
LABEL = "/cellar/racks/west/assam.txt"
BLEND = "/recipes/house-blend"
PHOTO = "PUT /photos/shop.jpg\nContent-Type: image/jpeg\nExpect: 100-continue\n\n|_|)"
BIG_PHOTO = "PUT /photos/shop.jpg\nContent-Type: image/jpeg\nContent-Length: 5000000\nExpect: 100-continue"
INTEROP = "Upload-Draft-Interop-Version: 8"
UPLOAD = f"POST /uploads\nContent-Type: text/plain\nUpload-Complete: ?1\n{INTEROP}\n\n{'the kettle sings ' * 40}"
DISPLAYNAME = "<displayname>A</displayname>"
JAR = "Cookie: seen=" + "x" * 40_000
HELD = {"hold": True}


def proppatch(*properties):
    steps = "".join(f"<set><prop>{each}</prop></set>" for each in properties)
    return f'PROPPATCH {LABEL}\n{XML}\n\n<propertyupdate xmlns="DAV:">{steps}</propertyupdate>'


def told(name, number=-1):
    """A field of an earlier answer, for the request that follows."""
    return lambda seen: seen[number].response[name]


def filled(text, **values):
    """A request with values that earlier answers gave."""
    return lambda seen: text.format(**{name: value(seen) for name, value in values.items()})


class Wait(float):
    """Seconds that the client lets pass."""


# What solves each: requests as text, (text, manner), functions of the exchanges so far, or a Wait.
SOLUTIONS = {
    100: [[(PHOTO, HELD)]],
    101: [[(UPGRADE, {"then": close_frame()})]],
    102: [["COPY /cellar/harvest/\nDestination: /cellar/harvest-twice/\nDepth: infinity"]],
    103: [["GET /menu"], ["GET /menu/seasonal"]],
    104: [[UPLOAD], [(UPLOAD, {"cut": 100})]],
    200: [["GET /teas/7"]],
    201: [[f"POST /teas\n{TEA}"], [f"PUT /teas/50\n{TEA}"]],
    202: [[f'POST /brews\n{JSON}\n\n{{"tea": 7, "cups": 80}}']],
    203: [[("GET http://teahouse/notices/today\nHost: teahouse", {"to": "proxy"})]],
    204: [["DELETE /teas/6"]],
    205: [["POST /guestbook\nContent-Type: application/x-www-form-urlencoded\n\nname=me&text=nice"]],
    206: [["GET /leaflets/assam.txt\nRange: bytes=-200"], ["GET /leaflets/assam.txt\nRange: bytes=800-999"]],
    207: [["PROPFIND /cellar/racks/west/\nDepth: 1"]],
    208: [["PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind"]],
    226: [
        [
            f"GET {BLEND}",
            lambda seen: f"PUT {BLEND}\nContent-Type: text/plain\n\n{seen[0].response.text.replace('Four', 'Three')}",
            filled(f"GET {BLEND}\nA-IM: diffe\nIf-None-Match: {{tag}}", tag=told("ETag", 0)),
        ]
    ],
    300: [["GET /leaflets/oolong"], ["GET /leaflets/oolong\nAccept: */*"]],
    301: [["GET /tea-list"], [f"POST /shop/orders\n{ORDER}"]],
    302: [["GET /window-seat"], ["GET /regulars"]],
    303: [[f"POST /brews\n{ORDER}", filled("GET {job}", job=told("Location")), Wait(2), "GET /brews/1"]],
    304: [
        ["GET /teas/7", filled("GET /teas/7\nIf-None-Match: {tag}", tag=told("ETag"))],
        ["GET /teas/7", filled("GET /teas/7\nIf-Modified-Since: {date}", date=told("Last-Modified"))],
        ['GET /etag/assam\nIf-None-Match: "assam"'],
    ],
    307: [[f"POST /takeaway/orders\n{ORDER}"]],
    308: [[f"POST /bar/orders\n{ORDER}"]],
    400: [[f'POST /orders\n{JSON}\n\n{{"tea": 7,']],
    401: [["GET /staff/rota"], ["GET /staff/rota\nAuthorization: Basic d2FpdGVyOmxhcHNhbmc="]],
    402: [["GET /till/fortune"]],
    403: [[f"GET /staff/payroll\n{WAITER}"]],
    404: [[f"GET /staff/secret-blend\n{WAITER}"]],
    405: [["DELETE /teas"], [f"PUT /menu\n{TEA}"]],
    406: [["GET /leaflets/gift\nAccept-Language: fi"]],
    407: [[("GET http://members.teahouse/teas/7\nHost: members.teahouse", {"to": "proxy"})]],
    408: [
        [("GET /teas/7\nAccept: */*", {"stall": True})],
        [(f"POST /orders\n{JSON}\nContent-Length: 50", {"hold": True})],
    ],
    409: [[f'PATCH /orders/3\n{JSON}\n\n{{"status": "cancelled"}}']],
    410: [["GET /teas/earl-grey-1999"]],
    411: [[f"POST /till/deposit\n{JSON}\nTransfer-Encoding: chunked\n\n0\r\n\r\n"]],
    412: [
        [f'PUT /teas/7\nIf-Match: "v0"\n{TEA}'],
        [f"PUT /teas/7\nIf-None-Match: *\n{TEA}"],
        [f"PUT /teas/7\nIf-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT\n{TEA}"],
        ['DELETE /teas/7\nIf-Match: "v0"'],
        [f"COPY {LABEL}\nDestination: /cellar/racks/east/gyokuro.txt\nOverwrite: F"],
    ],
    413: [[(BIG_PHOTO, HELD)], [f"POST /uploads\nContent-Type: text/plain\n\n{'clink ' * 5_000}"]],
    414: [["GET /teas?text=" + "word+" * 2000]],
    415: [["POST /orders\nContent-Type: application/xml\n\n<order/>"]],
    416: [["GET /leaflets/assam.txt\nRange: bytes=1000-"]],
    417: [["GET /teas/7\nExpect: still-warm"]],
    418: [["BREW /pot-1\nContent-Type: message/coffeepot\n\nstart"]],
    421: [
        [("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "teahouse.test"})],
        [("GET /teas/7\nHost: teahouse.test", {"to": "tls", "sni": "cellar.test"})],
    ],
    422: [[f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}']],
    423: [[LOCK, f"PUT {LABEL}\n{NEW_LABEL}"], [LOCK, f"DELETE {LABEL}"]],
    424: [[proppatch(DISPLAYNAME, "<getetag>x</getetag>")]],
    425: [[f'POST /till/pay\n{JSON}\nEarly-Data: 1\n\n{{"coins": 3}}']],
    426: [["GET /tasting"], ["GET /ws/echo"]],
    428: [["PUT /specials/board\nContent-Type: text/plain\n\nScones: ten"]],
    429: [["GET /till/sample"] * 4],
    431: [[f"GET /teas/7\n{JAR}"]],
    444: [[("GET /drop/admin", {"to": "nginx"})]],
    451: [["GET /teas/banned-blend"]],
    494: [[(f"GET /teas\n{JAR}", {"to": "nginx"})], [(f"GET /teas\n{JAR}", {"to": "nginx-pages"})]],
    495: [[("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test", "certificate": "self-signed"})]],
    496: [[("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})]],
    497: [[("GET /teas", {"to": "tls"})]],
    499: [[("GET /delivery/roast", {"leave": 0.3})]],
    500: [["GET /specials/today"]],
    501: [["POUR /teas/7"]],
    502: [["GET /delivery/soup"], ["GET /delivery/cake"], ["GET /delivery-east/menu"]],
    503: [["POST /kettle/descale", "GET /kettle"]],
    504: [["GET /delivery/roast"]],
    505: [[("GET /teas/7 HTTP/3.0\nHost: teahouse\n\n", {"as_is": True})]],
    506: [["GET /leaflets/season\nNegotiate: *\nAccept-Language: en"], ["GET /leaflets/season\nAccept-Language: en"]],
    507: [["COPY /cellar/archive/ledger-1999.txt\nDestination: /cellar/archive/ledger-1999-copy.txt"]],
    508: [["PROPFIND /cellar/racks/\nDepth: infinity"]],
    511: [[("GET http://teahouse/teas/7\nHost: teahouse", {"to": "wifi"})]],
    "the-chef-was-faster": [
        [
            "GET /teas/7",
            f"PUT /teas/7\n{TEA}",  # the chef, where no card plays him
            filled(f"PUT /teas/7\nIf-Match: {{tag}}\n{TEA.replace('{', '{{').replace('}', '}}')}", tag=told("ETag", 0)),
            "GET /teas/7",
            filled(f"PUT /teas/7\nIf-Match: {{tag}}\n{TEA.replace('{', '{{').replace('}', '}}')}", tag=told("ETag", 3)),
        ]
    ],
    "through-the-tunnel": [
        [
            (UPLOAD, {"cut": 100}),
            f"HEAD /uploads/1\n{INTEROP}",
            filled(
                "PATCH /uploads/1\nContent-Type: application/partial-upload\nUpload-Complete: ?1\n"
                f"{INTEROP}\nUpload-Offset: {{at}}\n\n" + ("the kettle sings " * 40)[100:],
                at=told("Upload-Offset"),
            ),
            "GET /recordings/1",
        ]
    ],
    "a-polite-crawler": [
        [
            "GET /teas",
            filled("GET /teas\nIf-None-Match: {tag}", tag=told("ETag")),
            *["GET /till/sample"] * 4,
            Wait(2),
            "GET /till/sample",
            "POST /kettle/descale",
            "GET /kettle",
            Wait(2),
            "GET /kettle",
        ],
    ],
    "round-in-circles": [
        [
            "GET /regulars",
            "POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=two+lumps&next=/regulars",
            "GET /regulars",
            filled("GET /regulars\nCookie: {seat}", seat=lambda seen: seen[1].response["Set-Cookie"].partition(";")[0]),
        ]
    ],
    "down-the-chain": [["GET /delivery/soup", "GET /delivery/menu", "GET /delivery-east/menu", "GET /delivery/roast"]],
    "two-at-one-label": [
        [
            LOCK,
            f"PUT {LABEL}\n{NEW_LABEL}",
            filled(f"PUT {LABEL}\nIf: ({{token}})\n{NEW_LABEL}", token=told("Lock-Token", 0)),
            filled(f"UNLOCK {LABEL}\nLock-Token: {{token}}", token=told("Lock-Token", 0)),
            f"PUT {LABEL}\n{NEW_LABEL}",
        ]
    ],
    "a-poster-for-the-wall": [[(BIG_PHOTO, HELD), (PHOTO, HELD), "GET /photos/shop.jpg"]],
    "one-leaflet-not-two": [
        [
            "GET /leaflets/assam.txt\nRange: bytes=0-99",
            'GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: "leaf-1"',
            "POST /leaflets/assam.txt/reprint",  # the printer, where no card plays him
            'GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: "leaf-1"',
        ]
    ],
    "three-at-the-staff-door": [["GET /staff/payroll", f"GET /staff/payroll\n{WAITER}", f"GET /staff/payroll\n{CHEF}"]],
    "the-shop-window": [
        [
            "GET /window/teas/5\nCache-Control: only-if-cached",
            "GET /window/teas/5",
            "GET /window/teas/5\nCache-Control: only-if-cached",
            "GET /window/teas/5\nCache-Control: no-cache",
        ]
    ],
    "from-order-to-pot": [[f"POST /brews\n{ORDER}", "GET /brews/1", Wait(2), "GET /brews/1", "GET /pots/1"]],
    "did-it-arrive": [[*[f"PUT /teas/50\nIf-None-Match: *\n{TEA}"] * 2, "GET /teas/50"]],
    "one-order-not-two": [
        [
            *[f"POST /orders\nIdempotency-Key: mine-1\n{ORDER}"] * 2,
            f"POST /orders\nIdempotency-Key: mine-1\n{ORDER.replace('2}', '3}')}",
        ]
    ],
}

# Comes close: what was sent, and a piece of what is said.
NEAR = [
    (100, [BIG_PHOTO], "Refused on the head alone"),
    (100, [PHOTO], "in the same breath"),
    (101, ["GET /tasting"], "the offer was missing or not complete"),
    (102, [f"COPY {LABEL}\nDestination: /cellar/racks/west/twin.txt"], "too quickly for a sign of life"),
    (103, ["GET /"], "nothing to hint at"),
    (104, [UPLOAD.replace(INTEROP, "X: y")], "not by which version of the draft"),
    (104, ["POST /uploads\nContent-Type: text/plain\n\nsong"], "say beforehand that you could"),
    (200, ["GET /teas"], "not of one tea's own page"),
    (200, ["GET /teas/1"], "another tea"),
    (201, [f"PUT /teas/7\n{TEA}"], "Nothing new came to exist"),
    (202, [f"POST /orders\n{ORDER}"], "made at once"),
    (203, ["GET /notices/today"], "reads it through the proxy"),
    (203, [("GET http://teahouse/notices/recipe\nHost: teahouse", {"to": "proxy"})], "ties its hands"),
    (204, ["DELETE /teas"], "the whole menu"),
    (204, [f"PUT /teas/7\n{TEA}"], "still on the menu"),
    (205, [f"POST /guestbook\n{ORDER}"], "what a form sends"),
    (206, ["GET /leaflets/assam.txt\nRange: bytes=0-199"], "not the last ones"),
    (206, ["GET /leaflets/assam.txt\nRange: bytes=-100"], "not two hundred bytes"),
    (206, ["GET /leaflets/assam.txt\nRange: bytes=2000-"], "Not one byte"),
    (207, ["PROPFIND /cellar/racks/west/\nDepth: 0"], "one thing only"),
    (208, ["PROPFIND /cellar/racks/\nDepth: infinity"], "did not say that it can bear one"),
    (208, ["PROPFIND /cellar/racks/\nDepth: 1"], "before the circle begins"),
    (226, [f'GET {BLEND}\nA-IM: diffe\nIf-None-Match: "v1"'], "Somebody has to change it"),
    (226, [f'GET {BLEND}\nA-IM: diffe\nIf-None-Match: "v9"'], "does not know the version"),
    (300, ["GET /leaflets/oolong\nAccept: text/html"], "picked one for you"),
    (301, ["GET /window-seat"], "move for now"),
    (302, ["GET /tables/4"], "Tomorrow it may stand elsewhere"),
    (303, [f"POST /brews\n{ORDER}", "GET /brews/1"], "Still brewing"),
    (304, ['GET /teas/7\nIf-None-Match: "v0"'], "not the current version"),
    (304, ['GET /teas/7\nIf-Match: "v0"'], "only if it is another by now"),
    (307, ["GET /takeaway/orders"], "nothing could have been lost"),
    (308, ["GET /bar/orders"], "must not get lost"),
    (400, [f'POST /orders\n{JSON}\n\n{{"tea": 7, "cups": -3}}'], "could be read"),
    (400, [("GET /teas/7 HTTP/1.1\nAccept: */*\n\n", {"as_is": True})], "from the server in front"),
    (400, [("GET /teas", {"to": "tls"})], "calls it something else inside"),
    (401, [f"GET /staff/payroll\n{WAITER}"], "You got 403"),
    (402, [f'POST /till/coins\n{JSON}\n\n{{"coins": 2}}'], "How generous"),
    (403, ["GET /staff/payroll"], "You got 401"),
    (403, ["POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=x"], "they do not know you"),
    (404, ["GET /teas/99"], "there never was"),
    (404, ["GET /staff/secret-blend"], "does being known help"),
    (405, ["POUR /teas"], "No resource of this server knows"),
    (405, ["DELETE /teas/3"], "Oh dear"),
    (406, ["GET /leaflets/gift\nAccept-Language: fi, en;q=0.5"], "left a way out"),
    (407, ["GET /staff/rota"], "The proxy has to ask"),
    (408, [("GET /delivery/roast", {"leave": 0.3})], "left before the server lost its patience"),
    (409, [f'PATCH /orders/3\nIf-Match: "v0"\n{JSON}\n\n{{"status": "cancelled"}}'], "sends none"),
    (409, [f'PATCH /orders/3\nIf-Match: "v1"\n{JSON}\n\n{{"status": "cancelled"}}'], "leave it out"),
    (409, [f'PATCH /orders/2\n{JSON}\n\n{{"status": "cancelled"}}'], "could still be cancelled"),
    (410, ["GET /teas/99"], "That never was"),
    (411, [f'POST /till/deposit\n{JSON}\n\n{{"coins": 1}}'], "Weighed and counted"),
    (412, ['GET /teas/7\nIf-Match: "v0"'], "from a condition on a read"),
    (412, [f"PUT /teas/50\nIf-Match: *\n{TEA}"], "something that does not exist"),
    (412, ["PUT /specials/board\nContent-Type: text/plain\n\nx"], "missing altogether"),
    (412, [f'PUT /teas/7\nIf-Match: "v1"\n{TEA}'], "is the current one"),
    (413, ["GET /?" + "x" * 9000], "address is too long"),
    (414, [f"GET /teas/7\n{JAR}"], "not the address"),
    (415, [f'POST /orders\n{JSON}\n\n{{"tea"'], "Say honestly that it is XML"),
    (416, ["GET /leaflets/assam.txt\nRange: bytes=900-"], "Go further"),
    (417, [(PHOTO, HELD)], "Expect something else"),
    (418, ["BREW /pot-1\nContent-Type: message/teapot\n\nstart"], "It made tea"),
    (421, [("GET /teas/7\nHost: cellar.test", {"to": "tls", "sni": "cellar.test"})], "Cross them"),
    (422, [f'POST /orders\n{JSON}\n\n{{"tea": 7,'], "could not even be read"),
    (423, [LOCK], "Locked. Now somebody"),
    (423, [f"PUT {LABEL}\n{NEW_LABEL}"], "no lock was in the way"),
    (423, [LOCK, "DELETE /cellar/racks/west/"], "inside a 207"),
    (424, [proppatch("<getetag>x</getetag>")], "nothing else in the batch"),
    (424, [proppatch(DISPLAYNAME)], "All of it was done"),
    (425, ["GET /teas/7\nEarly-Data: 1"], "Pay something"),
    (426, [(UPGRADE, {"then": close_frame()})], "your offer did arrive"),
    (428, ['PUT /specials/board\nIf-Match: "v0"\nContent-Type: text/plain\n\nx'], "names none"),
    (429, ["GET /till/sample"], "Faster"),
    (429, ["POST /kettle/descale", "GET /kettle"], "Nobody is served there"),
    (431, [(f"GET /teas\n{JAR}", {"to": "nginx"})], "nginx calls it 494 inside"),
    (444, ["GET /drop/admin"], "wrong door"),
    (451, ["GET /teas/earl-grey-1999"], "No office was involved"),
    (494, [f"GET /teas\n{JAR}"], "nginx has a number of its own"),
    (495, [("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})], "No card was shown"),
    (496, [("GET /teas", {"to": "tls"})], "Plain words"),
    (497, [("GET /teas\nHost: staff.test", {"to": "tls", "sni": "staff.test"})], "You did make a handshake"),
    (499, ["GET /delivery/roast"], "Leave earlier"),
    (499, [(f"POST /orders\n{ORDER}", {"cut": 4})], "in the middle of your own request"),
    (500, ["GET /delivery/soup"], "The Teahouse itself should break"),
    (501, ["DELETE /teas"], "Take one that nobody knows"),
    (502, ["GET /delivery/menu"], "Order what it does not manage"),
    (503, ["GET /kettle"], "Take it out of service first"),
    (503, ["POST /kettle/descale", Wait(3), "GET /kettle"], "too late"),
    (504, ["GET /window/teas/5\nCache-Control: only-if-cached"], "That 504 you asked for"),
    (504, [("GET /delivery/roast", {"leave": 0.3})], "Stay on the line"),
    (505, ["GET /teas/7 HTTP/1.0"], "is spoken here"),
    (506, ["GET /leaflets/season\nAccept-Language: de"], "another language"),
    (507, [f"COPY {LABEL}\nDestination: /cellar/racks/west/twin.txt"], "There was room"),
    (508, ["PROPFIND /cellar/racks/\nDepth: infinity\nDAV: bind"], "The old tool knows nothing"),
    (511, [("GET http://members.teahouse/\nHost: members.teahouse", {"to": "proxy"})], "proxy of your choice"),
    ("the-chef-was-faster", ["GET /teas/7", f"PUT /teas/7\n{TEA}"], "nobody was told"),
    (
        "the-chef-was-faster",
        ["GET /teas/7", f'PUT /teas/7\nIf-Match: "v0"\n{TEA}'],
        "not for the version that you read",
    ),
    ("through-the-tunnel", [UPLOAD], "Hang up in the middle"),
    ("a-polite-crawler", ["GET /teas", "GET /teas"], "say what you hold"),
    ("down-the-chain", ["GET /delivery-east/menu"], "Nobody was there at all"),
    ("two-at-one-label", [LOCK, LOCK], None),
    ("a-poster-for-the-wall", [BIG_PHOTO.replace("\nExpect: 100-continue", "")], "had not asked first"),
    ("one-leaflet-not-two", ["GET /leaflets/assam.txt"], "ask for a part"),
    ("three-at-the-staff-door", ["GET /staff/payroll", f"GET /staff/payroll\n{CHEF[:-4]}"], "do not know you"),
    ("the-shop-window", ["GET /window/teas/5"], "Take another tea"),
    ("did-it-arrive", [f"PUT /teas/50\n{TEA}"], "without a condition"),
    ("one-order-not-two", [f"POST /orders\n{ORDER}"], "name it with a key"),
]

# Stories whose cause is right, and whose task is another one than the challenge's.
OTHER_TASK = {200: "any recipe", 203: "", 206: "the rest", 404: "no such tea", 204: "another tea"}


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as running:
        yield running


@pytest.fixture(autouse=True)
def _a_fresh_morning(request):
    if "lab" in request.fixturenames:
        lab = request.getfixturevalue("lab")
        lab.clock.reset()
        lab.reset()


def played(lab, steps) -> list[Exchange]:
    """What the lab saw of these steps, as a learner's."""
    seen: list[Exchange] = []
    for step in steps:
        if isinstance(step, Wait):
            lab.clock.wait(step)
            continue
        request, how = step if isinstance(step, tuple) else (step, {})
        seen.append(send(lab, request(seen) if callable(request) else request, **how))
    return seen


# --- Solved


@pytest.mark.parametrize(
    ("key", "steps"),
    [(key, steps) for key, solutions in SOLUTIONS.items() for steps in solutions],
    ids=[f"{key}-{number}" for key, solutions in SOLUTIONS.items() for number, _ in enumerate(solutions, 1)],
)
def test_a_challenge_is_done_when_its_cause_is_on_the_wire(key, steps, lab):
    seen = played(lab, steps)
    judgment = find_challenge(key).judged(seen)
    assert judgment.done, (judgment.message, [str(each)[-600:] for each in seen])


@every
def test_a_challenge_has_a_solution_here(challenge):
    assert (challenge.name if challenge.is_quest else challenge.code) in SOLUTIONS


@every
def test_a_challenge_is_not_done_one_step_before_the_end(challenge, lab):
    steps = SOLUTIONS[challenge.name if challenge.is_quest else challenge.code][0]
    assert not challenge.judged(played(lab, steps[:-1])).done


@every
def test_a_quest_is_not_done_in_the_wrong_order(challenge, lab):
    if challenge.is_quest:
        seen = played(lab, SOLUTIONS[challenge.name][0])
        turned = [Exchange(**(vars_of(each) | {"number": -each.number})) for each in seen]
        assert not challenge.judged(turned).done


def vars_of(exchange):
    return {name: getattr(exchange, name) for name in exchange.__dataclass_fields__}


# --- Not solved


@of_one_stage
def test_a_status_made_to_order_is_no_solution_and_is_told_so(challenge, lab):
    code = challenge.code
    fake = f"GET /with/interim={code}/get" if code in (100, 102, 103, 104) else f"GET /status/{code}"
    judgment = challenge.judged([send(lab, fake)])
    assert not judgment.done
    if code != 101:  # not even httpbin makes that one up
        assert judgment.message == (
            f"That is the server saying {code} because you asked it to. Find the reason for which it must."
        )


DISGUISES = [
    "/%73tatus/412",
    "/window/status/412",
    "/with/status=412/get",
    "/status/412?x=1",
    "http://teahouse/status/412",
]


@pytest.mark.parametrize("target", DISGUISES)
def test_a_status_made_to_order_is_known_in_any_disguise(target, lab):
    how = {"to": "proxy"} if target.startswith("http") else {}
    seen = send(lab, f"PUT {target}\nIf-Match: x\nContent-Length: 0", **how)
    assert seen.wire_status == 412
    assert "because you asked it to" in find_challenge(412).judged([seen]).message


@of_one_stage
def test_a_story_that_the_course_tells_solves_nothing(challenge, lab):
    steps = play(find_scene(challenge.code), lab)
    assert challenge.judged([step.exchange for step in steps]) == find_challenge(challenge.code).judged([])


@of_one_stage
def test_a_story_played_by_the_learner_is_a_solution(challenge, lab):
    if challenge.code in OTHER_TASK:
        return
    player = ScenePlayer(lab, Origin.LEARNER)
    find_scene(challenge.code).play(player)
    player.close()
    judgment = challenge.judged([step.exchange for step in player.steps])
    assert judgment.done, judgment.message


# --- Close


@pytest.mark.parametrize(("key", "steps", "said"), NEAR, ids=[f"{key}-{said}" for key, _, said in NEAR])
def test_who_comes_close_is_told_what_is_missing(key, steps, said, lab):
    judgment = find_challenge(key).judged(played(lab, steps))
    assert not judgment.done
    assert (said or "") in judgment.message


def test_a_quest_waits_for_the_time_that_was_told(lab):
    steps = [step for step in SOLUTIONS["a-polite-crawler"][0] if not isinstance(step, Wait)]
    judgment = find_challenge("a-polite-crawler").judged(played(lab, steps[:7]))
    assert judgment.message == "Too soon again. Wait as long as the last `Retry-After` says, and ask nothing meanwhile."


def test_after_asking_too_soon_a_quest_can_still_be_done(lab):
    steps = list(SOLUTIONS["a-polite-crawler"][0])
    steps.insert(6, "GET /till/sample")
    assert find_challenge("a-polite-crawler").judged(played(lab, steps)).done


@pytest.mark.parametrize(("early", "kept"), [(0.5, False), (0.06, False), (0.04, True), (-1.0, True)])
def test_retry_after_is_kept_but_for_a_twentieth_of_a_second(lab, early, kept):
    seen = played(lab, ["GET /till/sample"] * 4)
    refused = seen[-1]
    again = replace(seen[0], began=refused.began + int(refused.response["Retry-After"]) - early)
    assert waited(Case(again, tuple(seen))) is kept


def test_exchange_reported_twice_passes_one_stage_only(lab):
    two_stages = quest(200, "twice", "Twice", "Read two teas.", ("", "", ""), Stage(200), Stage(200))
    first, second = (send(lab, f"GET /teas/{number}") for number in (1, 2))
    progress = Progress(two_stages).after(first).after(first)
    assert progress.passed == (first,)
    assert progress.after(second).done


@every
def test_broken_bytes_break_no_judge(challenge, lab):
    broken = [
        send(lab, text, as_is=True) for text in ("\x00\x01 nonsense\n\n", "GET\n\n", "GET /\\xff%zz HTTP/1.1\n\n")
    ]
    progress = Progress(challenge)
    for exchange in broken:
        progress = progress.after(exchange)
        for stage in challenge.stages:
            stage.judge(Case(exchange, tuple(broken), tuple(broken)))
    assert len(progress.passed) < len(challenge.stages)


# --- The collection


def test_every_code_has_a_challenge_unless_it_is_history():
    historical = {record.code for record in CATALOG if record.realness is Realness.HISTORICAL}
    assert set(HISTORICAL) == historical
    assert sorted(each.code for each in SINGLE) == sorted({record.code for record in CATALOG} - historical)
    assert len(QUESTS) >= 8


def test_names_are_there_once_and_are_no_scenes():
    from statuslab.stories import SCENES

    names = [challenge.name for challenge in CHALLENGES]
    assert len(set(names)) == len(names)
    assert not set(names) & {scene.name for scene in SCENES}
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


A_REQUEST = re.compile(r"`[A-Z-]{3,} (?:/|http)")


@every
def test_only_the_third_hint_comes_near_a_request(challenge):
    assert len(challenge.hints) == 3
    for text in (challenge.task, *challenge.hints[:2]):
        assert not A_REQUEST.search(text), text


@every
def test_a_task_is_two_or_three_sentences_and_gives_no_field_away(challenge):
    assert 2 <= len(re.findall(r"[.?!](?:\s|$)", challenge.task)) <= 4, challenge.task
    assert not re.search(r"If-|Range|Expect\b|Accept|Authorization|Cookie", challenge.task)


@every
def test_what_is_said_is_a_sentence(challenge):
    says = [*challenge.hints, challenge.task]
    says += [text for stage in challenge.stages for _, text in (*stage.needs, *stage.near)]
    for text in says:
        assert re.match(r"[A-Z0-9`]", text) and text.rstrip("`)").endswith((".", "?", ".)")), text


@pytest.mark.parametrize("code", [402, 425, 444, 494, 495, 496, 497])
def test_where_the_cause_is_staged_the_task_says_so(code):
    assert re.search("emulated|left open|yourself", find_challenge(code).task)


LINES = [
    ("x", 'no challenge "x"; name a code, such as 412, or a quest, such as "the-chef-was-faster"'),
    ("the-chef-was-fast", 'no challenge "the-chef-was-fast"; did you mean "the-chef-was-faster"?'),
    (306, "306 is never sent, not even in a museum; demo(306) shows it, and there is nothing to prove"),
    (299, 'no challenge "299"; name a code'),
]


@pytest.mark.parametrize(("key", "line"), LINES, ids=[line for _, line in LINES])
def test_a_wrong_name_gives_one_clear_line(key, line):
    with pytest.raises(LabError) as caught:
        find_challenge(key)
    assert str(caught.value).startswith(line) and "\n" not in str(caught.value)


# --- The word


@pytest.fixture(scope="module")
def _words_lab():
    from statuslab import lab

    yield lab
    lab.stop()


@pytest.fixture
def word(_words_lab):
    """The word, and the lab that its cards watch."""
    from statuslab import challenge

    _words_lab.reset()
    return challenge, _words_lab


def test_a_card_is_done_as_soon_as_the_lab_has_seen_the_cause(word):
    challenge, lab = word
    card = challenge(405)
    assert not card.done
    send(lab, "DELETE /teas")
    assert card.done
    assert "The lab saw: DELETE /teas → 405\n✓ Done, without a hint." in repr(card)
    assert "405 Method Not Allowed" in card.shown["html"]


def test_a_card_counts_any_client_and_no_demo(word):
    import httpx2

    from statuslab import demo

    challenge, lab = word
    card = challenge(301)
    demo("the-old-address")
    assert card.shown["state"] == "waiting"
    httpx2.get(f"{lab.url}/tea-list", trust_env=False)
    assert card.done


def test_what_happened_before_the_card_was_there_does_not_count_and_is_known(word):
    challenge, lab = word
    for _ in range(3):
        send(lab, "GET /till/sample")
    card = challenge(429)
    assert not card.done
    send(lab, "GET /till/sample")
    assert card.done


def test_hints_unfold_one_by_one_and_lower_the_score(word):
    challenge, lab = word
    card = challenge(410)
    for number in (1, 2, 3, 3):
        assert card.hint().startswith(f"Hint {number} of 3: ")
    send(lab, "GET /teas/earl-grey-1999")
    assert "✓ Done, with 3 hints: 40% of the score." in repr(card)


def test_a_solved_challenge_is_kept_and_shown_when_its_cell_runs_again(word):
    from statuslab.notebook.stored_progress import store

    challenge, lab = word
    challenge(451).hint()
    send(lab, "GET /teas/banned-blend")
    assert challenge(451).done  # a card of its own: the first has heard it by then
    (kept,) = store().card("challenge:by-order-of-the-office")
    assert (kept.question, kept.score, kept.where) == ("provoke-by-order-of-the-office", 0.8, "challenge")
    assert "Done before, with 80% of the score." in repr(challenge(451))


def test_the_lab_plays_the_chef_between_two_stages(word):
    challenge, lab = word
    card = challenge("the-chef-was-faster")
    tag = send(lab, "GET /teas/7").response["ETag"]
    assert "The chef has saved the same recipe meanwhile." in repr(card)
    assert send(lab, f"PUT /teas/7\nIf-Match: {tag}\n{TEA}").wire_status == 412
    assert "✓ Step 2 of 4 is done." in repr(card)
    assert [stage["done"] for stage in card.shown["stages"]] == [True, True, False, False]
    tag = send(lab, "GET /teas/7").response["ETag"]
    assert send(lab, f"PUT /teas/7\nIf-Match: {tag}\n{TEA}").wire_status == 204
    assert card.done


def test_the_newest_card_of_a_challenge_is_the_one_that_listens(word):
    challenge, lab = word
    first, second = challenge(506), challenge(506)
    send(lab, "GET /leaflets/season\nAccept-Language: en")
    assert second.done
    assert first.shown["state"] == "waiting"


def test_a_card_that_fails_leaves_the_others_listening(word, monkeypatch, caplog):
    from statuslab.notebook.challenges import ChallengeRun

    challenge, lab = word
    card = challenge(501)
    hear = ChallengeRun.hear

    def some_fail(run, exchange):
        if run.challenge.code != 501:
            raise RuntimeError("broken")
        hear(run, exchange)

    monkeypatch.setattr(ChallengeRun, "hear", some_fail)
    send(lab, "POUR /teas/7")
    assert card.done


def reviewed(code, seconds=None, answer=(1,)):
    """What a review says of a challenge that it asks, so many seconds after it was first seen."""
    from statuslab.notebook.challenges import challenge_feedback
    from statuslab.notebook.review import review_bank
    from statuslab.questions import grade
    from statuslab.widgets.quiz import LearnerAnswer

    question = review_bank()[f"provoke-{find_challenge(code).name}"]
    return challenge_feedback(LearnerAnswer(question, answer, 1, seconds=seconds), grade(question, answer))


def test_a_review_takes_no_word_for_it_and_says_what_is_missing(word):
    _, lab = word
    lab.recorder.clear()
    assert reviewed(508)["right"] is None
    send(lab, "PROPFIND /cellar/racks/\nDepth: 1")
    assert "That list has an end" in reviewed(508)["headline"]
    send(lab, "PROPFIND /cellar/racks/\nDepth: infinity")
    told = reviewed(508)
    assert told["right"] is True and "508 Loop Detected" in told["html"]
    assert reviewed(508, seconds=-1.0)["right"] is None  # it was before the question came


def test_a_review_believes_who_gives_up(word):
    assert reviewed(508, answer=(0,))["right"] is False
