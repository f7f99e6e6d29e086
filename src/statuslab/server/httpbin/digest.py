"""Digest authentication by RFC 7616: qop auth and auth-int, stale nonces, and a count that catches replays."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from hashlib import md5, sha256, sha512
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from statuslab.server.httpbin.auth import credentials
from statuslab.server.httpbin.cookies import give
from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry
from statuslab.server.httpbin.parameters import option, utf8
from statuslab.server.httpbin.parsing import content_of
from statuslab.server.httpbin.state import HttpbinState, Nonce

REALM = "statuslab"
HASHES = {"MD5": md5, "SHA-256": sha256, "SHA-512": sha512}
QOPS = ("auth", "auth-int")
_PARAMETER = re.compile(r'([!#$%&\'*+\-.^_`|~0-9A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))[ \t]*(?:,|$)')
_COUNT = re.compile(r"[0-9A-Fa-f]{8}")
_NEEDED = ("username", "realm", "nonce", "uri", "response")

Given = dict[str, str]


@dataclass(frozen=True)
class DigestChallenge:
    """What is asked for: who may enter, and how they have to prove it."""

    user: str
    password: str
    qops: tuple[str, ...]
    algorithm: str
    stale_after: str

    @property
    def uses(self) -> float:
        """How often a nonce opens; for ever where that is no number."""
        text = self.stale_after
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else float("inf")

    def hash(self, *parts: str | bytes) -> str:
        """H(a:b:c), in hexadecimal."""
        joined = b":".join(part.encode() if isinstance(part, str) else part for part in parts)
        return HASHES[self.algorithm](joined).hexdigest()

    def proof(self, given: Given, method: str, content: bytes) -> str:
        """What `response` has to be (RFC 7616 section 3.4.1); with an empty method, `rspauth` (section 3.5)."""
        qop = given.get("qop")
        secret = self.hash(self.user, REALM, self.password)
        what = self.hash(method, given["uri"], *([self.hash(content)] if qop == "auth-int" else []))
        if qop is None:  # as before RFC 2617
            return self.hash(secret, given["nonce"], what)
        return self.hash(secret, given["nonce"], given.get("nc", ""), given.get("cnonce", ""), qop, what)


def door(request: Request) -> DigestChallenge:
    """The door that the path names; an algorithm or qop that nobody knows is MD5, or either qop."""
    path = request.path_params
    algorithm, qop = path.get("algorithm", "MD5"), path["qop"]
    qops = (qop,) if qop in QOPS else QOPS
    known = algorithm if algorithm in HASHES else "MD5"
    return DigestChallenge(path["user"], path["password"], qops, known, path.get("stale_after", "never"))


def parameters(text: str) -> Given:
    """The parameters of Digest credentials, names in lower case.

    >>> parameters('username="a\\\\"b", qop=auth')
    {'username': 'a"b', 'qop': 'auth'}
    """
    found = _PARAMETER.findall(text)
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or token for name, quoted, token in found}


async def digest(request: Request, bench: HttpbinState) -> ASGIApp:
    """Challenge, refuse, call a nonce stale, or open."""
    wanted, text = door(request), credentials(request, "digest")
    needs_cookie = (option(request, "require-cookie") or "").lower() in ("1", "t", "true")
    if text is None or (needs_cookie and "cookie" not in request.headers):
        return challenge(request, wanted, bench)
    if needs_cookie and request.cookies.get("fake") != "fake_value":
        return marked(request, json_reply({"errors": ["missing cookie set on challenge"]}, 403))
    given = parameters(utf8(text))
    content = await content_of(request)
    if not proven(request, wanted, given, content):
        return challenge(request, wanted, bench, spent=given.get("nonce", ""))
    if not fresh(wanted, given, bench):
        return challenge(request, wanted, bench, stale=True, spent=given["nonce"])
    return welcome(request, wanted, given)


def proven(request: Request, wanted: DigestChallenge, given: Given, content: bytes) -> bool:
    """Whether these credentials come from someone who knows the password, for this request and as was asked for."""
    if not all(given.get(name) for name in _NEEDED):
        return False
    if "qop" in given and not (given["qop"] in wanted.qops and _COUNT.fullmatch(given.get("nc", ""))):
        return False
    if given.get("algorithm", wanted.algorithm).upper() != wanted.algorithm:
        return False
    if (given["username"], given["realm"]) != (wanted.user, REALM):
        return False
    proof = wanted.proof(given, request.method, content)
    if not hmac.compare_digest(proof.encode(), given["response"].lower().encode()):
        return False
    if not same_target(request, given["uri"]):
        raise HTTPException(400, "the credentials are for another target than this (RFC 7616 section 3.4.6)")
    return True


def same_target(request: Request, uri: str) -> bool:
    """Whether the uri is this request's, however a proxy may have escaped or completed it."""
    asked = request.scope["query_string"].decode("latin-1")
    path: str = request.scope["path"]
    target = path + (f"?{unquote(asked)}" if asked else "")
    return unquote(re.sub(r"^https?://[^/]*", "", uri)) == target


