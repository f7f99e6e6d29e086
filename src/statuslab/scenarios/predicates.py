"""Conditions on an exchange that the challenges of several codes share."""

from __future__ import annotations

from statuslab.scenarios.judging import Case

CONDITIONS = ("If-Match", "If-None-Match", "If-Unmodified-Since", "If", "Overwrite")


def has_condition(case: Case) -> bool:
    """Whether the request makes its change depend on a condition."""
    return any(case.request_header(name) for name in CONDITIONS)


def order_was_placed(case: Case) -> bool:
    """Whether the Teahouse took an order."""
    return case.path == "/orders" and case.status == 201
