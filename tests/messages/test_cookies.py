"""Cookie and Set-Cookie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import together
from statuslab.messages.cookies import read_cookies, set_cookie_value


@together(
    ("value", "cookies"),
    [
        ("SID=31d4d96e407aad42; lang=en-US", {"SID": "31d4d96e407aad42", "lang": "en-US"}),  # RFC 6265 section 3.1
        ("", {}),
        ("; ;", {}),
        ("a=1;b=2;a=3", {"a": "3", "b": "2"}),
        ("a==b=", {"a": "=b="}),
        ("alone", {"": "alone"}),
        ('a="quoted"', {"a": "quoted"}),
        ('a="\\"', {"a": "\\"}),
        ('a="\\054\\"\\\\"', {"a": ',"\\'}),
        ('a="', {"a": '"'}),
    ],
)
def test_cookies_are_read(value, cookies):
    assert read_cookies(value) == cookies


@given(st.text(st.characters(max_codepoint=255)))
def test_value_that_is_set_is_read_again(value):
    field = set_cookie_value("tea", value, "Path=/")
    assert field.isprintable() or not value.isascii()
    assert read_cookies(field.removesuffix("; Path=/")) == {"tea": value}


@together("name", ["", "a b", "a=b", "a;b", "é", "a\r\n", "Path", "max-age"])
def test_invalid_name_is_refused(name):
    with pytest.raises(ValueError):
        set_cookie_value(name, "x")
