"""Quests about access tokens: one that expires, one with too little scope, one in the wrong place."""

from __future__ import annotations

from statuslab.scenarios.judging import Case, Predicate, Stage, quest
from statuslab.scenarios.predicates import at

SHIFTS, TOKENS = "/staff/api/shifts", "/staff/token"


def challenged(error: str) -> Predicate:
    """Whether the challenge in the response has this error code."""
    return lambda case: f'error="{error}"' in case.response_header("WWW-Authenticate")


def sent_with(field: str, text: str) -> Predicate:
    """Whether the request's header has this text in it."""
    return lambda case: text in case.request_header(field)


def asked_for(text: str) -> Predicate:
    """Whether the request's form has this text in it."""
    return lambda case: text.encode() in case.request_content


def used_before(case: Case) -> bool:
    """Whether the request's form is that of the refresh that passed the second stage."""
    return case.request_content == case.stage(2).request_content


REFRESH = quest(
    401,
    name="refresh-once-then-stop",
    title="Refresh once, then stop",
    task=(
        "The waiter's app has an access token of yesterday (`waiter-yesterday`) and a refresh token "
        "(`waiter-refresh`). Do what a good client does to read the waiter's shifts. Then find out why it must not "
        "refresh with the same refresh token again."
    ),
    hints=(
        "First send the old access token to the staff API. The challenge says what is wrong with it.",
        "The token endpoint is `/staff/token`. It takes a form with `grant_type=refresh_token` and the refresh token. "
        "A new access token lives for two minutes.",
        "`GET /staff/api/shifts` with the old token; `POST /staff/token` with `Content-Type: "
        "application/x-www-form-urlencoded` and `grant_type=refresh_token&refresh_token=waiter-refresh`; the GET with "
        "the new token; then the same POST once more.",
    ),
    stages=(
        Stage(
            401,
            goal="The old token is refused",
            about=at(SHIFTS, "GET"),
            needs=((challenged("invalid_token"), "The server saw no token. Send the old one, as a Bearer token."),),
            near=((400, "The token is in the wrong place, or not written correctly."),),
        ),
        Stage(
            200,
            goal="Refresh it",
            about=at(TOKENS, "POST"),
            needs=((asked_for("refresh_token="), "A new token, but by password. Use the refresh token."),),
            near=(
                (415, "The token endpoint takes a form: `application/x-www-form-urlencoded`."),
                (at(TOKENS), "No token yet. The error in the body says what the token endpoint did not accept."),
            ),
        ),
        Stage(
            200,
            goal="Retry with the new token",
            about=at(SHIFTS, "GET"),
            near=((401, "This token is not valid. Send the `access_token` that you just got, within two minutes."),),
        ),
        Stage(
            400,
            goal="Try the used refresh token again",
            about=at(TOKENS, "POST"),
            needs=((used_before, "A 400, but for another reason. Send the refresh request of before, unchanged."),),
            near=((200, "That was the new refresh token, and it works once more. Send the used one."),),
        ),
    ),
)


WIDER_SCOPE = quest(
    403,
    name="one-scope-short",
    title="The app that may only read",
    task=(
        "The waiter's app may read the shifts, but its request for a new shift on Friday is refused. Its token "
        "(`waiter-today`) is valid. Reproduce the refusal, read in the challenge what is missing, get a token that "
        "has it (the waiter's password is `oolong`), and take the shift."
    ),
    hints=(
        "Reading works with this token. What does the server say when you write?",
        'Post `{"day": "friday"}` as JSON. The challenge names a scope. The token endpoint, `/staff/token`, gives a '
        "token with that scope for name and password: `grant_type=client_credentials&scope=...`.",
        "`POST /staff/api/shifts` with `Authorization: Bearer waiter-today`; `POST /staff/token` with the waiter's "
        "`Authorization: Basic` and `grant_type=client_credentials&scope=shifts:write`, as a form; then the first POST "
        "with the new token.",
    ),
    stages=(
        Stage(
            403,
            goal="The token is valid, and not enough",
            about=at(SHIFTS, "POST"),
            near=(
                (401, "The server does not accept this token at all. Send `waiter-today`."),
                (201, "This token may write. Send `waiter-today`."),
            ),
        ),
        Stage(
            200,
            goal="Get a token with the missing scope",
            about=at(TOKENS, "POST"),
            needs=((asked_for("write"), "A new token, but with the same scope. Ask for the one in the challenge."),),
            near=(
                (415, "The token endpoint takes a form: `application/x-www-form-urlencoded`."),
                (401, "Send the waiter's name and password with Basic."),
                (asked_for("refresh_token="), "A refresh cannot add a scope. Ask the waiter, with the password."),
                (at(TOKENS), "No token. The error in the body says what the token endpoint did not accept."),
            ),
        ),
        Stage(
            201,
            goal="Take the shift",
            about=at(SHIFTS, "POST"),
            near=(
                (403, "Still too little: that is the old token, or a new one without the scope."),
                (401, "This token is not valid. A new one lives for two minutes."),
            ),
        ),
    ),
)


ONE_PLACE = quest(
    400,
    name="a-token-in-two-places",
    title="The token that was sent twice",
    task=(
        "A colleague puts the valid token `waiter-today` into the header and, to be safe, into the URL as well. The "
        "staff API refuses. Reproduce that, then make the request work by leaving something out."
    ),
    hints=(
        "The request must have the token twice, in two different places.",
        "In the URL the parameter is `access_token`. In the header it is a Bearer token.",
        "`GET /staff/api/shifts?access_token=waiter-today` with `Authorization: Bearer waiter-today`; then without the "
        "parameter.",
    ),
    stages=(
        Stage(
            400,
            goal="In two places",
            about=at(SHIFTS, "GET"),
            needs=(
                (challenged("invalid_request"), "A 400, but not about the token."),
                (lambda case: "access_token=" in case.target, "This request has no token in its URL."),
                (
                    sent_with("Authorization", "waiter-today"),
                    "This one is only in the URL. Send it in the header too.",
                ),
            ),
            near=(
                (200, "Accepted: the token is in one place only."),
                (401, "The server found no valid token. Send `waiter-today`."),
            ),
        ),
        Stage(
            200,
            goal="In one place",
            about=at(SHIFTS, "GET"),
            near=(
                (400, "It is still in the URL. Leave that one out."),
                (401, "Now there is none in the header. Leave out the other one."),
            ),
        ),
    ),
)
