"""What the build of the site lays out: packages of Pyodide's full distribution, and archives that do not change."""

import hashlib

import pytest

import build


@pytest.fixture
def distribution(tmp_path):
    """A folder with the files of some packages, and the list that names them."""
    needs = {"pandas": ["numpy"], "matplotlib": ["numpy", "pillow"], "numpy": [], "pillow": [], "scipy": ["numpy"]}
    listed = {}
    for name, depends in needs.items():
        (tmp_path / f"{name}.whl").write_text(name)
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        listed[name] = {"name": name, "file_name": f"{name}.whl", "sha256": sha256, "depends": depends}
    return tmp_path, listed


def test_distribution_gives_what_tables_and_figures_need_and_no_more(distribution):
    assert set(build.from_distribution(*distribution)) == {"pandas", "matplotlib", "numpy", "pillow"}


@pytest.mark.parametrize("fault", ["missing", "another version"])
def test_distribution_that_does_not_fit_is_told_in_one_line(distribution, fault):
    folder, listed = distribution
    (folder / "numpy.whl").unlink() if fault == "missing" else (folder / "numpy.whl").write_text("2")
    with pytest.raises(SystemExit, match=r"^PYODIDE_DIST: .*numpy.whl is not what Pyodide [\d.]+ lists; unpack .*$"):
        build.from_distribution(folder, listed)


def test_log_page_runs_where_the_distribution_is_there(monkeypatch):
    monkeypatch.delenv("PYODIDE_DIST", raising=False)
    assert build.LOGS in build.only_to_read()
    monkeypatch.setenv("PYODIDE_DIST", "somewhere")
    assert build.LOGS not in build.only_to_read()


def test_archive_of_packages_has_the_same_bytes_each_time(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.py").write_text("a")
    before = build.packed(tmp_path)
    (tmp_path / "one" / "a.py").touch()
    assert build.packed(tmp_path) == before
