"""What happened to one shop, when it was learnt, and under which law."""

from __future__ import annotations

from typing import Final

from tests.console.talking import Line, account, fact, of_binding, shop
from tests.story import rulebook

LEARNT: Final = "2026-04-01T00:00:00Z"
"""When the first part was learnt; the rest came a month later."""

ADOPTED: Final = "2026-04-10T00:00:00Z"
"""From when the second law holds."""

NEW_LAW: Final = rulebook(
    {
        "shop.slots": {"2000-01-01": 2, "2026-04-20": 6},
        "shop.unlink_chances": 5,
        "account.rebind_wait": 2400,
        "violation.appeal_window": 3,
        "shop.campaign_score": 60,
    }
)

LIFE: Final[tuple[Line, ...]] = (
    shop(name="好物店铺", time_zone="America/Mexico_City"),
    *account("A1"),
    *account("A2"),
    of_binding("BindingActivated", "2026-02-01", "B1", account="A1"),
    of_binding("BindingActivated", "2026-02-02", "B2", account="A2"),
    fact("ComplianceScoreObserved", "s1", "2026-02-03", shop="tiktok:S1", score=70),
    fact(
        *("ViolationRecorded", "v1", "2026-03-30"),
        violation="V1",
        account="tiktok:A2",
        category="infringement",
    ),
    fact("ViolationNotified", "v2", "2026-03-31", violation="V1", account="tiktok:A2"),
)

LATE: Final[tuple[Line, ...]] = (
    of_binding("ShopUnlinked", "2026-03-20", "B1", account="A1"),
    of_binding("BindingEnded", "2026-03-20", "B1", account="A1", reason="shop_unlink"),
    fact("ComplianceScoreObserved", "s2", "2026-02-20", shop="tiktok:S1", score=90),
)
"""An unlink and a score that were learnt after the shop was asked about."""
