"""The site where something is wrong: one clear line in place of a blank page, and no answer lost that could be kept."""

import functools
import hashlib
import http.server
import shutil
import threading
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from os import link

import pytest
import sites
from test_site import ATTEMPTS, EXECUTE, LONG, wait_for_kernel

import build
from statuslab import progress_file, progress_from, quiz
from statuslab.learning.history import Attempt
from statuslab.notebook.progress_files import FILE
from statuslab.notebook.stored_progress import store
from statuslab.storage.browser_drive import FULL, NO_DRIVE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE = "run/notebooks/index.html?path=0_start_here.ipynb"
FRAMED = "Inside another page the course cannot store anything here, and may not run."
WWW = sites.BUILT.parent / "www"


class Told(sites.Quiet):
    """A server that lets everything be cached for an hour, and sends scripts as `scripts`."""

    scripts = None

    def end_headers(self):
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def guess_type(self, path):
        return self.scripts if self.scripts and str(path).endswith("js") else super().guess_type(path)


@contextmanager
def served(folder, scripts=None):
    handler = functools.partial(type("Told", (Told,), {"scripts": scripts}), directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(LONG)
    yield page
    context.close()


def says(page):
    """The lines that the page says over itself."""
    page.wait_for_selector("body > p[role=alert]")
    return page.locator("body > p[role=alert]").all_inner_texts()


# --- A new version over an old one


def built_anew(www, monkeypatch):
    """Lay Python and its packages out again in a copy of the built site, as a build does after a change."""
    monkeypatch.setattr(build, "run", lambda *_: None)  # not compiled, it runs as well
    (old,) = (www / "run" / "static").glob("pyodide-*")
    new = build.lay_out_python(www / "run" / "static")
    shutil.rmtree(old)
    for file in ("jupyter-lite.json", "lab/index.html", "notebooks/index.html"):
        text = (www / "run" / file).read_text()
        (www / "run" / file).unlink()  # it is a link
        (www / "run" / file).write_text(text.replace(old.name.removeprefix("pyodide-"), new))


def changed(www, monkeypatch):
    """Make of a built site what a build with a changed wheel makes."""
    wheels = www.parent / "wheels"
    shutil.copytree(build.WHEELS, wheels)
    (wheel,) = wheels.glob("statuslab-*.whl")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("of_the_new_version.py", "")
    monkeypatch.setattr(build, "WHEELS", wheels)
    built_anew(www, monkeypatch)


WHICH = "import importlib.util as u; print(bool(u.find_spec('of_the_new_version')))"


def test_new_version_runs_on_the_next_visit_although_the_old_one_is_cached(site, page, tmp_path, monkeypatch):
    www = tmp_path / "www"
    shutil.copytree(WWW, www, copy_function=link)
    with served(www) as url:
        page.goto(f"{url}/{PAGE}")
        wait_for_kernel(page)
        assert page.evaluate("navigator.serviceWorker.controller !== null")
        assert page.evaluate(EXECUTE, WHICH) == "False\n"
        page.goto("about:blank")
        changed(www, monkeypatch)
        page.goto(f"{url}/{PAGE}")
        page.wait_for_function("sessionStorage.getItem('statuslab reloaded')")
        wait_for_kernel(page)
        assert page.evaluate(EXECUTE, WHICH) == "True\n"


# --- Packages of Pyodide's full distribution


def empty_distribution(folder, listed):
    """Write an empty wheel for each package that Pyodide lists, and bring the list along."""
    for name, facts in listed.items():
        facts["file_name"], about = f"{name}-1-py3-none-any.whl", f"{name.replace('-', '_')}-1.dist-info"
        with zipfile.ZipFile(folder / facts["file_name"], "w") as wheel:
            for module in facts["imports"]:
                wheel.writestr(f"{module.replace('.', '/')}/__init__.py", "")
            wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
            wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{about}/RECORD", "")
        facts["sha256"] = hashlib.sha256((folder / facts["file_name"]).read_bytes()).hexdigest()


def test_packages_of_the_distribution_are_there_before_the_first_cell(site, page, tmp_path, monkeypatch):
    www, distribution = tmp_path / "www", tmp_path / "distribution"
    shutil.copytree(WWW, www, copy_function=link)
    distribution.mkdir()
    choose = build.from_distribution

    def from_empty_distribution(folder, listed):
        empty_distribution(folder, listed)
        return choose(folder, listed)

    monkeypatch.setattr(build, "from_distribution", from_empty_distribution)
    monkeypatch.setenv("PYODIDE_DIST", str(distribution))
    built_anew(www, monkeypatch)
    with served(www) as url:
        page.goto(f"{url}/{PAGE}")
        wait_for_kernel(page)
        assert page.evaluate(EXECUTE, "import numpy, pandas, matplotlib; print(pandas.__path__)").startswith("['/lib/")


# --- What keeps the course from starting


def test_old_browser_is_told_and_led_to_the_book(site, page):
    page.add_init_script("delete window.WebAssembly")
    page.goto(f"{site}/{PAGE}")
    (line,) = says(page)
    assert line.startswith("This browser cannot run the course: it is too old for ")
    page.locator("body > p[role=alert] a").evaluate("link => link.target = ''")
    page.locator("body > p[role=alert] a").click()
    assert page.url == f"{site}/notebooks/index.html" and page.locator("h1").count() == 1


def test_scripts_of_a_wrong_type_are_told(site, page):
    with served(WWW, "application/octet-stream") as url:
        page.goto(f"{url}/{PAGE}")
        page.wait_for_function("document.querySelectorAll('body > p[role=alert]').length === 2")
        why = "as application/octet-stream, and browsers run it only as text/javascript."
        assert f"The web server sends run/config-utils.js {why}" in "\n".join(says(page))


def test_missing_file_is_named(site, page):
    page.context.route("**/packages.data", lambda route: route.fulfill(status=404))
    page.goto(f"{site}/{PAGE}")
    line = says(page)[0]
    assert line.startswith("This site is not complete: run/static/pyodide-")
    assert "/packages.data is missing. Whoever runs it has to upload all files again." in line


def test_site_opened_as_a_file_says_how_to_serve_it(site, page):
    page.goto((WWW / "run" / "notebooks" / "index.html").as_uri())
    (line,) = says(page)
    assert line.startswith("The course runs from a web server only. In the folder of the site, run ")


def test_page_that_moved_away_is_named(site, page):
    page.goto(f"{site}/{PAGE.replace('0_start_here', 'of_an_older_version')}")
    page.get_by_text("of_an_older_version.ipynb").first.wait_for()


def test_sandboxed_frame_leads_to_a_tab_of_its_own(site, page):
    page.goto(f"{site}/")
    page.set_content(f'<iframe sandbox="allow-scripts" src="{site}/{PAGE}" width="1000" height="600"></iframe>')
    line = page.frame_locator("iframe").locator("p[role=alert]").inner_text()
    assert line.startswith(FRAMED)


def test_frame_of_another_site_is_led_to_a_tab_of_its_own(site, page):
    page.goto(site.replace("127.0.0.1", "localhost"))
    page.set_content(f'<iframe src="{site}/{PAGE}" width="1000" height="600"></iframe>')
    assert page.frame_locator("iframe").locator("p[role=alert]").inner_text().startswith(FRAMED)


def test_frame_of_the_same_site_runs_the_course(site, page):
    page.goto(f"{site}/")
    page.set_content(f'<iframe src="{site}/{PAGE}" width="1000" height="600"></iframe>')
    page.frame_locator("iframe").locator(".jp-Notebook .jp-Cell").first.wait_for()
    frame = page.frames[1]
    wait_for_kernel(frame)
    assert frame.evaluate(EXECUTE, ANSWER.format(n=1)) == "1\n"
    assert frame.locator("p[role=alert]").count() == 0


# --- Answers

ANSWER = """
from datetime import datetime, timezone
from statuslab.learning.history import Attempt
from statuslab.notebook import stored_progress
for number in range({n}):
    told = stored_progress.save(Attempt("lost-retry", datetime.now(timezone.utc), 1.0, 2, (0,), seed=number))
    if told:
        print(told)
print(len(stored_progress.store().attempts()))
"""


def run_cell(page, source):
    """Put a cell at the top of the open page, and run it as a learner does."""
    page.evaluate(
        """async source => {
          const {content} = window.jupyterapp.shell.currentWidget;
          content.activeCellIndex = 0;
          await window.jupyterapp.commands.execute('notebook:insert-cell-above');
          content.activeCell.model.sharedModel.setSource(source);
          await window.jupyterapp.commands.execute('notebook:run-cell');
        }""",
        source,
    )


def test_files_are_downloaded_and_progress_goes_to_an_installed_course_and_back(site, page, tmp_path, monkeypatch):
    page.goto(f"{site}/{PAGE}")
    wait_for_kernel(page)
    assert page.evaluate(EXECUTE, ANSWER.format(n=3)) == "3\n"
    run_cell(page, "from statuslab import progress_file\nprogress_file()")
    with page.expect_download() as download:
        page.locator(f"a[download='{FILE}'][href^='blob:']").click()  # JupyterLab puts the file there after a moment
    download.value.save_as(tmp_path / FILE)
    run_cell(page, "from statuslab import report\nreport()")
    with page.expect_download() as download:
        page.locator("a[download$='.html'][href^='blob:']").click()
    assert "statuslab report" in download.value.path().read_text()

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STATUSLAB_FIXED", raising=False)
    monkeypatch.setenv("STATUSLAB_HOME", str(tmp_path / "home"))
    store().add(Attempt("lost-retry", datetime.now(UTC), 0.0, 2, (1,)))
    assert str(progress_from()) == f"{FILE}: 3 new answers, 4 answers in all"
    progress_file()
    store().close()

    page.goto(f"{site}/run/lab/index.html?path=0_start_here.ipynb")
    wait_for_kernel(page)
    page.locator(".jp-DirListing-item", has_text=FILE).wait_for()  # or nothing is asked about overwriting it
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload Files").click()
    chooser.value.set_files(tmp_path / FILE)
    page.get_by_role("button", name="Overwrite").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    take_in = "from statuslab import progress_from; print(progress_from())"
    assert page.evaluate(EXECUTE, take_in) == f"{FILE}: 1 new answer, 4 answers in all\n"


def test_full_quota_is_told_and_the_next_answer_saves_all(site, page):
    page.goto(f"{site}/{PAGE}")
    wait_for_kernel(page)
    assert page.evaluate(EXECUTE, ANSWER.format(n=1)) == "1\n"
    page.evaluate("""() => {
      window.put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
    }""")
    told = page.evaluate(EXECUTE, ANSWER.format(n=2)).splitlines()
    assert told[0].startswith(f"your answer could not be written to this browser's storage ({FULL}); it lasts until")
    assert told[1:] == ["3"]
    page.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    assert page.evaluate(EXECUTE, ANSWER.format(n=1)) == "4\n"
    page.reload()
    wait_for_kernel(page)
    assert page.evaluate(EXECUTE, ATTEMPTS) == "4\n"


def test_browser_without_a_drive_is_told_and_the_answers_go_on(site, chromium):
    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    page.set_default_timeout(LONG)
    page.goto(f"{site}/{PAGE}")
    wait_for_kernel(page)
    assert page.evaluate(EXECUTE, ANSWER.format(n=2)) == f"{NO_DRIVE}\n2\n"
    context.close()


def test_refused_storage_is_told_over_the_page(site, page):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page.goto(f"{site}/{PAGE}")
    (line,) = says(page)
    assert line.startswith("This browser lets the site store nothing")
    page.get_by_role("button", name="Close").click()
    assert page.locator("body > p[role=alert]").count() == 0


CLICK_ON = """async times => {
  const until = async found => { while (!found()) await new Promise(go => requestAnimationFrame(go)); return found(); };
  const card = await until(() => document.querySelector('.jp-OutputArea-output form'));
  const named = name => [...card.querySelectorAll('button')].find(each => each.textContent === name);
  for (let time = 0; time < times; time += 1) {
    const options = await until(() => {
      const found = card.querySelectorAll('input:not([name$="-sure"]):not(:disabled)');
      return !named('Try again') && found.length && found;
    });
    options[time % options.length].click();
    card.querySelectorAll('input[name$="-sure"]')[time % 3].click();
    card.querySelector('button[type=submit]').click();
    (await until(() => named('Try again'))).click();
  }
}"""


def test_200_answers_on_a_card_are_all_stored(site, page):
    code = next(each for each in (503, 404, 301, 403, 500) if quiz(each, n=1).items[0]["form"] == "single")
    page.goto(f"{site}/{PAGE}")
    wait_for_kernel(page)
    run_cell(page, f"from statuslab import quiz\nquiz({code}, n=1)")
    page.evaluate(CLICK_ON, 200)
    assert page.evaluate(EXECUTE, ATTEMPTS) == "200\n"
    page.reload()
    wait_for_kernel(page)
    assert page.evaluate(EXECUTE, ATTEMPTS) == "200\n"