def fresh(wanted: DigestChallenge, given: Given, bench: HttpbinState) -> bool:
    """Whether the nonce still opens: ours, not worn out, and its count higher than ever before."""
    nonce = bench.nonces.find(given["nonce"])
    if nonce is None or nonce.uses >= wanted.uses:
        return False
    if "qop" in given:
        count = int(given["nc"], 16)
        if count <= nonce.count:  # the same request again, or a copy of it: section 5.7
            return False
        nonce.count = count
    nonce.uses += 1
    return True


def challenge(
    request: Request, wanted: DigestChallenge, bench: HttpbinState, stale: bool = False, spent: str = ""
) -> Response:
    """401 with a new nonce; `stale` tells that only the old one was at fault (RFC 7616 section 3.3)."""
    nonce = bench.hex()
    bench.nonces.drop(spent)  # no second guess on the same one
    bench.nonces.put(nonce, Nonce())
    told = f'realm="{REALM}", nonce="{nonce}", opaque="{bench.hex()}", qop="{", ".join(wanted.qops)}"'
    fields = {"WWW-Authenticate": f"Digest {told}, algorithm={wanted.algorithm}, stale={str(stale).lower()}"}
    response = marked(request, Response(status_code=401, headers=fields, media_type="text/html"))
    give(response, request, "stale_after", wanted.stale_after)
    if spent:
        give(response, request, "last_nonce", spent)
    return response


def welcome(request: Request, wanted: DigestChallenge, given: Given) -> Response:
    """In, with the server's own proof that it knows the password too (RFC 7616 section 3.5)."""
    response = marked(request, json_reply({"authenticated": True, "user": wanted.user}))
    if "qop" in given:
        told = f'qop={given["qop"]}, rspauth="{wanted.proof(given, "", bytes(response.body))}"'
        cnonce = re.sub(r'["\\\x00-\x1f\x7f-\U0010ffff]', "", given.get("cnonce", ""))
        response.headers["Authentication-Info"] = f'{told}, cnonce="{cnonce}", nc={given["nc"]}'
    return response


def marked(request: Request, response: Response) -> Response:
    """With the cookie by which httpbin sees whether a client keeps cookies."""
    give(response, request, "fake", "fake_value")
    return response


_DOOR = "/digest-auth/{qop}/{user}/{password}"
entries = [
    Entry(_DOOR, digest, "Digest with MD5; qop auth or auth-int", "/digest-auth/auth/chef/assam", BODY_METHODS),
    Entry(
        f"{_DOOR}/{{algorithm}}",
        digest,
        "the same with MD5, SHA-256 or SHA-512",
        "/digest-auth/auth/chef/assam/SHA-256",
        BODY_METHODS,
    ),
    Entry(
        f"{_DOOR}/{{algorithm}}/{{stale_after}}",
        digest,
        "each nonce opens only so often, then it is stale",
        "/digest-auth/auth/chef/assam/MD5/2",
        BODY_METHODS,
    ),
]
