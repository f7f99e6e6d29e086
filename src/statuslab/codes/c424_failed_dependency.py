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
        "One `PROPPATCH` sets two properties of a file: its author, which you may set, and its entity "
        "tag, which only the server sets. The server makes either all changes of such a request or "
        "none. What is the status of the whole response?"
    ),
    choices={
        207: (
            "The body of the 207 has a 403 for the entity tag, and a 424 for the author, which failed because of it."
        ),
        403: "403 is the status of only one of the two changes, so it is in the body.",
        409: "409 is about the current state. But a client can never set an entity tag.",
        424: "424 is the status of only the author, so it is in the body.",
    },
    answer=207,
    at_work="Do not fix what got the 424. Find the change that really failed, fix it, and send everything again.",
    source=("webdav.write.proppatch", "webdav.properties.check_change"),
)
def all_or_nothing(run: SceneRun) -> None:
    run.provoke(
        "You set both at once. Which of the two caused the failure?",
        f"PROPPATCH {LABEL}\n{XML}\n\n{_update('<t:author>you</t:author>', '<getetag>mine</getetag>')}",
    )
    run.resolve(
        "The server changed nothing, not even the author.",
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
        "Use `PROPPATCH`. Only the server sets `getetag`, for example. Anybody may set `displayname`.",
        "`PROPPATCH /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `propertyupdate` that "
        "sets `displayname` and `getetag` in one request.",
    ),
    needs=((lambda c: c.method == "PROPPATCH", "A 424, but from another kind of request."),),
    near=(
        (
            lambda c: c.method == "PROPPATCH" and 403 in c.inside,
            "The server refused one change, but the request had no other change that could fail because of it.",
        ),
        (
            lambda c: c.method == "PROPPATCH" and c.status == 207,
            "The server made all changes. Add one that it must refuse.",
        ),
        (400, "The XML in the request is wrong. `detail` says where."),
        (423, "The file is locked. `lab.reset()` removes the lock."),
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
    ([_proppatch("<getetag>x</getetag>")], "The server refused one change"),
    ([_proppatch(DISPLAY_NAME)], "The server made all changes"),
]
