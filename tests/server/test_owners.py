"""Connections from processes of other users are closed without an answer."""

import os
import socket

import pytest

from statuslab.notebook import demos, hub
from statuslab.server.lab import Lab
from statuslab.server.protocol import owners

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:AAC5 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:AAC5 0100007F:C3CB 01 00000000:00000000 00:00000000 00000000  1001        0 2 1 0 100 0 0 10 0
   2: 0100007F:C3CB 0100007F:AAC5 01 00000000:00000000 00:00000000 00000000  1000        0 3 1 0 100 0 0 10 0
"""
needs_the_table = pytest.mark.skipif(not owners.can_tell_users(), reason="this system has no /proc/net/tcp")


@pytest.mark.parametrize(
    ("client", "server", "user"),
    [
        ("127.0.0.1:50123", "127.0.0.1:43717", 1000),
        ("127.0.0.1:43717", "127.0.0.1:50123", 1001),
        ("127.0.0.1:50124", "127.0.0.1:43717", None),
    ],
)
def test_user_is_that_of_the_clients_end(client, server, user):
    assert owners.user_of(TABLE, client, server) == user


def test_address_of_version_6_is_found_in_its_own_table():
    line = "   0: 00000000000000000000000001000000:C3CB 00000000000000000000000001000000:AAC5 01 0:0 0:0 0  1000  0 3\n"
    read = []
    admits = owners.same_user_only(1000, lambda path: read.append(path.name) or line)
    assert admits("::1:50123", "::1:43717")
    assert read == ["tcp6"]


@needs_the_table
def test_process_of_the_same_user_is_answered():
    with (
        Lab(same_user_only=True) as lab,
        socket.create_connection(("127.0.0.1", int(lab.url.rpartition(":")[2]))) as end,
    ):
        end.sendall(b"GET /teas HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert end.recv(100).startswith(b"HTTP/1.1 200")


@needs_the_table
def test_process_of_another_user_gets_nothing_and_is_not_recorded(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 123_456)
    with (
        Lab(same_user_only=True) as lab,
        socket.create_connection(("127.0.0.1", int(lab.url.rpartition(":")[2]))) as end,
    ):
        try:
            end.sendall(b"GET /teas HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert end.recv(100) == b""
        except ConnectionError:
            pass
        assert lab.exchanges == ()


def test_lab_of_a_hub_says_from_where_it_is_reached(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/sam/")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "x")
    assert hub.LAB in repr(demos.CourseLab())
