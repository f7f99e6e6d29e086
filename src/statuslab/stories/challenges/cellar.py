"""The challenges of the cellar that are 5xx: no room, and no end. Its other codes stand with their classes."""

from __future__ import annotations

from statuslab.scenarios.judging import provoke

NO_ROOM = provoke(
    507,
    "one-ledger-too-many",
    "One ledger too many",
    "Before the audit somebody wants a second copy of the ledger of 1999 in the archive, to be on the safe side. Ask "
    "the cellar for it, and learn why it cannot.",
    (
        "Nothing is wrong with the request. It is the shelf that is full.",
        "WebDAV copies by itself: the new place stands in `Destination`, and no content travels.",
        "`COPY /cellar/archive/ledger-1999.txt` with `Destination: /cellar/archive/ledger-1999-copy.txt`.",
    ),
    near=(
        (413, "What you send is too much. Here it is the room that is missing."),
        (lambda c: c.method == "COPY" and c.status in (201, 204), "There was room. The archive's ledgers are thicker."),
        (412, "Something stands at the destination already."),
        (404, "No such ledger. `PROPFIND` with `Depth: 1` lists the archive."),
        (409, "The folder of the destination does not exist."),
    ),
)

NO_END = provoke(
    508,
    "the-old-inventory-tool",
    "The old inventory tool",
    "An old tool takes the inventory of the racks: everything, however deep, in one request. Since somebody hung the "
    "racks into themselves it fails; send what it sends.",
    (
        "The racks hold a place that is the racks themselves. An old tool does not know that such things exist.",
        "`PROPFIND` without a limit to its depth, and not a word about bindings.",
        "`PROPFIND /cellar/racks/` with `Depth: infinity`.",
    ),
    needs=((lambda c: "bind" not in c.request_header("DAV"), "A 508 although your client knows of bindings?"),),
    near=(
        (
            lambda c: c.status == 207 and "bind" in c.request_header("DAV"),
            "Your client said that it knows of bindings, so it got a list. The old tool knows nothing of them.",
        ),
        (
            lambda c: c.status == 207 and c.path.startswith("/cellar"),
            "That list has an end: not deep enough, or a rack without a circle.",
        ),
        (400, "`Depth` is 0, 1 or infinity."),
    ),
)

CHALLENGES = (NO_ROOM, NO_END)
