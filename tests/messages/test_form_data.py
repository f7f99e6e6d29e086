"""Forms: multipart/form-data and urlencoded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import together
from statuslab.messages.form_data import MalformedForm, Part, TooManyParts, decoded, read_form_data, read_urlencoded


def form(*parts, end=b"--bd--\r\n"):
    return b"".join(b"--bd\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + end


def named(name, more=""):
    return f'Content-Disposition: form-data; name="{name}"{more}'.encode()


def texts(content):
    return {part.name: part.text() for part in read_form_data(content, "bd")}


def test_parts_are_read_with_names_types_and_content():
    content = form(
        (named("tea"), b"assam"), (named("f", '; filename="a.txt"') + b"\r\nContent-Type: Text/Plain", b"\r\n")
    )
    assert read_form_data(content, "bd") == [
        Part("tea", None, None, "utf-8", b"assam"),
        Part("f", "a.txt", "text/plain", "utf-8", b"\r\n"),
    ]


@together(
    ("charset", "content"),
    [
        ("ISO-8859-1", b"th\xe9"),
        ("windows-1252", b"th\xe9"),
        ('"latin1"', b"th\xe9"),
        ("UTF-8", b"th\xc3\xa9"),
        ("UTF-16", b"\xfe\xff\0t\0h\0\xe9"),
        ("UTF-16", b"\xff\xfet\0h\0\xe9\0"),
        ("UTF-16", b"\0t\0h\0\xe9"),  # big-endian without a byte order mark: RFC 2781 section 4.3
        ("utf-16le", b"t\0h\0\xe9\0"),
        ("macintosh", b"th\x8e"),
        ("ibm850", b"th\x82"),
    ],
)
def test_text_of_a_part_is_in_its_charset(charset, content):
    head = named("tea") + f"\r\nContent-Type: text/plain; charset={charset}".encode()
    assert texts(form((head, content))) == {"tea": "thé"}


@pytest.mark.parametrize("charset", ["no-such-charset", "punycode", "idna", "zlib", "utf-7", "x" * 5000, "../os"])
def test_unknown_charset_is_read_as_utf_8(charset):
    assert decoded(b"th\xc3\xa9 \xff", charset) == "thé \ufffd"


def test_part_named_charset_gives_the_charset_of_names_and_texts():
    own = named("b") + b"\r\nContent-Type: text/plain; charset=utf-8"
    content = form(
        (named("_charset_"), b"iso-8859-1"),
        (b'Content-Disposition: form-data; name="th\xe9"', b"\xe9"),
        (own, b"\xc3\xa9"),
    )
    assert texts(content) == {"_charset_": "iso-8859-1", "thé": "é", "b": "é"}


@together(
    ("written", "name"),
    [  # HTML, "multipart/form-data encoding algorithm": a browser escapes these three, and no backslash
        ("a%22b", 'a"b'),
        ("a%0D%0Ab", "a\r\nb"),
        ("a%25b", "a%25b"),
        ("C:\\a", "C:\\a"),
        # quoted-string, as clients in Java and older ones of curl write it
        ('a\\"b', 'a"b'),
        ("a\\\\b", "a\\b"),
        ("a;b", "a;b"),
        ("", ""),
    ],
)
def test_name_is_read_as_browsers_and_others_write_it(written, name):
    assert list(texts(form((named(written), b"x")))) == [name]


@together(
    ("more", "filename"),
    [
        ("", None),
        ('; filename=""', ""),
        ("; filename=a.txt", "a.txt"),
        ('; filename="th\xc3\xa9.txt"', "thé.txt"),
        ("; filename*=UTF-8''th%C3%A9.txt", "thé.txt"),
        ("; filename*=UTF-8''th%C3%A9.txt; filename=\"the.txt\"", "thé.txt"),
        ("; filename*=utf-8''%ff", ""),
        ('; filename*=a; filename*0=b; filename*1*="c', ""),
        ("; filename*0=a", None),
    ],
)
def test_file_name_is_read_in_each_form(more, filename):
    head = b'Content-Disposition: form-data; name="f"' + more.encode("latin-1")
    (part,) = read_form_data(form((head, b"x")), "bd")
    assert (part.name, part.filename, part.content) == ("f", filename, b"x")


@pytest.mark.parametrize("digits", [1, 18, 5000])
def test_numbered_parameter_is_none_of_a_form(digits):
    head = b"Content-Disposition: form-data; name*" + b"9" * digits + b"=x"
    assert texts(form((head, b"x"))) == {"": "x"}


def test_folded_head_is_read():
    assert texts(form((b'Content-Disposition: form-data;\r\n name="a"', b"x"))) == {"a": "x"}


@together(
    ("content", "found"),
    [
        (b"", {}),
        (b"--bd--", {}),
        (b"--bd--\r\n", {}),
        (b"preamble\r\n--bd--\r\nepilogue", {}),
        (b"preamble\r\n" + form((named("a"), b"x")) + b"epilogue\r\n--bd\r\n", {"a": "x"}),
        (b"--bd \t\r\n" + named("a") + b"\r\n\r\nx\r\n--bd-- \t", {"a": "x"}),
        (form((named("a"), b"")), {"a": ""}),
        (b"--bd\r\n" + named("a") + b"\r\n\r\n--bd--", {"a": ""}),
        (form((named("a"), b"x--bd\r\n--bdx\r\n--b")), {"a": "x--bd\r\n--bdx\r\n--b"}),
        (form((named("a"), b"\r\n--bd x")), {"a": "\r\n--bd x"}),
        (b"--bd\r\n\r\nx\r\n--bd--", {"": "x"}),
    ],
)
def test_parts_are_between_delimiters(content, found):
    assert texts(content) == found


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (form((named("a"), b"x"), end=b""), "ends without its last line, --bd--"),
        (form((named("a"), b"x"), end=b"--bd"), "ends without its last line, --bd--"),
        (form((named("a"), b"x")).replace(b"\r\n", b"\n"), "CRLF"),
        (b"tea=assam", "no line --bd"),
        (b"--bd\r\nno blank line\r\n--bd--\r\n", "no blank line"),
        (b"--bd\r\n--bd--", "no blank line"),
        (form((b"X: " + b"a" * 9000, b"x")), "no blank line"),
    ],
)
def test_malformed_form_is_refused_with_the_reason(content, told):
    with pytest.raises(MalformedForm, match=told) as error:
        read_form_data(content, "bd")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("boundary", ["", "b" * 71])
def test_boundary_is_of_1_to_70_characters(boundary):
    assert read_form_data(f"--{'b' * 70}--".encode(), "b" * 70) == []
    with pytest.raises(MalformedForm, match="boundary"):
        read_form_data(b"", boundary)


def test_form_of_too_many_parts_is_refused():
    assert len(read_form_data(form(*[(b"", b"")] * 1000), "bd")) == 1000
    with pytest.raises(TooManyParts):
        read_form_data(form(*[(b"", b"")] * 1001), "bd")


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_characters='\r\n"\\%')), st.binary())))
def test_parts_come_back_as_they_were_written(parts):
    content = form(*[(named(name), body) for name, body in parts])
    if not any(b"--bd" in body for _, body in parts):
        assert [(part.name, part.content) for part in read_form_data(content, "bd")] == parts


@pytest.mark.parametrize(
    ("content", "charset", "pairs"),
    [
        (
            b"a=1&b=%C3%A9&a=+&c&=d&&e=f=g",
            None,
            [("a", "1"), ("b", "é"), ("a", " "), ("c", ""), ("", "d"), ("e", "f=g")],
        ),
        (b"a=%zz%4", None, [("a", "%zz%4")]),
        (b"a=%ff", None, [("a", "\ufffd")]),
        (b"tea=th%E9", "ISO-8859-1", [("tea", "thé")]),
        (b"tea=th%E9&_charset_=windows-1252", None, [("tea", "thé"), ("_charset_", "windows-1252")]),
    ],
)
def test_fields_of_a_urlencoded_form_are_read(content, charset, pairs):
    assert read_urlencoded(content, charset) == pairs


def test_urlencoded_form_of_too_many_fields_is_refused():
    assert len(read_urlencoded(b"&".join([b"a"] * 1000))) == 1000
    with pytest.raises(TooManyParts):
        read_urlencoded(b"&" * 1000)
