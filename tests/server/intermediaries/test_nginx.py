"""How the port that behaves like nginx answers bad requests; tests/oracles compares it with a real nginx."""

import pytest

from statuslab.messages.http1 import BadMessage
from statuslab.server.intermediaries.nginx import page, reason, refuse, special


@pytest.mark.parametrize(("error_pages", "status"), [(False, 400), (True, 494)])
def test_nginx_internal_code_is_400_on_the_wire_unless_error_page_names_it(error_pages, status):
    answer = refuse(error_pages)(BadMessage(431, "too many fields", "RFC 6585 section 5"), "")
    assert answer == special(494, error_pages)
    assert (answer.status, answer.internal, answer.silent) == (status, 494, False)
    assert answer.content == page(status, "Request Header Or Cookie Too Large")


def test_nginx_closes_without_a_response_when_the_client_is_too_slow():
    answer = refuse(False)(BadMessage(408, "late", "RFC 9110 section 15.5.9"), "")
    assert (answer.status, answer.content, answer.silent) == (408, b"", True)


@pytest.mark.parametrize(
    ("status", "phrase"),
    [(413, "Request Entity Too Large"), (404, "Not Found"), (444, ""), (497, ""), (499, "")],
)
def test_nginx_reason_is_an_old_phrase_or_none_for_its_own_codes(status, phrase):
    assert reason(status) == phrase
