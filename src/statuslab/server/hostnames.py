"""The hostnames of the lab. Nothing is resolved here, and no library is imported."""

from __future__ import annotations

TEAHOUSE = "teahouse"
MEMBERS = "members.teahouse"  # the proxy asks for credentials before it forwards to this host
STAFF = "staff.test"  # the TLS port asks for a client certificate
UNREACHABLE = "kitchen-east"  # nobody listens

LAB_HOSTS = (TEAHOUSE, MEMBERS, "teahouse.test", "cellar.test", STAFF)  # only the lab knows these, at ports 80 and 443
LOOPBACK_HOSTS = ("localhost", "127.0.0.1")  # every client knows these, at the ports that the lab really has
