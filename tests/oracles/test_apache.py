"""Negotiation in the open (RFC 2295), held against a real Apache: the same question, the same status and fields."""

import shutil
from pathlib import Path

import httpx2
import pytest
from oracle import missing, running

from free_ports import free_port
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock

MODULES = Path("/usr/lib/apache2/modules")
CONFIG = """
ServerRoot {root}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {root}/pid
ErrorLog {root}/error.log
LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule negotiation_module {modules}/mod_negotiation.so
TypesConfig /dev/null
AddHandler type-map .var
DocumentRoot {root}/www
"""
MAPS = {  # as the lab has them; the variant season.en is a map in turn, which is what should not be
    "season.var": {"season.en.var": "en", "season.de": "de"},
    "season.en.var": {"season.en-GB": "en-GB", "season.en-US": "en-US"},
    "gift.var": {"gift.en": "en", "gift.de": "de"},
}
LEAVES = ("season.de", "season.en-GB", "season.en-US", "gift.en", "gift.de")
FREELY, NOT_AT_ALL, LISTED = "*", "trans", "vlist"


@pytest.fixture(scope="module")
def lab():
    with Lab(FixedClock()) as running_lab:
        yield running_lab.url


@pytest.fixture(scope="module")
def apache(tmp_path_factory):
    if shutil.which("apache2") is None or not MODULES.is_dir():
        missing("no apache2 found; on Debian: apt-get install apache2-bin")
    root, port = tmp_path_factory.mktemp("apache"), free_port()
    (root / "www" / "leaflets").mkdir(parents=True)
    for name, variants in MAPS.items():
        (root / "www" / "leaflets" / name).write_text(type_map(variants))
    for name in LEAVES:
        (root / "www" / "leaflets" / name).write_text(f"{name}\n")
    (root / "httpd.conf").write_text(CONFIG.format(root=root, port=port, modules=MODULES))
    with running(["apache2", "-X", "-f", str(root / "httpd.conf")], port):
        yield f"http://127.0.0.1:{port}"


def type_map(variants):
    told = (f"URI: {name}\nContent-Type: text/plain\nContent-Language: {tag}\n" for name, tag in variants.items())
    return "\n".join(["URI: map\n", *told])


def asked(url, language, negotiate):
    fields = {"Accept-Language": language} | ({"Negotiate": negotiate} if negotiate else {})
    with httpx2.Client(trust_env=False) as client:
        return client.get(url, headers=fields)


CASES = {
    "the variant chosen negotiates in turn": ("season", "en", None, 506),
    "so it does for a client that lets the server choose": ("season", "en", FREELY, 506),
    "a variant that is an end": ("season", "de", None, 200),
    "the same, let choose": ("season", "de", FREELY, 200),
    "a client that only wants to choose itself": ("season", "de", NOT_AT_ALL, 300),
    "even where the choice would have failed": ("season", "en", NOT_AT_ALL, 300),
    "a client that wants the list": ("season", "de", LISTED, 300),
    "a client that trusts only an algorithm": ("season", "de", "1.0", 300),
    "a language that there is": ("gift", "de", None, 200),
    "a language that there is not": ("gift", "fi", None, 406),
}


@pytest.mark.parametrize(("leaflet", "language", "negotiate", "status"), CASES.values(), ids=CASES.keys())
def test_the_lab_and_apache_agree(lab, apache, leaflet, language, negotiate, status):
    theirs = asked(f"{apache}/leaflets/{leaflet}.var", language, negotiate)
    ours = asked(f"{lab}/leaflets/{leaflet}", language, negotiate)
    assert theirs.status_code == status, "Apache"
    assert ours.status_code == status, "the lab"
    if leaflet == "season" and status != 506:  # Apache's 506 tells nothing of the variants; gift is no RFC 2295
        assert ours.headers["TCN"] == theirs.headers["TCN"]
        assert {"negotiate", "accept-language"} <= varied(ours) & varied(theirs)
    if status == 200:
        assert name(ours.headers["Content-Location"]) == name(theirs.headers["Content-Location"])
    if status == 300:
        for variant in MAPS["season.var"]:
            assert f'/{variant.removesuffix(".var")}"' in ours.headers["Alternates"]
            assert f'"{variant}"' in theirs.headers["Alternates"]


def varied(answer):
    return {name.strip().lower() for name in answer.headers["Vary"].split(",")}


def name(location):
    return location.rpartition("/")[2]
