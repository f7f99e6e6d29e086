from sampling import together

MEASURES = '"http://teahouse.example/ext/measures"'


def test_305_says_that_it_is_canned(ask):
    reply = ask("GET /museum/use-proxy")
    assert (reply.status, reply.fields["location"]) == (305, "http://proxy.example:3128/")
    assert b"canned" in reply.content


def test_306_is_never_sent(ask):
    reply = ask("GET /museum/306")
    assert (reply.status, reply.content[:4]) == (200, b"306:")


@together(
    ("fields", "status", "holds"),
    [
        ([], 510, None),
        (["Man: "], 510, None),
        (['Man: "http://other.example/ext"; ns=16'], 510, None),
        ([f"Man: {MEASURES}"], 510, None),
        ([f"Man: {MEASURES}; ns=16"], 200, "250 g"),
        ([f"Man: {MEASURES}; ns=16", "16-System: imperial"], 200, "8.8 oz"),
        ([f"Man: {MEASURES} ;ns=23", "23-System: imperial"], 200, "8.8 oz"),
        ([f"Man: {MEASURES}; ns=16", "17-System: imperial"], 200, "250 g"),
    ],
)
def test_mandatory_request_needs_a_known_extension(ask, fields, status, holds):
    reply = ask("M-GET /museum/caddy", *fields)
    assert (reply.status, reply.json.get("holds")) == (status, holds)
    assert (reply.fields.get("ext"), "ext" in reply.fields) == (("", True) if status == 200 else (None, False))
    assert reply.fields.get("cache-control") == ('no-cache="Ext"' if status == 200 else None)


def test_plain_get_ignores_extensions(ask):
    reply = ask("GET /museum/caddy", f"Man: {MEASURES}; ns=16", "16-System: imperial")
    assert (reply.status, reply.json["holds"]) == (200, "250 g")
