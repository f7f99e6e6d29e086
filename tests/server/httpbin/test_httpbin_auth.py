"""Basic, Bearer, Digest."""

import base64
import re
from hashlib import md5, sha256, sha512

import pytest

HASHES = {"MD5": md5, "SHA-256": sha256, "SHA-512": sha512}


def basic(text, encoding="utf-8"):
    return f"Authorization: Basic {base64.b64encode(text.encode(encoding)).decode()}"


def test_basic_without_credentials_is_challenged_and_with_them_is_200(ask):
    refused = ask("GET /basic-auth/u/p")
    assert (refused.status, refused.fields["www-authenticate"]) == (401, 'Basic realm="Fake Realm"')
    assert ask("GET /basic-auth/u/p", basic("u:p")).json == {"authenticated": True, "user": "u"}


# "u:p" is dTpw, and "u:p?" dTpwPw==: the standard alphabet with its padding and nothing else (RFC 7617, RFC 4648)
NOT_BASE64 = ["!!", "dTpw====", "dT pw", "dTpw,", "dTp", "dTpw\tdTpw", ""]


@pytest.mark.parametrize(
    "line",
    [
        *(f"Authorization: Basic {token}" for token in NOT_BASE64),
        *(basic("u:x"), basic("u"), "Authorization: Bearer dTpw"),
    ],
)
def test_wrong_basic_credentials_are_401(ask, line):
    assert ask("GET /basic-auth/u/p", line).status == 401


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_basic_credentials_may_be_utf_8_or_latin_1(ask, encoding):
    assert ask("GET /basic-auth/%C3%BC/p%C3%A4ss", basic("ü:päss", encoding)).status == 200


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC", "Basic  "])
def test_scheme_of_credentials_is_in_any_case(ask, scheme):
    assert ask("GET /basic-auth/u/p", f"Authorization: {scheme} dTpw").status == 200


@pytest.mark.parametrize(
    ("token", "status"), [("dTp+Pj4+", 200), ("dTp-Pj4-", 401), ("dTpwPw==", 401), ("dTp+Pj4", 401), ("dTp+Pj4=", 401)]
)
def test_basic_credentials_are_in_the_standard_alphabet(ask, token, status):
    assert ask("GET /basic-auth/u/~>>>", f"Authorization: Basic {token}").status == status


def test_hidden_basic_auth_is_404_without_a_challenge(ask):
    reply = ask("GET /hidden-basic-auth/u/p", basic("u:x"))
    assert (reply.status, "www-authenticate" in reply.fields) == (404, False)
    assert ask("GET /hidden-basic-auth/u/p", basic("u:p")).status == 200


@pytest.mark.parametrize(
    ("line", "status"), [("X: 1", 401), ("Authorization: Bearer", 401), ("Authorization: bearer t", 200)]
)
def test_bearer_accepts_any_token(ask, line, status):
    reply = ask("GET /bearer", line)
    assert reply.status == status
    assert (reply.json["token"] == "t") if status == 200 else reply.fields["www-authenticate"] == "Bearer"


class Client:
    """A Digest client (RFC 7616 section 3.4.1)."""

    def __init__(self, ask, target, user="u", password="p", algorithm="MD5", qop="auth"):
        self.ask, self.target, self.user, self.password = ask, target, user, password
        self.algorithm, self.qop, self.count = algorithm, qop, 0
        self.challenged(ask(f"GET {target}"))

    def challenged(self, reply):
        assert reply.status == 401
        text = reply.fields["www-authenticate"]
        self.challenge = dict(re.findall(r'(\w+)="?([^",]+)', text))
        self.nonce = self.challenge["nonce"]

    def hash(self, text):
        return HASHES[self.algorithm](text if isinstance(text, bytes) else text.encode()).hexdigest()

    def proof(self, method, uri, content):
        what = f"{method}:{uri}" + (f":{self.hash(content)}" if self.qop == "auth-int" else "")
        middle = f"{self.nonce}:{self.count:08x}:c:{self.qop}" if self.qop else self.nonce
        return self.hash(f"{self.hash(f'{self.user}:statuslab:{self.password}')}:{middle}:{self.hash(what)}")

    def come(self, method="GET", uri=None, content=b"", again=False, **changes):
        self.count += 0 if again else 1
        uri = uri or self.target
        given = {"username": self.user, "realm": "statuslab", "nonce": self.nonce, "uri": uri}
        given |= {"algorithm": self.algorithm, "response": self.proof(method, uri, content)} | changes
        text = ", ".join(f'{name}="{value}"' for name, value in given.items())
        text += f', qop={self.qop}, nc={self.count:08x}, cnonce="c"' if self.qop else ""
        return self.ask(f"{method} {self.target}", f"Authorization: Digest {text}", content=content)


