from starlette.responses import Response

from sampling import together
from statuslab.server.json_content import REMEMBERED, JsonContent, _encoded

FIELDS = [
    None,
    {},
    {"ETag": '"v1"', "Cache-Control": "max-age=60"},
    {"Content-Type": "application/other", "Content-Length": "7"},
]


@together("status", [200, 201, 204, 304, 404])
@together("headers", FIELDS)
@together("media_type", ["application/json", "text/plain"])
def test_json_content_has_the_fields_of_starlettes_own_response(status, headers, media_type):
    expected = Response(b"[1, 2]", status, headers, media_type)
    for _ in range(2):  # the second time as remembered
        response = JsonContent(b"[1, 2]", status, headers, media_type)
        assert response.raw_headers == expected.raw_headers
        assert response.body == expected.body
        response.headers["X-Added"] = "to this response alone"


def test_json_content_remembers_a_bounded_number_of_fields():
    for number in range(REMEMBERED + 20):
        JsonContent(b"{}", headers={"Location": f"/{number}"})
    assert _encoded.cache_info().currsize == REMEMBERED
