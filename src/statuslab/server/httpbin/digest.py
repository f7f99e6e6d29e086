"""Digest authentication (RFC 7616): qop auth and auth-int, stale nonces, and a nonce count that catches replays."""

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

from statuslab.messages.parameters import raw_parameters, unquoted
from statuslab.server.httpbin.auth import credentials
from statuslab.server.httpbin.cookies import add_cookie, sent_cookies
from statuslab.server.httpbin.echo import json_reply
from statuslab.server.httpbin.endpoint import BODY_METHODS, Entry
from statuslab.server.httpbin.parameters import option, utf8
from statuslab.server.httpbin.parsing import read_content
from statuslab.server.httpbin.state import HttpbinState, Nonce

REALM = "statuslab"
HASHES = {"MD5": md5, "SHA-256": sha256, "SHA-512": sha512}
QOPS = ("auth", "auth-int")
_COUNT = re.compile(r"[0-9A-Fa-f]{8}")
_NEEDED = ("username", "realm", "nonce", "uri", "response")

Credentials = dict[str, str]


@dataclass(frozen=True)
class DigestChallenge:
    """The user and password that are expected, and the parameters of the challenge."""

    user: str
    password: str
    qops: tuple[str, ...]
    algorithm: str
    stale_after: str

    @property
    def uses(self) -> float:
        """How often a nonce can be used; without limit where `stale_after` is not a number."""
        text = self.stale_after
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else float("inf")

    def hash(self, *parts: str | bytes) -> str:
        """H(a:b:c), in hexadecimal."""
        joined = b":".join(part.encode() if isinstance(part, str) else part for part in parts)
        return HASHES[self.algorithm](joined).hexdigest()

    def proof(self, given: Credentials, method: str, content: bytes) -> str:
        """The expected `response` (RFC 7616 section 3.4.1); with an empty method, `rspauth` (section 3.5)."""
        qop = given.get("qop")
        secret = self.hash(self.user, REALM, self.password)
        what = self.hash(method, given["uri"], *([self.hash(content)] if qop == "auth-int" else []))
        if qop is None:  # as before RFC 2617
            return self.hash(secret, given["nonce"], what)
        return self.hash(secret, given["nonce"], given.get("nc", ""), given.get("cnonce", ""), qop, what)


def challenge_for(request: Request) -> DigestChallenge:
    """The challenge that the path asks for. An unknown algorithm means MD5, an unknown qop means either."""
    path = request.path_params
    algorithm, qop = path.get("algorithm", "MD5"), path["qop"]
    qops = (qop,) if qop in QOPS else QOPS
    known = algorithm if algorithm in HASHES else "MD5"
    return DigestChallenge(path["user"], path["password"], qops, known, path.get("stale_after", "never"))


def parse_parameters(text: str) -> Credentials:
    """The parameters of Digest credentials, names in lower case.

    >>> parse_parameters('username="a\\\\"b", qop=auth')
    {'username': 'a"b', 'qop': 'auth'}
    """
    return {name: unquoted(raw) for name, raw in raw_parameters(text, ",").items()}


async def digest(request: Request, state: HttpbinState) -> ASGIApp:
    """401 with a challenge, 401 with stale=true, 403 without the required cookie, or 200."""
    challenge, text = challenge_for(request), credentials(request, "digest")
    needs_cookie = (option(request, "require-cookie") or "").lower() in ("1", "t", "true")
    if text is None or (needs_cookie and "cookie" not in request.headers):
        return challenge_reply(request, challenge, state)
    if needs_cookie and sent_cookies(request).get("fake") != "fake_value":
        return with_test_cookie(request, json_reply({"errors": ["missing cookie set on challenge"]}, 403))
    given = parse_parameters(utf8(text))
    content = await read_content(request)
    if not credentials_valid(request, challenge, given, content):
        return challenge_reply(request, challenge, state, spent=given.get("nonce", ""))
    if not use_nonce(challenge, given, state):
        return challenge_reply(request, challenge, state, stale=True, spent=given["nonce"])
    return success_reply(request, challenge, given)


