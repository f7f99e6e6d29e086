"""207 Multi-Status (RFC 4918 section 11.1): the content has a status for each of several resources."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke
from statuslab.scenarios.request_texts import BATCH, ORDER
from statuslab.scenarios.scene import SceneRun, code_of, scene
from statuslab.scenarios.solutions import NearMisses, Solutions
from statuslab.scenarios.webdav_texts import DISPLAY_NAMES, LABEL, LOCK_LABEL, XML, list_rack

CODE = code_of(__name__)


@scene(
    CODE,
    name="what-is-on-the-rack",
    title="The names on a rack",
    situation=(
        "With one `PROPFIND` and `Depth: 1` you ask for the display names of a folder and of the two files in "
        "it. The folder has a display name, the files have none. What is the status of the whole response?"
    ),
    choices={
        200: "One status for everything would hide that some names were found and some were not.",
        206: "206 is for a part of one resource. This response describes three resources.",
        207: "Read the body, where each resource and each property has a status of its own.",
        404: "The body has a 404 for each name that is missing. It is not the status of the whole response.",
    },
    at_work="Never log a 207 as a success before you have read the statuses in its body.",
    source=("webdav.read.propfind", "webdav.properties.PropfindReply"),
)
def what_is_on_the_rack(run: SceneRun) -> None:
    run.provoke(
        "You send one request about three resources. Count the status lines in the XML.",
        f"PROPFIND /cellar/racks/west/\nDepth: 1\n{XML}\n\n{DISPLAY_NAMES}",
    )
    run.resolve(
        "You give one file a name. That response is a 207 as well.",
        f"PROPPATCH {LABEL}\n{XML}\n\n"
        '<propertyupdate xmlns="DAV:"><set><prop><displayname>Assam</displayname></prop></set></propertyupdate>',
    )
    run.resolve("Now the body has a 200 for that file.", f"PROPFIND {LABEL}\nDepth: 0\n{XML}\n\n{DISPLAY_NAMES}")


@scene(
    CODE,
    name="half-a-clearance",
    title="A folder that is half deleted",
    situation=(
        "The chef holds a lock on one file in a folder. You `DELETE` the whole folder. The server deletes "
        "everything except that file. Which status does your script see?"
    ),
    choices={
        204: "A 204 would say that the folder is gone. It is still there.",
        207: (
            "Your script sees a 207, although the server deleted only part of the folder. The failure is in the body."
        ),
        409: "One status for everything would hide that most of it is already deleted.",
        423: "Only if the folder itself were locked. Here a file in it is locked, so the 423 is in the body.",
    },
    at_work="`if response.ok` is not enough for a 207: everything inside may have failed.",
    source=("webdav.write.delete", "webdav.write.delete_members"),
)
def half_a_clearance(run: SceneRun) -> None:
    locked = run.meanwhile("The chef locks one file.", LOCK_LABEL)
    token = locked.response["Lock-Token"] if locked.response else "<none>"
    run.provoke("You delete the folder. The status begins with a 2.", "DELETE /cellar/racks/west/")
    run.resolve("The folder still exists, with the locked file in it. The other file is gone.", list_rack("west"))
    run.meanwhile("The chef releases the lock.", f"UNLOCK {LABEL}\nLock-Token: {token}")
    run.resolve("Now you can delete the rest.", "DELETE /cellar/racks/west/")


@scene(
    CODE,
    name="a-batch-of-orders",
    title="A batch of orders",
    situation=(
        "An app sends two orders in one batch. The first can be placed. The second names a tea that is not on the "
        "menu. This API reports the outcome of each order by itself. Which status does the whole response have here?"
    ),
    choices={
        200: "Many APIs send it for a batch. It would not show that the body has a status for each order.",
        207: "The body has a status for each order. So the status of the whole says only: look inside.",
        400: "The batch could be read, and the first order was placed.",
        422: "That is the status of the second order. For the whole it would hide that the first was placed.",
    },
    at_work=(
        "A batch is a success only if each part is. Count and log the parts that failed, and retry only those: the "
        "others were done."
    ),
    source=("batches.place_orders", "batches.outcome"),
)
def a_batch_of_orders(run: SceneRun) -> None:
    run.provoke("Two orders in one request.", BATCH, actor="the app")
    run.resolve("The first is there.", "GET /orders/4", actor="the app")
    run.resolve("The app corrects the second one and sends only that.", f"POST /orders\n{ORDER}", actor="the app")


# --- Challenge ----------------------------------------------------------------------------------------------

CHALLENGE = provoke(
    CODE,
    name="stocktaking",
    title="Stocktaking",
    task=(
        "The auditor wants the cellar's west rack with everything on it in one response, each item with its own "
        "status. Get such a response."
    ),
    hints=(
        "The cellar speaks WebDAV, which has a method for reading properties instead of content.",
        "`PROPFIND` with `Depth: 1` covers a folder and its members. Without a body it asks for all properties.",
        "`PROPFIND /cellar/racks/west/` with `Depth: 1`.",
    ),
    needs=(
        (
            lambda c: c.response_text.count("response>") >= 4,
            "This 207 describes one item only. The auditor wants the rack and what is on it.",
        ),
    ),
    near=(
        (508, "One folder contains itself. Ask only for the rack and what is directly on it."),
        (
            lambda c: c.path.startswith("/cellar") and c.method == "GET",
            "That is the item's content. Ask for its properties.",
        ),
        (400, "The depth or the XML in your request is wrong. `detail` says more."),
        (415, "The body of the request is XML, and Content-Type must say so. Or send no body."),
    ),
)

# What the tests send: each of SOLUTIONS alone is accepted, each of NEAR_MISSES gets its sentence.
SOLUTIONS: Solutions = [
    ["PROPFIND /cellar/racks/west/\nDepth: 1"],
]
NEAR_MISSES: NearMisses = [
    (["PROPFIND /cellar/racks/west/\nDepth: 0"], "one item only"),
]
