"""The cellar held against WsgiDAV: the same row of requests to both, the same statuses, outside and in each 207."""

import json
import sys
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx2
import pytest
from oracle import running

from free_ports import free_port
from sampling import sampled
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

RACK = "/cellar/racks/west/"
LABEL, OTHER = f"{RACK}assam.txt", f"{RACK}darjeeling.txt"
XML = {"Content-Type": "application/xml"}
LOCK = '<lockinfo xmlns="DAV:"><lockscope><{}/></lockscope><locktype><write/></locktype></lockinfo>'
NAMES = '<propfind xmlns="DAV:"><prop><resourcetype/><t:origin xmlns:t="urn:tea"/></prop></propfind>'
SET = '<propertyupdate xmlns="DAV:" xmlns:t="urn:tea"><set><prop>{}</prop></set></propertyupdate>'
CONFIG = {
    "host": "127.0.0.1",
    "server": "cheroot",
    "simple_dc": {"user_mapping": {"*": True}},
    "lock_storage": True,
    "property_manager": True,
    "verbose": 0,
}


def lock(target, scope="exclusive", depth="0"):
    return "LOCK", target, XML | {"Depth": depth, "Timeout": "Second-60"}, LOCK.format(scope)


def write(target, **fields):
    return "PUT", target, fields, "Assam, 12 chests\n"


ROWS = {
    "a listing, and what is missing in it": [("PROPFIND", RACK, XML | {"Depth": "1"}, NAMES)],
    "a listing of one": [("PROPFIND", LABEL, XML | {"Depth": "0"}, NAMES)],
    "a listing of what is not there": [("PROPFIND", f"{RACK}none.txt", XML | {"Depth": "0"}, NAMES)],
    "a property that is set": [
        ("PROPPATCH", LABEL, XML, SET.format("<t:origin>Assam</t:origin>")),
        ("PROPFIND", LABEL, XML | {"Depth": "0"}, NAMES),
    ],
    "all or nothing": [
        ("PROPPATCH", LABEL, XML, SET.format("<t:origin>Assam</t:origin><getetag>mine</getetag>")),
        ("PROPFIND", LABEL, XML | {"Depth": "0"}, NAMES),
    ],
    "a writer without the token": [lock(LABEL), write(LABEL), ("GET", LABEL, {}, "")],
    "a writer with the token": [lock(LABEL), write(LABEL, If="(<{token}>)")],
    "a lock given back": [lock(LABEL), ("UNLOCK", LABEL, {"Lock-Token": "<{token}>"}, ""), write(LABEL)],
    "a lock given back with another token": [lock(LABEL), ("UNLOCK", LABEL, {"Lock-Token": "<urn:x:other>"}, "")],
    "two who want a label alone": [lock(LABEL), lock(LABEL)],
    "two who share a label": [lock(LABEL, "shared"), lock(LABEL, "shared"), lock(LABEL)],
    "a property of what is locked": [lock(LABEL), ("PROPPATCH", LABEL, XML, SET.format("<t:origin>x</t:origin>"))],
    "a rack that is locked whole": [lock(RACK, depth="infinity"), write(LABEL), ("DELETE", OTHER, {}, "")],
    "a new label in a locked rack": [lock(RACK, depth="infinity"), write(f"{RACK}new.txt")],
    "the rack of a locked label, deleted": [lock(LABEL), ("DELETE", RACK, {}, ""), ("GET", LABEL, {}, "")],
    "the rack of a locked label, locked": [lock(LABEL), lock(RACK, depth="infinity")],
    "moved away from under a lock": [lock(LABEL), ("MOVE", LABEL, {"Destination": f"{RACK}away.txt"}, "")],
    "moved onto what is locked": [lock(LABEL), ("MOVE", OTHER, {"Destination": LABEL}, "")],
    "copied onto what is locked": [lock(LABEL), ("COPY", OTHER, {"Destination": LABEL}, "")],
    "copied from what is locked": [lock(LABEL), ("COPY", LABEL, {"Destination": f"{RACK}copy.txt"}, "")],
    "copied, but not over": [("COPY", LABEL, {"Destination": OTHER, "Overwrite": "F"}, "")],
    "copied over": [("COPY", LABEL, {"Destination": OTHER}, "")],
    "copied into nowhere": [("COPY", LABEL, {"Destination": f"{RACK}no/such/label.txt"}, "")],
    "copied onto itself": [("COPY", LABEL, {"Destination": LABEL}, "")],
    "a rack within nothing": [("MKCOL", f"{RACK}no/such/", {}, "")],
    "a rack where there is one": [("MKCOL", RACK, {}, "")],
    "a new rack": [("MKCOL", f"{RACK}low/", {}, ""), write(f"{RACK}low/mint.txt"), ("DELETE", f"{RACK}low/", {}, "")],
    "a label within nothing": [write(f"{RACK}no/such.txt")],
    "a rack with what nobody understands": [("MKCOL", f"{RACK}low/", {"Content-Type": "text/x-tea"}, "tea")],
    "a name that is locked before there is anything": [lock(f"{RACK}new.txt"), write(f"{RACK}new.txt")],
    "a condition on a lock that is not there": [write(LABEL, If="(<urn:x:other>)")],
}