def credentials_valid(request: Request, challenge: DigestChallenge, given: Credentials, content: bytes) -> bool:
    """Whether these credentials prove knowledge of the password, for this request. Raises 400 for another target."""
    if not all(given.get(name) for name in _NEEDED):
        return False
    if "qop" in given and not (given["qop"] in challenge.qops and _COUNT.fullmatch(given.get("nc", ""))):
        return False
    if given.get("algorithm", challenge.algorithm).upper() != challenge.algorithm:
        return False
    if (given["username"], given["realm"]) != (challenge.user, REALM):
        return False
    proof = challenge.proof(given, request.method, content)
    if not hmac.compare_digest(proof.encode(), given["response"].lower().encode()):
        return False
    if not same_target(request, given["uri"]):
        raise HTTPException(400, "the credentials are for another target than this (RFC 7616 section 3.4.6)")
    return True


def same_target(request: Request, uri: str) -> bool:
    """Whether the uri is this request's, even if a proxy has changed its escapes or made it absolute."""
    asked = request.scope["query_string"].decode("latin-1")
    path: str = request.scope["path"]
    target = path + (f"?{unquote(asked)}" if asked else "")
    return unquote(re.sub(r"^https?://[^/]*", "", uri)) == target


def use_nonce(challenge: DigestChallenge, given: Credentials, state: HttpbinState) -> bool:
    """Count a use of the nonce. False where it is unknown, used up, or its count is not higher than before."""
    nonce = state.nonces.find(given["nonce"])
    if nonce is None or nonce.uses >= challenge.uses:
        return False
    if "qop" in given:
        count = int(given["nc"], 16)
        if count <= nonce.count:  # a replay: section 5.7
            return False
        nonce.count = count
    nonce.uses += 1
    return True


def challenge_reply(
    request: Request, challenge: DigestChallenge, state: HttpbinState, stale: bool = False, spent: str = ""
) -> Response:
    """401 with a new nonce; `stale` says that only the old nonce was wrong (RFC 7616 section 3.3)."""
    nonce = state.hex()
    state.nonces.drop(spent)  # no second guess with the same nonce
    state.nonces.put(nonce, Nonce())
    parameters = f'realm="{REALM}", nonce="{nonce}", opaque="{state.hex()}", qop="{", ".join(challenge.qops)}"'
    fields = {"WWW-Authenticate": f"Digest {parameters}, algorithm={challenge.algorithm}, stale={str(stale).lower()}"}
    response = with_test_cookie(request, Response(status_code=401, headers=fields, media_type="text/html"))
    add_cookie(response, request, "stale_after", challenge.stale_after)
    if spent:
        add_cookie(response, request, "last_nonce", spent)
    return response


def success_reply(request: Request, challenge: DigestChallenge, given: Credentials) -> Response:
    """200, with the server's own proof that it knows the password too (RFC 7616 section 3.5)."""
    response = with_test_cookie(request, json_reply({"authenticated": True, "user": challenge.user}))
    if "qop" in given:
        parameters = f'qop={given["qop"]}, rspauth="{challenge.proof(given, "", bytes(response.body))}"'
        cnonce = re.sub(r'["\\\x00-\x1f\x7f-\U0010ffff]', "", given.get("cnonce", ""))
        response.headers["Authentication-Info"] = f'{parameters}, cnonce="{cnonce}", nc={given["nc"]}'
    return response


def with_test_cookie(request: Request, response: Response) -> Response:
    """The response with the cookie by which httpbin sees whether a client keeps cookies."""
    add_cookie(response, request, "fake", "fake_value")
    return response


_PATH = "/digest-auth/{qop}/{user}/{password}"
entries = [
    Entry(_PATH, digest, "Digest with MD5; qop auth or auth-int", "/digest-auth/auth/chef/assam", BODY_METHODS),
    Entry(
        f"{_PATH}/{{algorithm}}",
        digest,
        "the same with MD5, SHA-256 or SHA-512",
        "/digest-auth/auth/chef/assam/SHA-256",
        BODY_METHODS,
    ),
    Entry(
        f"{_PATH}/{{algorithm}}/{{stale_after}}",
        digest,
        "each nonce opens only so often, then it is stale",
        "/digest-auth/auth/chef/assam/MD5/2",
        BODY_METHODS,
    ),
]
