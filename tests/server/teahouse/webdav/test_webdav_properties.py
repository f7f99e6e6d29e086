"""PROPFIND and PROPPATCH."""

import pytest

from statuslab.server.teahouse.webdav import read

XML = "Content-Type: application/xml"
LABEL = "/cellar/racks/west/assam.txt"
LIVE = {
    "creationdate",
    "getcontentlength",
    "getcontenttype",
    "getetag",
    "getlastmodified",
    "lockdiscovery",
    "resourcetype",
    "supportedlock",
}


def test_allprop_gives_the_live_properties_of_rfc_4918(find):
    assert set(find(LABEL).properties[LABEL]) == LIVE
    assert set(find("/cellar/racks/west/").properties["/cellar/racks/west/"]) == LIVE | {"displayname"}


def test_live_properties_agree_with_the_fields_of_a_get(ask, find):
    ask(f"PUT {LABEL}", "Content-Type: text/x-label", "Content-Language: en-US", content="<&>")
    for path in (LABEL, "/cellar/racks/"):
        fields = ask(f"GET {path}").fields
        found = find(path, "getcontenttype", "getcontentlength", "getetag", "getlastmodified").properties[path]
        for name in ("content-type", "content-length", "etag", "last-modified"):
            assert found["get" + name.replace("-", "")][1].text == fields[name]
    assert find(LABEL, "getcontentlanguage").properties[LABEL]["getcontentlanguage"][1].text == "en-US"


def test_resourcetype_is_collection_only_for_collections(find):
    assert len(find(LABEL, "resourcetype").properties[LABEL]["resourcetype"][1]) == 0
    (kind,) = find("/cellar/", "resourcetype").properties["/cellar/"]["resourcetype"][1]
    assert kind.tag == "{DAV:}collection"


def test_missing_properties_are_404_beside_the_others(find):
    assert find(LABEL, "getetag", "displayname").statuses(LABEL) == {"getetag": 200, "displayname": 404}


@pytest.mark.parametrize(
    ("depth", "paths"),
    [
        ("0", ["/cellar/harvest/"]),
        ("1", ["/cellar/harvest/", *(f"/cellar/harvest/{season}/" for season in ("autumn", "spring", "summer"))]),
    ],
)
def test_depth_limits_a_propfind(find, depth, paths):
    assert list(find("/cellar/harvest/", "getetag", depth=depth).properties) == paths


def test_propfind_without_depth_and_content_gives_all_properties_of_all_resources(ask):
    assert len(ask("PROPFIND /cellar/harvest/").properties) == 16
    assert ask("PROPFIND /cellar/harvest/", "Depth: 2").status == 400


def test_collection_requested_without_slash_is_listed_with_it(ask):
    reply = ask("PROPFIND /cellar/archive", "Depth: 0")
    assert (list(reply.properties), reply.fields["content-location"]) == (["/cellar/archive/"], "/cellar/archive/")


def test_propname_gives_names_without_values(ask):
    reply = ask(f"PROPFIND {LABEL}", "Depth: 0", XML, content='<propfind xmlns="DAV:"><propname/></propfind>')
    found = reply.properties[LABEL]
    assert set(found) >= LIVE
    assert all(element.text is None and not len(element) for _, element in found.values())


def test_include_adds_to_allprop(ask):
    body = '<propfind xmlns="DAV:"><allprop/><include><resource-id/></include></propfind>'
    reply = ask(f"PROPFIND {LABEL}", "Depth: 0", XML, content=body)
    assert set(reply.properties[LABEL]) == LIVE | {"resource-id"}


def test_quota_and_ids_are_given_on_request(find):
    (quota,) = find("/cellar/", "quota-available-bytes", "quota-used-bytes", "resource-id").properties.values()
    assert sum(int(quota[name][1].text) for name in ("quota-available-bytes", "quota-used-bytes")) == 100_000
    assert quota["resource-id"][1][0].text.startswith("urn:uuid:")
    assert find(LABEL, "quota-used-bytes").statuses(LABEL) == {"quota-used-bytes": 404}


