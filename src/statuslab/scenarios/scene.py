"""What a scene is: a situation, choices and a play function; and the steps that playing it leaves. Values only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypedDict, Unpack

from statuslab.messages.exchange import Exchange, Layer


class StepKind(StrEnum):
    """What a step is for: the loop of the course, and what others do meanwhile."""

    BEFORE = "before"
    MEANWHILE = "meanwhile"
    PROVOKE = "provoke"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange of a scene: who made it, and a sentence that says why. `waited` seconds passed before it."""

    message: str
    actor: str
    kind: StepKind
    exchange: Exchange
    waited: float = 0.0


class SendOptions(TypedDict, total=False):
    """How a request is sent.

    `to` names a port of the lab (see `Lab.door`). `sni` speaks TLS and asks for that server name, with the client
    `certificate` that `Lab.client_certificate` knows. `as_is` adds nothing to the text. `hold` keeps the content back
    until the server says 100. `stall` sends half of the head and waits. `cut` closes the connection after so many bytes
    of content, `leave` after so many seconds without a response. `then` is sent once the protocol was switched. `h2`
    speaks HTTP/2 inside TLS; all such requests of one run to the same `sni` share a connection, as in a browser.
    """

    to: str
    sni: str
    certificate: str
    as_is: bool
    hold: bool
    stall: bool
    cut: int
    leave: float
    then: bytes
    h2: bool


class SceneRun(Protocol):
    """What a play function gets: it sends requests as steps, and hands out their exchanges.

    A request is text as in a `%%http` cell. `message` is the sentence that a learner reads beside it. `wait` lets the
    client wait; with `skip` the same time passes on the lab's clock at once.
    """

    def before(self, message: str, request: str, actor: str = "you", **options: Unpack[SendOptions]) -> Exchange: ...
    def meanwhile(
        self, message: str, request: str, actor: str = "the chef", **options: Unpack[SendOptions]
    ) -> Exchange: ...
    def provoke(self, message: str, request: str, actor: str = "you", **options: Unpack[SendOptions]) -> Exchange: ...
    def resolve(self, message: str, request: str, actor: str = "you", **options: Unpack[SendOptions]) -> Exchange: ...
    def wait(self, seconds: float) -> None: ...
    def skip(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class Scene:
    """A short story about one code, set in the Teahouse.

    `situation` asks what comes back and names no code. `choices` maps each offered code to why it is right or wrong,
    and `answer` is the right one (a scene about 206 may end in 200). `play` makes it happen. `source` names the
    Teahouse handlers that a learner may read. `at_work` is the advice to remember. `layer` names the layer that
    answers, None where the connection ends without a final response from any.
    """

    name: str
    code: int
    title: str
    situation: str
    choices: Mapping[int, str]
    at_work: str
    play: Callable[[SceneRun], None]
    source: tuple[str, ...]
    answer: int
    layer: Layer | None = Layer.APPLICATION


def scene(
    code: int,
    *,
    name: str,
    title: str,
    situation: str,
    choices: Mapping[int, str],
    at_work: str,
    source: tuple[str, ...] = (),
    answer: int | None = None,
    layer: Layer | None = Layer.APPLICATION,
) -> Callable[[Callable[[SceneRun], None]], Scene]:
    """Make a play function a scene. The answer is the scene's code unless another is given."""

    def made(play: Callable[[SceneRun], None]) -> Scene:
        offered = dict(sorted(choices.items()))
        return Scene(name, code, title, situation, offered, at_work, play, source, answer or code, layer)

    return made


_MODULE = re.compile(r"c(\d{3})_\w+")


def code_of(module: str) -> int:
    """The status code that a module of `statuslab.codes` is about, read from its name. Raises ValueError for others.

    >>> code_of("statuslab.codes.c412_precondition_failed")
    412
    """
    found = _MODULE.fullmatch(module.rpartition(".")[2])
    if found is None:
        raise ValueError(f"met the module name {module!r}, expected one such as c412_precondition_failed")
    return int(found[1])
