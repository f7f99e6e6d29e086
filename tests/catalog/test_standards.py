"""Standards that a text names: which places are links, and where they lead."""

from sampling import together
from statuslab.catalog.standards import citations, linked


def cited(text):
    """What is a link in a text, and where it leads at its host."""
    return [(text[place.start : place.end], place.url.rpartition("/")[2]) for place in citations(text)]


@together(
    ("text", "links"),
    [
        ("RFC 9110, front page", [("RFC 9110", "rfc9110")]),
        ("(RFC 9110 section 15.5.4).", [("RFC 9110 section 15.5.4", "rfc9110#section-15.5.4")]),
        ("RFC 4918 appendix F.3: how", [("RFC 4918 appendix F.3", "rfc4918#appendix-F.3")]),
        (
            "RFC 9110 sections 9.1, 15.3.4 and 15.5.1 allow",
            [("RFC 9110 sections 9.1", "rfc9110#section-9.1"), ("15.3.4", "rfc9110#section-15.3.4"),
             ("15.5.1", "rfc9110#section-15.5.1")],
        ),
        (
            "RFC 9110 sections 15.5.2 to 15.5.5: 401 to 404",
            [("RFC 9110 sections 15.5.2", "rfc9110#section-15.5.2"), ("15.5.5", "rfc9110#section-15.5.5")],
        ),
        (
            "RFC 9110 section 14, *Ranges*, and section 13.1.5.",
            [("RFC 9110 section 14", "rfc9110#section-14"), ("section 13.1.5", "rfc9110#section-13.1.5")],
        ),
        ("RFC 9110 section 4.2 and 404", [("RFC 9110 section 4.2", "rfc9110#section-4.2")]),
        ("draft-ietf-http-x section 2.6", [("draft-ietf-http-x section 2.6", "draft-ietf-http-x#section-2.6")]),
        ("a section 4 of nothing, and RFCs", []),
        ("- RFC 9110\n- section 4 of this item", [("RFC 9110", "rfc9110")]),
        ("RFC 9110.\n\nSection 4 of this paragraph", [("RFC 9110", "rfc9110")]),
        ("`RFC 9110`, and\n```\nRFC 9111\n```", []),
        ("[RFC 9110](https://www.rfc-editor.org/rfc/rfc9110) and section 3", [("section 3", "rfc9110#section-3")]),
    ],
)  # fmt: skip
def test_standards_in_a_text_are_found_with_their_sections(text, links):
    assert cited(text) == links


def test_linking_a_text_twice_changes_nothing_more():
    once = linked("- RFC 9110 sections 3 and 4, and `RFC 1`\n- RFC 9111 section 5.1, section 5.2\n")
    assert linked(once) == once
    assert once.count("](https://www.rfc-editor.org/rfc/rfc9110#section-") == 2
