"""What solves each quest, and what only comes close: as SOLUTIONS and NEAR_MISSES in the modules of codes."""

from statuslab.codes.c104_upload_resumption_supported import INTEROP, UPLOAD
from statuslab.scenarios.request_texts import (
    CHEF,
    GET_TOKEN,
    JSON,
    LARGE_PHOTO,
    OLD_TOKEN,
    ORDER,
    PAYMENT,
    SMALL_PHOTO,
    TEA,
    TILL_TOKEN,
    WAITER,
    WAITER_TOKEN,
)
from statuslab.scenarios.solutions import Wait, filled, header
from statuslab.scenarios.webdav_texts import LABEL, LOCK_LABEL, NEW_LABEL

SHIFTS = "/staff/api/shifts"
REFRESH = f"{GET_TOKEN}\n\ngrant_type=refresh_token&refresh_token=waiter-refresh"
MORE_SCOPE = f"{GET_TOKEN}\n{WAITER}\n\ngrant_type=client_credentials&scope=shifts:write"
FRIDAY = f'{JSON}\n\n{{"day": "friday"}}'
READ_BILL = "GET /window/display/bill"
NEW_TOKEN = "Authorization: Bearer waiter-1"

SOLUTIONS = {  # by the name of the quest
    "the-chef-was-faster": [
        [
            "GET /teas/7",
            f"PUT /teas/7\n{TEA}",  # the chef, where no card plays him
            filled(
                f"PUT /teas/7\nIf-Match: {{tag}}\n{TEA.replace('{', '{{').replace('}', '}}')}", tag=header("ETag", 0)
            ),
            "GET /teas/7",
            filled(
                f"PUT /teas/7\nIf-Match: {{tag}}\n{TEA.replace('{', '{{').replace('}', '}}')}", tag=header("ETag", 3)
            ),
        ]
    ],
    "through-the-tunnel": [
        [
            (UPLOAD, {"cut": 100}),
            f"HEAD /uploads/1\n{INTEROP}",
            filled(
                "PATCH /uploads/1\nContent-Type: application/partial-upload\nUpload-Complete: ?1\n"
                f"{INTEROP}\nUpload-Offset: {{at}}\n\n" + ("the kettle sings " * 40)[100:],
                at=header("Upload-Offset"),
            ),
            "GET /recordings/1",
        ]
    ],
    "a-polite-crawler": [
        [
            "GET /teas",
            filled("GET /teas\nIf-None-Match: {tag}", tag=header("ETag")),
            *["GET /till/sample"] * 4,
            Wait(2),
            "GET /till/sample",
            "POST /kettle/descale",
            "GET /kettle",
            Wait(2),
            "GET /kettle",
        ],
    ],
    "round-in-circles": [
        [
            "GET /regulars",
            "POST /login\nContent-Type: application/x-www-form-urlencoded\n\nword=two+lumps&next=/regulars",
            "GET /regulars",
            filled("GET /regulars\nCookie: {seat}", seat=lambda seen: seen[1].response["Set-Cookie"].partition(";")[0]),
        ]
    ],
    "down-the-chain": [["GET /delivery/soup", "GET /delivery/menu", "GET /delivery-east/menu", "GET /delivery/roast"]],
    "two-at-one-label": [
        [
            LOCK_LABEL,
            f"PUT {LABEL}\n{NEW_LABEL}",
            filled(f"PUT {LABEL}\nIf: ({{token}})\n{NEW_LABEL}", token=header("Lock-Token", 0)),
            filled(f"UNLOCK {LABEL}\nLock-Token: {{token}}", token=header("Lock-Token", 0)),
            f"PUT {LABEL}\n{NEW_LABEL}",
        ]
    ],
    "a-poster-for-the-wall": [[(LARGE_PHOTO, {"hold": True}), (SMALL_PHOTO, {"hold": True}), "GET /photos/shop.jpg"]],
    "one-leaflet-not-two": [
        [
            "GET /leaflets/assam.txt\nRange: bytes=0-99",
            'GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: "leaf-1"',
            "POST /leaflets/assam.txt/reprint",  # the printer, where no card plays him
            'GET /leaflets/assam.txt\nRange: bytes=100-\nIf-Range: "leaf-1"',
        ]
    ],
    "three-at-the-staff-door": [["GET /staff/payroll", f"GET /staff/payroll\n{WAITER}", f"GET /staff/payroll\n{CHEF}"]],
    "the-tea-that-nobody-finds": [
        [
            "GET /window/teas/8",
            f"PUT /teas/8\n{TEA}",
            "GET /window/teas/8",
            "GET /window/teas/8\nCache-Control: no-cache",
        ]
    ],
    "the-bill-of-table-4": [
        [
            f"{READ_BILL}\nCookie: table=4",
            READ_BILL,
            f"{READ_BILL}\nCache-Control: no-cache",
            f"{READ_BILL}\nCookie: table=4",
        ]
    ],
    "the-shop-window": [
        [
            "GET /window/teas/5\nCache-Control: only-if-cached",
            "GET /window/teas/5",
            "GET /window/teas/5\nCache-Control: only-if-cached",
            "GET /window/teas/5\nCache-Control: no-cache",
        ]
    ],
    "from-order-to-pot": [[f"POST /brews\n{ORDER}", "GET /brews/1", Wait(2), "GET /brews/1", "GET /pots/1"]],
    "did-it-arrive": [[*[f"PUT /teas/50\nIf-None-Match: *\n{TEA}"] * 2, "GET /teas/50"]],
    "one-order-not-two": [
        [
            *[f"POST /orders\nIdempotency-Key: mine-1\n{ORDER}"] * 2,
            f"POST /orders\nIdempotency-Key: mine-1\n{ORDER.replace('2}', '3}')}",
        ]
    ],
    "refresh-once-then-stop": [
        [f"GET {SHIFTS}\n{OLD_TOKEN}", REFRESH, f"GET {SHIFTS}\n{NEW_TOKEN}", REFRESH],
    ],
    "one-scope-short": [
        [f"POST {SHIFTS}\n{WAITER_TOKEN}\n{FRIDAY}", MORE_SCOPE, f"POST {SHIFTS}\n{NEW_TOKEN}\n{FRIDAY}"],
    ],
    "a-token-in-two-places": [
        [f"GET {SHIFTS}?access_token=waiter-today\n{WAITER_TOKEN}", f"GET {SHIFTS}\n{WAITER_TOKEN}"],
    ],
    "paid-once": [[PAYMENT, PAYMENT, Wait(2), PAYMENT, "GET /till/card"]],
    "who-says-unavailable": [
        [
            "POST /bakery/2/outage",
            *["GET /bakery-old/bread"] * 2,
            "GET /bakery/bread",
            "POST /bakery/1/outage",
            Wait(2),
            "GET /bakery/bread",
        ]
    ],
}

