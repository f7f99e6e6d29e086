"""Images of questions in a class: served once by a name of their content, and never sent within a snapshot."""

import json
from io import BytesIO

import httpx2
import pytest
from PIL import Image

from statuslab.live_class.server import ClassServer
from statuslab.questions.loader import load_bank


@pytest.fixture
def questions(tmp_path):
    out = BytesIO()
    Image.new("RGB", (3, 2)).save(out, "PNG")
    (tmp_path / "tree.png").write_bytes(out.getvalue())
    text = (
        '- id: tree\n  ask: "![a tree](tree.png)"\n  hint: "**old**"\n  options: [{text: a, right: true}, {text: b}]\n'
    )
    (tmp_path / "mine.yaml").write_text(text)
    return load_bank(tmp_path / "mine.yaml").questions


def test_image_of_a_class_is_served_and_stays_out_of_snapshots(questions, tmp_path):
    server = ClassServer(questions, title="Trees", folder=tmp_path, port=0).start()
    try:
        server.host.open()
        snapshot = json.loads(json.dumps(server.host.snapshot()))
        ((name, _),) = questions[0].images
        assert snapshot["question"]["drawn"][questions[0].ask]["nodes"] == [
            ["img", {"src": f"images/{name}", "alt": "a tree"}, []]
        ]
        assert "base64" not in json.dumps(snapshot) and "old" not in json.dumps(snapshot["question"])
        found = httpx2.get(f"{server.join_url}/images/{name}")
        assert (found.status_code, found.headers["content-type"]) == (200, "image/png")
        assert "immutable" in found.headers["cache-control"]
        assert httpx2.get(f"{server.join_url}/images/tree.png").status_code == 404
    finally:
        server.stop()
