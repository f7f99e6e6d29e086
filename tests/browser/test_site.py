"""The site: the course in a browser without an install, from plain files under any path, and from no other host."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = 180_000  # milliseconds

RUN_ALL = """async () => {
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
}"""
ERRORS = """() => [...document.querySelectorAll(
  '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]'
)].map(output => output.textContent.slice(-300))"""
EXECUTE = """async code => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const future = kernel.requestExecute({code});
  let said = '';
  future.onIOPub = message => {
    const content = message.content;
    said += content.text ?? content.traceback?.join('') ?? '';
  };
  await future.done;
  return said;
}"""
READY = """async () => {
  const page = window.jupyterapp.shell.currentWidget;
  await page.context.ready;
  await page.sessionContext.ready;
}"""


@pytest.fixture
def visit(site, chromium):
    """Open a page of the course and wait for its kernel; `visit.elsewhere` are requests to other hosts."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    elsewhere = []
    context.on(
        "request",
        lambda request: (
            elsewhere.append(request.url)
            if not request.url.startswith((site.removesuffix("/www"), "blob:", "data:"))
            else None
        ),
    )

    def open_page(name):
        page.goto(f"{site}/run/notebooks/index.html?path={name}.ipynb")
        wait_for_kernel(page)
        return page

    open_page.elsewhere = elsewhere
    yield open_page
    context.close()


def wait_for_kernel(page):
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.context", timeout=LONG)
    page.evaluate(READY)
    assert page.evaluate(EXECUTE, "print(6 * 7)") == "42\n"  # the packages are loaded


@pytest.mark.parametrize("name", ["0_start_here", "0_the_first_hour", "4xx_c_state_and_timing"])
def test_page_runs_from_top_to_bottom_and_asks_no_other_host(visit, name):
    page = visit(name)
    page.set_default_timeout(LONG)
    page.evaluate(RUN_ALL)
    assert page.evaluate(ERRORS) == []
    assert page.locator(".jp-OutputArea-output").count() > 5
    assert visit.elsewhere == []


def test_front_page_leads_to_the_course(site, chromium):
    page = chromium.new_page()
    page.goto(f"{site}/")
    page.get_by_role("link", name="Open the course").click()
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=LONG)
    page.close()


CHALLENGE = """
card = challenge(412)
httpx2.put(f"{lab.url}/teas/7", headers={"If-Match": '"v0"'}, json={"name": "Assam", "minutes": 5})
print(card.shown["state"])
"""
ATTEMPTS = "from statuslab.notebook import stored_progress; print(len(stored_progress.store().attempts()))"


def test_challenge_in_the_first_cell_turns_green_by_the_learners_client_and_is_there_after_a_reload(visit):
    page = visit("4xx_c_state_and_timing")
    assert page.evaluate(EXECUTE, CHALLENGE) == "done\n"
    assert page.evaluate(EXECUTE, ATTEMPTS) == "1\n"
    page.reload()
    wait_for_kernel(page)
    assert page.evaluate(EXECUTE, ATTEMPTS) == "1\n"
    assert "1 right" in page.evaluate(EXECUTE, "from statuslab import progress; print(progress())")
