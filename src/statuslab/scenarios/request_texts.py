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

SMALL_PHOTO = "PUT /photos/shop.jpg\nContent-Type: image/jpeg\nExpect: 100-continue\n\n|_|)"
LARGE_PHOTO = "PUT /photos/shop.jpg\nContent-Type: image/jpeg\nContent-Length: 5000000\nExpect: 100-continue"
LARGE_COOKIE = "Cookie: seen=" + "x" * 40_000