# RFC 4918 section 9.10.9 asks for a 207 that names the member in the way, which WsgiDAV makes short work of.
DIFFERENT = "the rack of a locked label, locked"


@pytest.fixture
def lab():
    with Lab(FixedClock()) as running_lab:
        yield running_lab.url


@pytest.fixture(scope="module")
def wsgidav(tmp_path_factory):
    """WsgiDAV's address, at which each row has a cellar of its own."""
    for package in ("wsgidav", "cheroot"):
        pytest.importorskip(package, reason="no WsgiDAV found; pip install wsgidav cheroot")
    root, port = tmp_path_factory.mktemp("wsgidav"), free_port()
    for number in range(len(ROWS)):
        rack = root / "files" / f"{number}{RACK}"
        rack.mkdir(parents=True)
        for label in (LABEL, OTHER):
            (rack / label.rpartition("/")[2]).write_text("Tea, 9 chests\n")
    config = CONFIG | {"port": port, "provider_mapping": {"/": str(root / "files")}}
    (root / "wsgidav.json").write_text(json.dumps(config))
    command = [sys.executable, "-c", "from wsgidav.server.server_cli import run; run()"]
    with running([*command, "--config", str(root / "wsgidav.json")], port):
        yield f"http://127.0.0.1:{port}"


def answers(url, row):
    """The status of each request in a row, and of what is inside where it is a 207; tokens are handed on."""
    told, token = [], ""
    with httpx2.Client(trust_env=False) as client:
        for method, target, fields, content in row:
            fields = {name: value.replace("{token}", token) for name, value in fields.items()}
            if "Destination" in fields:
                fields["Destination"] = url + fields["Destination"]
            answer = client.request(method, url + target, headers=fields, content=content.encode())
            token = answer.headers.get("Lock-Token", token).strip("<>")
            told.append((207, inside(answer, urlsplit(url).path)) if answer.status_code == 207 else answer.status_code)
    return told


def inside(answer, before):
    """The statuses in a Multi-Status, by the path they are of, without what stands before the cellar."""
    found = {}
    for response in ElementTree.fromstring(answer.content).iter("{DAV:}response"):
        path = urlsplit(response.findtext("{DAV:}href")).path.removeprefix(before)
        found[path] = sorted(int(status.text.split()[1]) for status in response.iter("{DAV:}status"))
    return found


@pytest.mark.parametrize(("number", "row"), sampled(enumerate(ROWS.values()), every=2), ids=ROWS.keys())
def test_the_lab_and_wsgidav_agree(lab, wsgidav, number, row):
    ours, theirs = answers(lab, row), answers(f"{wsgidav}/{number}", row)
    if row is ROWS[DIFFERENT]:
        assert (ours, theirs) == ([200, (207, {LABEL: [423], RACK: [424]})], [200, 423])
    else:
        assert ours == theirs
