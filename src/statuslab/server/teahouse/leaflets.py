"""Leaflets in several variants: the server chooses, or the client does (300, 406, 506)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.browser_safety import OwnPage
from statuslab.server.teahouse import texts
from statuslab.server.teahouse.conditions import field_value
from statuslab.server.teahouse.negotiation import Variant, alternates, best_languages, best_types, weights
from statuslab.server.teahouse.replies import Problem, json_reply

OOLONG = [Variant(path, media_type) for path, (media_type, _) in texts.OOLONG.items()]
GIFT = [Variant(path, language=language) for path, (language, _) in texts.GIFT.items()]
ENGLISH = [Variant(f"/leaflets/season.{tag}", language=tag) for tag in ("en-GB", "en-US")]
SEASON = [Variant("/leaflets/season.en", language="en"), Variant("/leaflets/season.de", language="de")]

TEXTS = {path: text for leaflet in (texts.OOLONG, texts.GIFT, texts.SEASON) for path, (_, text) in leaflet.items()}
LEAVES = {each.path: each for each in (*OOLONG, *GIFT, *ENGLISH, *SEASON) if each.path in TEXTS}
NEGOTIATED = {
    "/leaflets/season": SEASON,
    "/leaflets/season.en": ENGLISH,
}  # the second is misconfigured, for 506


async def oolong(request: Request) -> Response:
    """The variant that Accept prefers, or 300 with the list where it prefers none (RFC 9110 section 15.4.1)."""
    found = best_types(OOLONG, field_value(request.headers, "accept"))
    if len(found) == 1:
        return variant_reply(found[0], {"Content-Location": found[0].path, "Vary": "Accept"})
    links = ", ".join(f'<{each.path}>; rel="alternate"; type="{each.media_type}"' for each in OOLONG)
    choices = [{"href": each.path, "type": each.media_type} for each in OOLONG]
    return json_reply(choices, 300, {"Link": links, "Vary": "Accept"})  # no Location: the server prefers none


async def gift(request: Request) -> Response:
    """A variant in a language that the client accepts. Raises 406 where there is none (RFC 9110 section 15.5.7)."""
    found = best_languages(GIFT, field_value(request.headers, "accept-language"))
    if not found:
        there_is = [{"href": each.path, "language": each.language} for each in GIFT]
        detail = "We have no translation that you would take. What there is, see below."
        raise Problem(406, detail, {"Vary": "Accept-Language"}, available=there_is)
    return variant_reply(found[0], {"Content-Location": found[0].path, "Vary": "Accept-Language"})


async def season(request: Request) -> Response:
    """A leaflet with transparent content negotiation (RFC 2295)."""
    negotiate_field = field_value(request.headers, "negotiate")
    return negotiate(request.url.path, field_value(request.headers, "accept-language"), may_choose(negotiate_field))


async def read_variant(request: Request) -> Response:
    """One variant, by its own URL."""
    return variant_reply(LEAVES[request.url.path])


def may_choose(negotiate_field: str) -> bool:
    """Whether the server may choose: the client allows it, or sends no Negotiate (RFC 2295 section 8.4)."""
    return not negotiate_field or "*" in weights(negotiate_field)


def negotiate(path: str, accept_language: str, choose: bool = True) -> Response:
    """The variant that fits best, or 300 with the list. Raises 506 where that variant negotiates in turn."""
    variants = NEGOTIATED[path]
    open_to_all = {"Alternates": alternates(variants), "Vary": "negotiate, accept-language"}
    found = best_languages(variants, accept_language)
    if len(found) != 1 or not choose:
        return json_reply([each.path for each in variants], 300, {"TCN": "list"} | open_to_all)
    (chosen,) = found
    reply = variant_reply(chosen) if chosen.path in LEAVES else negotiate(chosen.path, accept_language)
    if "TCN" in reply.headers:  # a variant must not negotiate itself: RFC 2295 sections 8.1 and 10.2
        raise Problem(506, f"We chose {chosen.path} for you, and it wants to negotiate in turn. That is our mistake.")
    reply.headers.update({"TCN": "choice", "Content-Location": chosen.path} | open_to_all)
    return reply


def variant_reply(variant: Variant, fields: Mapping[str, str] | None = None) -> Response:
    """A variant as a response."""
    language = {"Content-Language": variant.language}
    return OwnPage(TEXTS[variant.path], headers=language | dict(fields or {}), media_type=variant.media_type)


routes = [
    Route("/leaflets/oolong", oolong),
    Route("/leaflets/gift", gift),
    *(Route(path, season) for path in NEGOTIATED),
    *(Route(path, read_variant) for path in LEAVES),
]
