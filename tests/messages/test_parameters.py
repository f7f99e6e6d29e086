"""Parameters of field values."""

import pytest

from sampling import together
from statuslab.messages.parameters import extended_value, media_type_of, raw_parameters, unquoted


@together(
    ("value", "media_type", "parameters"),
    [  # RFC 9110 section 8.3.1 gives the first four as equal
        ("text/html;charset=utf-8", "text/html", {"charset": "utf-8"}),
        ('Text/HTML;Charset="utf-8"', "text/html", {"charset": "utf-8"}),
        ('text/html; charset="utf-8"', "text/html", {"charset": "utf-8"}),
        ("text/html;charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ("text/html", "text/html", {}),
        ("", "", {}),
        (" text/html ; charset=utf-8 ", "text/html", {"charset": "utf-8"}),
        ('a/b; x="a;b"; y="q\\"q\\\\"', "a/b", {"x": "a;b", "y": 'q"q\\'}),
        ("a/b; x=1; x=2", "a/b", {"x": "1"}),
        ("a/b; nonsense; =; x=1;;", "a/b", {"x": "1"}),
        ('a/b; x="unfinished', "a/b", {"x": "unfinished"}),
        ('a/b; x="', "a/b", {"x": ""}),
        ('multipart/form-data; boundary="a b"', "multipart/form-data", {"boundary": "a b"}),
    ],
)
def test_media_type_and_its_parameters_are_read(value, media_type, parameters):
    assert media_type_of(value) == (media_type, parameters)


def test_quote_after_a_raw_backslash_ends_the_value():
    assert raw_parameters('name="a\\"; x=1') == {"name": '"a\\"', "x": "1"}


def test_parameters_of_credentials_are_separated_by_commas():
    text = 'username="Mufasa", realm="a, b",nc=00000001, opaque=""'
    found = {name: unquoted(raw) for name, raw in raw_parameters(text, ",").items()}
    assert found == {"username": "Mufasa", "realm": "a, b", "nc": "00000001", "opaque": ""}


@pytest.mark.parametrize(
    ("value", "text"),
    [  # the first two are the examples of RFC 8187 section 3.2.3
        ("UTF-8''%c2%a3%20and%20%e2%82%ac%20rates", "£ and € rates"),
        ("iso-8859-1'en'%A3%20rates", "£ rates"),
        ("UTF-8''%ff", None),
        ("utf-7''a", None),
        ("a", None),
        ("utf-8'a", None),
        ("", None),
    ],
)
def test_extended_value_is_read(value, text):
    assert extended_value(value) == text
