import pytest

from sampling import together
from statuslab.server.teahouse.display import FIELDS, OUTAGE
from statuslab.server.teahouse.texts import DISPLAY

TEXT = "Content-Type: text/plain"


def test_each_page_has_a_text_and_fields():
    assert set(FIELDS) == set(DISPLAY)


@together("name", FIELDS)
def test_page_has_validators_and_its_own_cache_control(ask, name):
    reply = ask(f"GET /display/{name}")
    assert (reply.status, reply.content, reply.fields["etag"]) == (200, DISPLAY[name], '"v1"')
    assert reply.fields.get("cache-control") == FIELDS[name].get("Cache-Control")
    assert ask(f"GET /display/{name}", 'If-None-Match: "v1"').status == 304


@pytest.mark.parametrize(("tag", "status"), [('"v1"', 204), ('W/"v1"', 412), ('"v0"', 412)])
def test_page_is_changed_with_a_strong_tag_only(ask, tag, status):
    assert ask("PUT /display/story", TEXT, f"If-Match: {tag}", content="short").status == status


def test_page_with_another_name_is_not_there(ask):
    assert ask("GET /display/nothing").status == 404


@together("page", ["greeting", "welcome"])
@together(("wanted", "language"), [("de", "de"), ("en", "en"), ("fr", "en"), ("", "en")])
def test_greeting_is_in_the_language_of_the_client(ask, page, wanted, language):
    reply = ask(f"GET /display/{page}", f"Accept-Language: {wanted}")
    assert (reply.status, reply.fields["content-language"], "vary" in reply.fields) == (
        200,
        language,
        page == "greeting",
    )


@pytest.mark.parametrize(("cookie", "is_bill"), [("table=4", True), ("table=5", False), ("", False)])
def test_bill_is_that_of_the_table_in_the_cookie(ask, cookie, is_bill):
    assert (b"Table 4" in ask("GET /display/bill", f"Cookie: {cookie}").content) == is_bill


def test_maintenance_lasts_a_minute(ask, clock):
    ask("POST /display/maintenance")
    assert ask("GET /display/today").status == ask("GET /display/bill").status == 503
    clock.time += OUTAGE
    assert ask("GET /display/today").status == 200


def test_maintenance_can_be_ended(ask):
    ask("POST /display/maintenance")
    ask("DELETE /display/maintenance")
    assert ask("GET /display/today").status == 200
