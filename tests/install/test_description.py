"""What an index of packages shows of the course: every link of the description leads somewhere."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "https://code.example/tea/statuslab"
LINKS = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def build():
    """hatch_build.py, which the build runs."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def described(build, monkeypatch, address):
    """The metadata that the build hook writes for this address."""
    monkeypatch.setenv("STATUSLAB_REPOSITORY", address)
    metadata = {"version": "1.2.3"}
    build.Description(str(ROOT), {"repository": ""}).update(metadata)
    return metadata


def test_links_of_the_description_are_whole_and_lead_to_the_files_of_the_release(build, monkeypatch):
    metadata = described(build, monkeypatch, ADDRESS)
    links = LINKS.findall(metadata["readme"]["text"])
    assert len(links) == len(LINKS.findall(README))
    own = [link for link in links if link.startswith(ADDRESS)]
    assert [link for link in links if not link.startswith("https://")] == []
    assert f"{ADDRESS}/raw/v1.2.3/.github/lesson.png" in own
    paths = [re.sub(r"^.*?/(raw|blob)/v1\.2\.3/", "", link).partition("#")[0] for link in own]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert all(url.startswith(f"{ADDRESS}") for url in metadata["urls"].values())


def test_description_without_an_address_keeps_its_words_and_has_no_dead_link(build, monkeypatch):
    metadata = described(build, monkeypatch, "")
    text = metadata["readme"]["text"]
    assert [link for link in LINKS.findall(text) if not link.startswith("https://")] == []
    assert "`0_start_here`" in text
    assert "![" not in text
    assert metadata["urls"] == {}


@pytest.mark.parametrize("address", ["tea/statuslab", "https://code.example", "https://code.example/a b"])
def test_address_that_is_none_is_refused(build, monkeypatch, address):
    with pytest.raises(ValueError, match="expected one such as"):
        described(build, monkeypatch, address)


def test_changelog_begins_with_the_version_of_the_project():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert newest == version
