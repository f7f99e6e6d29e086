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
        "In one `PROPPATCH` you set two properties of a label: its author, which is yours to set, and its entity tag, "
        "which is the server's. Such a request is done as a whole or not at all. What is in the status line?"
    ),
    choices={
        207: "Multi-Status: inside, a 403 for the entity tag, and a 424 for the author, who suffers for it.",
        403: "That is the fate of one of the two, and so it stands inside, beside it.",
        409: "No state is in the way; an entity tag can never be set by a client.",
        424: "Failed Dependency is what happened to the author, inside. The whole is a list of two.",
    },
    answer=207,
    at_work="Do not mend what got the 424. Find the one that really failed, mend that, and send it all again.",
    source=("webdav.write.proppatch", "webdav.properties.check_change"),
)
def all_or_nothing(run: SceneRun) -> None:
    run.provoke(
        "You set both at once. Which of the two is to blame?",
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
    title="Guilty by association",
    task=(
        "A batch of changes to a label's properties fails as a whole, and the report blames two of them. Bring about "
        "such a report: one change that the server will not make, and one that fails for no fault of its own."
    ),
    hints=(
        "The cellar sets properties all or none. Put together one that is yours to set and one that is the server's.",
        "`PROPPATCH`; the server keeps `getetag` and its like to itself. Names of your own need a namespace of your "
        "own.",
        "`PROPPATCH /cellar/racks/west/assam.txt` with `Content-Type: application/xml` and a `propertyupdate` that "
        "sets `displayname` and `getetag` in one go.",
    ),
    needs=((lambda c: c.method == "PROPPATCH", "A 424, but of another kind of batch."),),
    near=(
        (
            lambda c: c.method == "PROPPATCH" and 403 in c.inside,
            "One refused, and nothing else in the batch that it could have dragged down.",
        ),
        (
            lambda c: c.method == "PROPPATCH" and c.status == 207,
            "All of it was done. Ask for one thing that cannot be set.",
        ),
        (400, "The XML of the batch is not in order; `detail` says where."),
        (423, "A lock is in the way. `lab.reset()` takes it off."),
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
    ([_proppatch("<getetag>x</getetag>")], "nothing else in the batch"),
    ([_proppatch(DISPLAY_NAME)], "All of it was done"),
]
