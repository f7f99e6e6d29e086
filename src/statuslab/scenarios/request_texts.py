"""Pieces of request text that the scenes, solutions and near misses of several codes share."""

from __future__ import annotations

JSON = "Content-Type: application/json"
ORDER = f'{JSON}\n\n{{"tea": 7, "cups": 2}}'
TEA = f'{JSON}\n\n{{"name": "Assam", "minutes": 5}}'

WAITER = "Authorization: Basic d2FpdGVyOm9vbG9uZw=="  # waiter:oolong
CHEF = "Authorization: Basic Y2hlZjphc3NhbQ=="  # chef:assam

# Access tokens of the staff API, as a fresh Teahouse has them. The first has expired.
OLD_TOKEN = "Authorization: Bearer waiter-yesterday"
WAITER_TOKEN = "Authorization: Bearer waiter-today"
CHEF_TOKEN = "Authorization: Bearer chef-today"
TILL_TOKEN = "Authorization: Bearer till-today"  # issued for another service
GET_TOKEN = "POST /staff/token\nContent-Type: application/x-www-form-urlencoded"
LOG_IN = "POST /staff/login\nContent-Type: application/x-www-form-urlencoded"

PAYMENT = f'POST /pay/card\nIdempotency-Key: "pay-1"\n{JSON}\n\n{{"coins": 4}}'  # through the gateway
EVENT = (  # of the supplier, signed
    "POST /hooks/supplier\nWebhook-Id: evt-7\nWebhook-Signature: v1,P1mXpG+guMNR/DOUoBFxeQtLfXKVdTNd5edES4RWTzs=\n"
    f'{JSON}\n\n{{"type": "delivery.arrived"}}'
)
BATCH = f'POST /orders/batch\n{JSON}\n\n{{"orders": [{{"tea": 7, "cups": 2}}, {{"tea": 99, "cups": 2}}]}}'
QUERY = f'POST /graphql\n{JSON}\n\n{{"query": "{{ first: tea(id: 7) {{ name }} second: tea(id: 99) {{ name }} }}"}}'

SMALL_PHOTO = "PUT /photos/shop.jpg\nContent-Type: image/jpeg\nExpect: 100-continue\n\n|_|)"
LARGE_PHOTO = "PUT /photos/shop.jpg\nContent-Type: image/jpeg\nContent-Length: 5000000\nExpect: 100-continue"
LARGE_COOKIE = "Cookie: seen=" + "x" * 40_000
