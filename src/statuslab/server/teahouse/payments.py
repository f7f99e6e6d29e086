"""Payments: content that must be paid for (402), a length that must be known (411), early data (425)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statuslab.server.teahouse.parsing import JSON, integer, json_object, read
from statuslab.server.teahouse.replies import Problem, json_reply
from statuslab.server.teahouse.state import AppState

PRICE = 2  # coins
NO_STORE = {"Cache-Control": "no-store"}


async def read_fortune(request: Request) -> Response:
    """Content for paying clients. HTTP leaves open how to pay for a 402; Teahouse-Receipt is this app's own way."""
    state: AppState = request.app.state.teahouse
    if request.headers.get("teahouse-receipt") not in state.receipts:
        detail = "Tea leaves are read for two coins. The way to pay is a custom of this house, not of HTTP."
        way = {"price": PRICE, "pay": "POST /till/coins", "then_send": "Teahouse-Receipt"}
        raise Problem(402, detail, NO_STORE, **way)  # RFC 9110 section 15.5.3
    return json_reply({"fortune": "You will be asked for a second cup. Say yes."}, headers=NO_STORE)


async def pay_fortune(request: Request) -> Response:
    """Pay, and get a receipt."""
    state: AppState = request.app.state.teahouse
    coins = integer(json_object(await read(request, JSON)), "coins", PRICE, 100)
    state.require_room(state.receipts)
    receipt = f"receipt-{state.next_number('receipts')}"  # guessable, as this is a lab; a real receipt would be signed
    state.receipts.add(receipt)
    state.cash += coins
    return json_reply({"paid": coins, "receipt": receipt}, headers=NO_STORE)


async def deposit(request: Request) -> Response:
    """Deposit coins. The length must be known before the content is read (RFC 9110 section 15.5.12)."""
    state: AppState = request.app.state.teahouse
    if "content-length" not in request.headers:
        raise Problem(411, "Say how much is coming: send Content-Length. A bag without its weight stays shut.")
    coins = integer(json_object(await read(request, JSON)), "coins", 1, 100)
    state.cash += coins
    return json_reply({"counted": coins, "in_the_till": state.cash}, headers=NO_STORE)


async def pay(request: Request) -> Response:
    """Pay. Early data is refused: an attacker can replay it, and a payment must not be made twice."""
    state: AppState = request.app.state.teahouse
    if request.headers.get("early-data") == "1":  # RFC 8470 sections 5.1 and 5.2
        raise Problem(425, "This came in early data and may be a replay. Send it again once the handshake is done.")
    coins = integer(json_object(await read(request, JSON)), "coins", 1, 100)
    state.cash += coins
    return json_reply({"paid": coins, "in_the_till": state.cash}, headers=NO_STORE)


routes = [
    Route("/till/fortune", read_fortune),
    Route("/till/coins", pay_fortune, methods=["POST"]),
    Route("/till/deposit", deposit, methods=["POST"]),
    Route("/till/pay", pay, methods=["POST"]),
]