NEAR_MISSES = [  # the quest, what is sent, and a piece of the sentence that is shown
    ("the-chef-was-faster", ["GET /teas/7", f"PUT /teas/7\n{TEA}"], "nobody noticed"),
    (
        "the-chef-was-faster",
        ["GET /teas/7", f'PUT /teas/7\nIf-Match: "v0"\n{TEA}'],
        "not because of the version that you read",
    ),
    ("through-the-tunnel", [UPLOAD], "Close the connection in the middle"),
    ("a-polite-crawler", ["GET /teas", "GET /teas"], "Say which version you have"),
    ("down-the-chain", ["GET /delivery-east/menu"], "refused the connection"),
    ("two-at-one-label", [LOCK_LABEL, LOCK_LABEL], ""),
    ("a-poster-for-the-wall", [LARGE_PHOTO.replace("\nExpect: 100-continue", "")], "had not asked first"),
    ("one-leaflet-not-two", ["GET /leaflets/assam.txt"], "Ask for a part"),
    ("three-at-the-staff-door", ["GET /staff/payroll", f"GET /staff/payroll\n{CHEF[:-4]}"], "does not know you"),
    ("the-shop-window", ["GET /window/teas/5"], "Take another tea"),
    ("the-tea-that-nobody-finds", ["GET /window/teas/5"], "Take a number without a tea"),
    ("the-tea-that-nobody-finds", ["GET /window/teas/8", f"PUT /window/teas/8\n{TEA}"], "dropped its 404"),
    ("the-tea-that-nobody-finds", ["GET /window/teas/8", "GET /window/teas/8", "PUT /teas/8\n\n{}"], "takes JSON"),
    ("the-bill-of-table-4", [READ_BILL], "no cookie of table 4"),
    ("the-bill-of-table-4", ["GET /display/bill\nCookie: table=4"], "not through the cache"),
    ("the-bill-of-table-4", [READ_BILL, f"{READ_BILL}\nCookie: table=4"], "had stored the login form"),
    ("the-bill-of-table-4", [f"{READ_BILL}\nCookie: table=4", READ_BILL, READ_BILL], "ask the Teahouse first"),
    ("did-it-arrive", [f"PUT /teas/50\n{TEA}"], "without a condition"),
    ("one-order-not-two", [f"POST /orders\n{ORDER}"], "Name the order with a key"),
    ("refresh-once-then-stop", [f"GET {SHIFTS}"], "saw no token"),
    (
        "refresh-once-then-stop",
        [f"GET {SHIFTS}\n{OLD_TOKEN}", f"{GET_TOKEN}\n{WAITER}\n\ngrant_type=client_credentials"],
        "by password",
    ),
    ("refresh-once-then-stop", [f"GET {SHIFTS}\n{OLD_TOKEN}", REFRESH, f"GET {SHIFTS}\n{OLD_TOKEN}"], "not valid"),
    (
        "refresh-once-then-stop",
        [f"GET {SHIFTS}\n{OLD_TOKEN}", REFRESH, f"GET {SHIFTS}\n{NEW_TOKEN}", f"{GET_TOKEN}\n\ngrant_type=password"],
        "for another reason",
    ),
    ("one-scope-short", [f"POST {SHIFTS}\n{TILL_TOKEN}\n{FRIDAY}"], "does not accept this token"),
    ("one-scope-short", [f"POST {SHIFTS}\n{WAITER_TOKEN}\n{FRIDAY}", REFRESH], "the same scope"),
    ("one-scope-short", [f"POST {SHIFTS}\n{WAITER_TOKEN}\n{FRIDAY}", f"{REFRESH}&scope=shifts:write"], "cannot add"),
    ("a-token-in-two-places", [f"GET {SHIFTS}?access_token=waiter-today"], "only in the URL"),
    ("a-token-in-two-places", [f"GET {SHIFTS}\n{WAITER_TOKEN}"], "one place only"),
    ("paid-once", [PAYMENT.replace("Idempotency-Key", "X-Key")], "wants an Idempotency-Key"),
    ("paid-once", [PAYMENT, PAYMENT.replace("pay-1", "pay-2")], "a second payment"),
    ("paid-once", [PAYMENT, PAYMENT, PAYMENT], "still running"),
    ("who-says-unavailable", ["GET /bakery-old/bread"], "went to the other server"),
    ("who-says-unavailable", ["POST /bakery/1/outage", "GET /bakery/bread"], "Use the old one first"),
    (
        "who-says-unavailable",
        [
            "POST /bakery/2/outage",
            *["GET /bakery-old/bread"] * 2,
            "GET /bakery/bread",
            "POST /bakery/1/outage",
            "GET /bakery/bread",
        ],
        "A server sent this 503",
    ),
]
