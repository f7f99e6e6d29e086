"""The quests: longer tasks in stages, each of which has to be brought about after the one before."""

from __future__ import annotations

from statuslab.scenarios.quests.access_tokens import ONE_PLACE, REFRESH, WIDER_SCOPE
from statuslab.scenarios.quests.caches import LINGERING_404, WRONG_BILL
from statuslab.scenarios.quests.diagnosis import CHAIN, CIRCLE, STAFF_DOOR
from statuslab.scenarios.quests.large_transfers import ONE_LEAFLET, POSTER, TUNNEL
from statuslab.scenarios.quests.safe_writes import DID_IT_ARRIVE, LOST_UPDATE, ONE_ORDER, TWO_AT_A_LABEL
from statuslab.scenarios.quests.services import HEALTH_CHECKS, ONE_PAYMENT
from statuslab.scenarios.quests.waiting import CRAWLER, TO_THE_POT, WINDOW

QUESTS = (
    LOST_UPDATE,
    TUNNEL,
    CRAWLER,
    CIRCLE,
    CHAIN,
    TWO_AT_A_LABEL,
    POSTER,
    ONE_LEAFLET,
    STAFF_DOOR,
    WINDOW,
    TO_THE_POT,
    DID_IT_ARRIVE,
    ONE_ORDER,
    REFRESH,
    WIDER_SCOPE,
    ONE_PLACE,
    HEALTH_CHECKS,
    ONE_PAYMENT,
    LINGERING_404,
    WRONG_BILL,
)
