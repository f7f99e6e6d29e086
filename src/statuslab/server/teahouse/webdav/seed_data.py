"""The resources that WebDAV starts with: racks with labels, a harvest of crates, an archive of ledgers."""

from __future__ import annotations

from dataclasses import dataclass

from statuslab.server.protocol.clock import Clock, FixedClock
from statuslab.server.teahouse.webdav.locks import Locks
from statuslab.server.teahouse.webdav.tree import Resource, Tree
from statuslab.server.teahouse.webdav.xml import tag, text

TEXT = "text/plain; charset=utf-8"
RACKS = {
    "west": ("The west rack", {"assam": "Assam, 40 chests", "darjeeling": "Darjeeling, 12 chests"}),
    "east": ("The east rack", {"gyokuro": "Gyokuro, 6 tins"}),
}
HARVEST = {"spring": 4, "summer": 4, "autumn": 4}  # crates a season
LEDGERS = {"1998": 30_000, "1999": 40_000}  # bytes


@dataclass
class Cellar:
    """What is behind /cellar/: the resources, and the locks on them."""

    tree: Tree
    locks: Locks


def make_cellar(clock: Clock, since: float) -> Cellar:
    """The initial resources, made at `since` (epoch seconds). One binding is a loop: /racks/all is /racks itself."""
    tree = Tree(FixedClock(since))
    racks = add_collection(tree, tree.root, "racks", "The racks")
    for name, (title, labels) in RACKS.items():
        rack = add_collection(tree, racks, name, title)
        for tea, label in labels.items():
            add_text(tree, rack, f"{tea}.txt", label + "\n")
    tree.bind(racks, "all", racks)
    harvest = add_collection(tree, tree.root, "harvest", "This year's harvest")
    for season, crates in HARVEST.items():
        pile = add_collection(tree, harvest, season, season.capitalize())
        for number in range(1, crates + 1):
            add_text(tree, pile, f"crate-{number}.txt", f"Crate {number} of {season}: 20 kg\n")
    archive = add_collection(tree, tree.root, "archive", "The archive")
    for year, size in LEDGERS.items():
        line = f"{year}: bought, brewed, drunk, paid.\n"
        add_text(tree, archive, f"ledger-{year}.txt", (line * size)[:size])
    tree.clock = clock
    return Cellar(tree, Locks(tree))


def add_collection(tree: Tree, parent: Resource, name: str, title: str) -> Resource:
    """Add a collection with a display name to another."""
    made = tree.new(members={})
    made.properties["{DAV:}displayname"] = tag("displayname", text(title))
    tree.bind(parent, name, made)
    return made


def add_text(tree: Tree, parent: Resource, name: str, content: str) -> None:
    """Add a text file to a collection."""
    tree.bind(parent, name, tree.new(content.encode(), TEXT))