BODIES = [
    ("<foo>", 400),
    ('<propfind xmlns="DAV:"><prop><x:a xmlns:x=""/></prop></propfind>', 400),
    ('<propfind xmlns="DAV:"><prop><x:a/></prop></propfind>', 400),
    ('<propfind xmlns="DAV:"><prop><a x:b="1"/></prop></propfind>', 400),
    ('<propfind xmlns="DAV:"><prop>&nope;</prop></propfind>', 400),
    ('<propfind xmlns="DAV:"><x:y:z xmlns:x="urn:x"/></propfind>', 400),
    ('<propfind xmlns="DAV:"><x: xmlns:x="urn:x"/></propfind>', 400),
    ('<propfind xmlns="DAV:"><a xmlns:xml="urn:x"/></propfind>', 400),
    ('<propfind xmlns="DAV:"><a xmlns:xmlns="urn:x"/></propfind>', 400),
    ("\x00", 400),
    ("<a>" * 40 + "</a>" * 40, 400),
    ("<a>" + "<b/>" * 2001 + "</a>", 400),
    ('<!DOCTYPE p [<!ENTITY e "x">]><propfind xmlns="DAV:"><allprop/></propfind>', 403),
    ('<!DOCTYPE p SYSTEM "file:///etc/passwd"><propfind xmlns="DAV:"><allprop/></propfind>', 403),
    ("<propfind><allprop/></propfind>", 422),
    ('<propfind xmlns="DAV:"/>', 422),
    ('<propfind xmlns="DAV:"><prop/><allprop/></propfind>', 422),
    ('<propfind xmlns="DAV:"><what/><allprop/></propfind>', 207),
    ('<propfind xmlns="DAV:"><!-- what --><?what ?><allprop/></propfind>', 207),
    ('<?xml version="1.0" encoding="iso-8859-1"?><propfind xmlns="DAV:"><allprop/></propfind>', 207),
    ("<a>" + "x" * 64_000 + "</a>", 413),
]


@pytest.mark.parametrize(("body", "status"), BODIES, ids=[body[:50] for body, _ in BODIES])
def test_propfind_content_has_this_status(ask, body, status):
    reply = ask("PROPFIND /cellar/", "Depth: 0", XML, content=body)
    assert reply.status == status
    assert (status == 403) == (b"no-external-entities" in reply.content)


@pytest.mark.parametrize(
    ("media_type", "status"),
    [("text/xml", 207), ('application/xml; charset="utf-16"', 400), ("application/json", 415)],
)
def test_content_of_another_media_type_than_xml_is_415(ask, media_type, status):
    body = '<propfind xmlns="DAV:"><allprop/></propfind>'
    assert ask("PROPFIND /cellar/", "Depth: 0", f"Content-Type: {media_type}", content=body).status == status


@pytest.mark.parametrize(("limit", "value"), [("MOST", 15), ("LONGEST", 9_000)])
def test_too_long_listing_is_403(ask, monkeypatch, limit, value):
    monkeypatch.setattr(read, limit, value)
    reply = ask("PROPFIND /cellar/harvest/")
    assert (reply.status, reply.condition) == (403, ("propfind-finite-depth", []))


SET = "<D:set><D:prop>{}</D:prop></D:set>"
REMOVE = "<D:remove><D:prop>{}</D:prop></D:remove>"


@pytest.mark.parametrize(
    "element",
    [
        "<z:a>x &lt;&amp;&gt; y</z:a>",
        '<z:a xml:lang="fr">à</z:a>',
        '<z:a b="1" z:c="&quot;&#9;&#10;&#13;&lt;"/>',
        "<z:a>  two\n\tlines&#13; </z:a>",
        '<z:a>mixed <b xmlns="urn:b">with <z:c/> tail</b> text</z:a>',
        '<a xmlns="">no namespace</a>',
        '<p:a xmlns:p="urn:p" xmlns:q="urn:q" type="q:name"/>',
        "<D:displayname>Ä</D:displayname>",
        '<z:a xmlns:D="urn:other"><D:b/></z:a>',
        "<z:a>&#65536;</z:a>",
        "<xml:a>odd</xml:a>",
    ],
)
def test_dead_property_is_returned_as_it_was_set(ask, update, element):
    assert update(LABEL, SET.format(element)).status == 207
    reply = ask(f"PROPFIND {LABEL}", "Depth: 0")
    name = next(iter(set(reply.properties[LABEL]) - LIVE))
    _, found = reply.properties[LABEL][name]
    assert canonical(found) == canonical(parsed(element))
    assert element.partition(" ")[0].partition(">")[0].encode() in reply.content  # the prefix is kept too


def parsed(element):
    import xml.etree.ElementTree as ET

    (child,) = ET.fromstring(f'<D:x xmlns:D="DAV:" xmlns:z="urn:z">{element}</D:x>')
    return child


