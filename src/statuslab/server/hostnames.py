"""What the lab's hosts are called. Nothing is resolved here, and no library is brought."""

from __future__ import annotations

TEAHOUSE = "teahouse"
MEMBERS = "members.teahouse"  # for this host the proxy asks who you are
STAFF = "staff.test"  # here a client certificate is asked for
CLOSED = "kitchen-east"  # here nobody listens

BY_NAME = (TEAHOUSE, MEMBERS, "teahouse.test", "cellar.test", STAFF)  # known to the lab alone, at the usual ports
BY_ADDRESS = ("localhost", "127.0.0.1")  # known to every client, at the ports they really have