def is_stale(reply):
    assert reply.status == 401
    return "stale=true" in reply.fields["www-authenticate"]


@pytest.mark.parametrize("algorithm", HASHES)
@pytest.mark.parametrize("qop", ["auth", "auth-int", None])
def test_digest_with_the_password_is_200(ask, algorithm, qop):
    client = Client(ask, f"/digest-auth/{qop}/u/p/{algorithm}", algorithm=algorithm, qop=qop)
    assert client.challenge["algorithm"] == algorithm
    assert client.come().json == {"authenticated": True, "user": "u"}


@pytest.mark.parametrize("qop", ["auth", "auth-int", None])
def test_digest_with_a_wrong_password_is_401(ask, qop):
    client = Client(ask, f"/digest-auth/{qop}/u/p", password="wrong", qop=qop)
    assert not is_stale(client.come())


def test_auth_int_protects_the_content(ask):
    client = Client(ask, "/digest-auth/auth-int/u/p", qop="auth-int")
    assert client.come("POST", content=b"two cups").status == 200
    other = client.proof("POST", client.target, b"two cups")
    assert client.come("POST", content=b"ten cups", response=other).status == 401


def test_digest_challenge_offers_both_qops_by_default(ask):
    assert 'qop="auth, auth-int"' in ask("GET /digest-auth/any/u/p").fields["www-authenticate"]


def test_qop_auth_is_refused_where_auth_int_is_required(ask):
    client = Client(ask, "/digest-auth/auth-int/u/p", qop="auth")
    assert client.come().status == 401


def test_nonce_is_accepted_with_a_higher_count_and_refused_in_a_replay(ask):
    client = Client(ask, "/digest-auth/auth/u/p")
    assert [client.come().status for _ in range(3)] == [200, 200, 200]
    assert is_stale(client.come(again=True))


def test_nonce_is_stale_after_the_uses_in_the_path(ask):
    client = Client(ask, "/digest-auth/auth/u/p/MD5/2")
    assert [client.come().status for _ in range(2)] == [200, 200]
    worn = client.come()
    assert is_stale(worn)
    client.challenged(worn)
    client.count = 0
    assert client.come().status == 200


def test_unknown_nonce_is_stale(ask):
    client = Client(ask, "/digest-auth/auth/u/p")
    client.nonce = "0" * 32
    assert is_stale(client.come())


def test_nonce_sent_with_a_wrong_password_is_dropped(ask):
    client = Client(ask, "/digest-auth/auth/u/p", password="wrong")
    assert not is_stale(client.come())
    client.password = "p"
    assert is_stale(client.come())


def test_digest_credentials_for_another_target_are_400(ask):
    assert Client(ask, "/digest-auth/auth/u/p").come(uri="/elsewhere").status == 400


def test_digest_uri_may_be_absolute_escaped_and_with_a_query(ask):
    client = Client(ask, "/digest-auth/auth/u%20v/p?x=%20y", user="u v")
    assert client.come().status == 200
    assert client.come(uri="http://bin.test/digest-auth/auth/u%20v/p?x=%20y").status == 200


def test_authentication_info_proves_the_servers_knowledge(ask):
    client = Client(ask, "/digest-auth/auth/u/p")
    info = client.come().fields["authentication-info"]
    assert f'rspauth="{client.proof("", client.target, b"")}"' in info


@pytest.mark.parametrize("changes", [{"realm": "x"}, {"username": "x"}, {"algorithm": "SHA-256"}, {"response": ""}])
def test_digest_with_a_changed_parameter_is_401(ask, changes):
    assert Client(ask, "/digest-auth/auth/u/p").come(**changes).status == 401


def test_digest_cookies_are_those_of_httpbin_and_can_be_required(ask):
    path = "/digest-auth/auth/u/p/MD5/never"
    assert "stale_after=never; Path=/" in ask(f"GET {path}").all("set-cookie")
    lines = "Authorization: Digest x=1", "Cookie: fake=other"
    assert ask(f"GET {path}?require-cookie=1", *lines).status == 403


def test_oldest_nonces_are_forgotten(ask, app):
    client = Client(ask, "/digest-auth/auth/u/p")
    for _ in range(1000):
        ask("GET /digest-auth/auth/u/p")
    assert is_stale(client.come())
