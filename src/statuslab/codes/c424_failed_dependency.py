"""424 Failed Dependency (RFC 4918 section 11.4): this part failed because another part of the request did."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import LABEL, XML

CODE = code_of(__name__)

AUTHOR = '<propfind xmlns="DAV:"><prop><author xmlns="urn:tea"/></prop></propfind>'


def _update(*properties: str) -> str:
    steps = "\n".join(f"<set><prop>{element}</prop></set>" for element in properties)
    return f'<propertyupdate xmlns="DAV:" xmlns:t="urn:tea">\n{steps}\n</propertyupdate>'


@scene(
    CODE,
    name="all-or-nothing",
    title="All or nothing",
    situation=(
        "One `PROPPATCH` sets two properties of a file: its author, which you may set, and its entity tag, which "
        "only the server sets. Such a request is done as a whole or not at all. What is the response's own status?"
    ),
    choices={
        207: ("In its body, a 403 for the entity tag, and a 424 for the author, which failed because of it."),
        403: "That is the status of one of the two, so it is in the body, beside the other.",
        409: "No state is in the way. A client can never set an entity tag.",
        424: "Failed Dependency is the author's status, in the body. The response as a whole lists two.",
    },
    answer=207,
    at_work="Do not fix what got the 424. Find the one that really failed, fix that, and send everything again.",
    source=("webdav.write.proppatch", "webdav.properties.check_change"),
)
def all_or_nothing(run: SceneRun) -> None:
    run.provoke(
        "You set both at once. Which of the two caused the failure?",
        f"PROPPATCH {LABEL}\n{XML}\n\n{_update('<t:author>you</t:author>', '<getetag>mine</getetag>')}",
    )
    run.resolve(
        "Nothing was set, not even the author.",
        f"PROPFIND {LABEL}\nDepth: 0\n{XML}\n\n{AUTHOR}",
    )
    run.resolve(
        "Without the entity tag it works.", f"PROPPATCH {LABEL}\n{XML}\n\n{_update('<t:author>you</t:author>')}"
    )


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="guilty-by-association",
    title="Failed because of another",
    task=(
        "A batch of changes to a file's properties fails as a whole, and the response lists two failures. Produce "
        "such a response: one change that the server refuses, and one that fails only because of the first."
    ),
    hints=(
        (
            "The server sets all properties of a request or none. Combine one that you may set with one that only "
            "the server sets."
        ),
        "Use `PROPPATCH`. Only the server sets `getetag` and the like. Properties of your own need a namespace of "
        "your own.",
        "`PROPPATCH /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `propertyupdate` that "
        "sets `displayname` and `getetag` in one request.",
    ),
    needs=((lambda c: c.method == "PROPPATCH", "A 424, but from another kind of request."),),
    near=(
        (
            lambda c: c.method == "PROPPATCH" and 403 in c.inside,
            "One change was refused, but there was no other in the request that could fail with it.",
        ),
        (
            lambda c: c.method == "PROPPATCH" and c.status == 207,
            "Everything was done. Add one thing that cannot be set.",
        ),
        (400, "The XML in the request is wrong. `detail` says where."),
        (423, "A lock is in the way. `lab.reset()` removes it."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
DISPLAY_NAME = "<displayname>A</displayname>"


def _proppatch(*properties: str) -> str:
    steps = "".join(f"<set><prop>{each}</prop></set>" for each in properties)
    return f'PROPPATCH {LABEL}\n{XML}\n\n<propertyupdate xmlns="DAV:">{steps}</propertyupdate>'


SOLUTIONS: Solutions = [
    [_proppatch(DISPLAY_NAME, "<getetag>x</getetag>")],
]
NEAR_MISSES: NearMisses = [
    ([_proppatch("<getetag>x</getetag>")], "there was no other in the request"),
    ([_proppatch(DISPLAY_NAME)], "Everything was done"),
]