def canonical(element):
    return element.tag, element.attrib, element.text or "", [(canonical(child), child.tail or "") for child in element]


def test_inherited_xml_lang_is_stored_with_a_property(ask, update):
    update(LABEL, '<D:set><D:prop xml:lang="fr"><z:a>thé</z:a></D:prop></D:set>')
    assert b'xml:lang="fr"' in ask(f"PROPFIND {LABEL}", "Depth: 0").content


def test_property_changes_are_made_in_order(find, update):
    title = "<D:displayname>{}</D:displayname>"
    update(LABEL, REMOVE.format(title.format("")) + SET.format(title.format(1)) + SET.format(title.format(2)))
    assert find(LABEL, "displayname").properties[LABEL]["displayname"][1].text == "2"
    reply = update(LABEL, SET.format(title.format(3)) + REMOVE.format("<D:displayname/>"))
    assert reply.statuses(LABEL) == {"displayname": 200}
    assert find(LABEL, "displayname").statuses(LABEL) == {"displayname": 404}
    assert update(LABEL, REMOVE.format("<D:displayname/>")).statuses(LABEL) == {"displayname": 200}


@pytest.mark.parametrize("name", sorted(LIVE | {"resource-id", "parent-set", "quota-used-bytes"}))
def test_protected_property_is_403_and_the_others_424(find, update, name):
    before = find(LABEL).content
    reply = update(LABEL, SET.format("<z:author>you</z:author>") + SET.format(f"<D:{name}>mine</D:{name}>"))
    assert reply.status == 207
    assert reply.statuses(LABEL) == {"{urn:z}author": 424, name: 403}
    assert b"<D:error><D:cannot-modify-protected-property/></D:error>" in reply.content
    assert find(LABEL).content == before


def test_failed_property_named_twice_keeps_its_failure(update):
    bad = SET.format("<D:getcontentlanguage>not a language!</D:getcontentlanguage>")
    assert update(LABEL, bad + REMOVE.format("<D:getcontentlanguage/>")).statuses(LABEL) == {"getcontentlanguage": 409}


def test_failed_condition_changes_no_properties(find, update):
    reply = update(LABEL, SET.format("<D:displayname>x</D:displayname>"), 'If-Match: "other"')
    assert (reply.status, find(LABEL, "displayname").statuses(LABEL)) == (412, {"displayname": 404})


def test_language_can_be_set_and_is_sent_by_get(ask, update):
    update(LABEL, SET.format("<D:getcontentlanguage>de, en-GB</D:getcontentlanguage>"))
    assert ask(f"GET {LABEL}").fields["content-language"] == "de, en-GB"
    update(LABEL, REMOVE.format("<D:getcontentlanguage/>"))
    assert "content-language" not in ask(f"GET {LABEL}").fields


def test_property_change_keeps_etag_and_date(ask, clock, update):
    before = ask(f"HEAD {LABEL}").fields
    clock.time += 60
    update(LABEL, SET.format("<z:a>1</z:a>"))
    assert ask(f"HEAD {LABEL}").fields == before


def test_properties_count_against_the_quota_and_are_limited(find, update):
    long = "x" * 16_000
    assert update(LABEL, SET.format(f"<z:a>{long}</z:a>")).statuses(LABEL) == {"{urn:z}a": 507}
    fits = "x" * 15_000
    assert update(LABEL, SET.format(f"<z:a>{fits}</z:a>")).statuses(LABEL) == {"{urn:z}a": 200}
    both = "".join(SET.format(f"<z:{name}>{fits}</z:{name}>") for name in "bc")
    assert set(update(LABEL, both).statuses(LABEL).values()) == {507}
    many = "".join(SET.format(f"<z:p{number}/>") for number in range(70))
    assert set(update("/cellar/archive/", many).statuses("/cellar/archive/").values()) == {507}
    assert find("/cellar/archive/").statuses("/cellar/archive/").keys() == LIVE | {"displayname"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ('<propfind xmlns="DAV:"/>', 422),
        ('<propertyupdate xmlns="DAV:"/>', 422),
        ('<propertyupdate xmlns="DAV:"><set/></propertyupdate>', 422),
    ],
)
def test_proppatch_without_a_change_is_422(ask, body, status):
    assert ask(f"PROPPATCH {LABEL}", XML, content=body).status == status
