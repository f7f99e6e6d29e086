"""Card payments: they take a while, and each needs an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).

A key is stored before the payment begins. So a repeat that comes too early is 409, one with another content 422, and
one that comes when the payment is done gets its stored answer.
"""

from __future__ import annotations

import asyncio
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.idempotency_keys import key_of
from statuslab.server.teahouse.parsing import JSON, integer, json_object, read
from statuslab.server.teahouse.replies import Problem, json_reply
from statuslab.server.teahouse.state import AppState, CardPayment

SECONDS = 2.0  # that the card company takes for any payment
NOTICE = 0.2  # seconds more, so that a busy server notices a client that left before


async def pay_by_card(request: Request) -> Response:
    """Pay once for each key. Raises 400 without a key, 409 while it is in use, 422 for a key of another payment."""
    state: AppState = request.app.state.teahouse
    content = await read(request, JSON)
    key = key_of(request)
    if not key:
        raise Problem(400, "A payment needs an Idempotency-Key, so that a retry does not pay twice.")
    before = state.card_payments.get(key)
    if before:
        return repeated(before, content, state)
    coins = integer(json_object(content), "coins", 1, 100)
    state.require_room(state.card_payments)
    payment = CardPayment(
        state.next_number("card payments"), coins, sha256(content).digest(), state.clock.now() + SECONDS
    )
    state.card_payments[key] = payment
    payment.done = await card_company_answers(request)
    return paid(payment)


async def card_company_answers(request: Request) -> bool:
    """Wait for the card company. False where the client leaves first: the payment goes on without it."""
    state: AppState = request.app.state.teahouse
    left = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait((left,), timeout=state.clock.real(SECONDS))
        await asyncio.wait((left,), timeout=state.clock.real(NOTICE))
        return not left.done()
    finally:
        left.cancel()
        await asyncio.gather(left, return_exceptions=True)


def repeated(before: CardPayment, content: bytes, state: AppState) -> Response:
    """The answer to a request whose key is known."""
    if before.fingerprint != sha256(content).digest():
        raise Problem(422, "This Idempotency-Key belongs to another payment. A new payment needs a new key.")
    seconds = 0 if before.done else state.seconds_until(before.done_at)
    if seconds:
        raise Problem(409, "The first request with this key is still running.", {"Retry-After": str(seconds)})
    return paid(before)


def paid(payment: CardPayment) -> Response:
    """The answer to a payment, the same each time."""
    return json_reply(payment.as_json(), 201, {"Location": f"/till/card/{payment.number}"})


async def list_card_payments(request: Request) -> Response:
    """All payments that are done."""
    state: AppState = request.app.state.teahouse
    known = state.card_payments.values()
    return json_reply([each.as_json() for each in known if each.done or not state.seconds_until(each.done_at)])


routes = [
    Route("/till/card", list_card_payments),
    Route("/till/card", pay_by_card, methods=["POST"]),
]
