"""Writes data/browser_recordings.json anew: python tests/real_browsers/record_browsers.py [NAME ...] for some only.

It needs Chromium and Firefox. Each recording begins with a fresh Teahouse, and with a browser that has neither cache
nor cookies. Ports, which are chance, are replaced by fixed ones.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from drive import chromium, firefox, page_server  # noqa: E402
from situations import SITUATIONS  # noqa: E402

from statuslab.messages.browser_run import LAB, PAGE, BrowserRun, Outcome, groups, run_json  # noqa: E402
from statuslab.notebook.fetch_here import FILE  # noqa: E402
from statuslab.server.lab import Lab  # noqa: E402
from statuslab.storage.files import data_folder  # noqa: E402

NGINX = "127.0.0.1:8480"  # the lab's port that behaves like nginx, as recordings have it


def run_in(lab, browser, perform, url, requests, name, day):
    """Run some requests in a browser, with the lab as it is at the start."""
    lab.reset()
    addresses = {port: lab.port_address(port) for port in ("teahouse", "nginx")}
    ports = {port: int(address.rpartition(":")[2]) for port, address in addresses.items()}
    label = f"{name}-{len(lab.exchanges)}"  # another browser may have done the same in this lab
    report, console = perform(url, {"run": label, "ports": ports, "requests": [each.as_json() for each in requests]})
    lab.recorder.last(timeout=30)
    wire = groups(lab.exchanges, label, len(requests))
    outcomes = tuple(Outcome.of(each) for each in report["results"])
    run = run_json(BrowserRun(browser, wire, outcomes, day, tuple(console)))
    text = json.dumps(run).replace(addresses["teahouse"], LAB).replace(addresses["nginx"], NGINX)
    return json.loads(text.replace(url.removeprefix("http://").rstrip("/"), PAGE))


def record(names):
    """Record these situations, or all, in both browsers; those that are not named stay as they are."""
    path = data_folder() / FILE
    before = {each["name"]: each for each in json.loads(path.read_text())["recordings"]} if path.exists() else {}
    wanted = {name for name in SITUATIONS if not names or name in names}
    day, runs = datetime.now(UTC).date().isoformat(), {name: [] for name in wanted}
    with Lab() as lab, page_server() as url:
        for opened in (chromium, firefox):
            with opened() as (browser, perform):
                for name in sorted(wanted):
                    _, requests = SITUATIONS[name]
                    runs[name].append(run_in(lab, browser, perform, url, requests, name, day))
                    print(browser, name)
    found = [
        {"name": name, "about": about, "requests": [each.as_json() for each in requests], "runs": runs[name]}
        if name in wanted
        else before[name]
        for name, (about, requests) in SITUATIONS.items()
        if name in wanted or name in before
    ]
    path.write_text(json.dumps({"recordings": found}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(sys.argv[1:])
