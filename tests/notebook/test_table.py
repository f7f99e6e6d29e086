"""`table` where pandas is not installed, as in a browser."""

import sys

from statuslab import table


def test_table_without_pandas_can_still_be_looked_at(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    shown = table("1xx")
    lines = shown.text.splitlines()
    assert lines[0].startswith("code | name | meaning")
    assert [line.partition(" ")[0] for line in lines[1:]] == ["100", "101", "102", "103", "104"]
    assert shown.html.count("<tr>") == 6 and "<td>Early Hints</td>" in shown.html
