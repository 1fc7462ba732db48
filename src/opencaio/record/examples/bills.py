"""How do the example's bills come into the lake, and by which rules are they divided?"""

import tempfile
from datetime import date
from pathlib import Path

from opencaio.examples.bills import BILLERS, UNTAGGED, bills
from opencaio.record.actions.registry import perform
from opencaio.record.examples.settling import Settling, noon
from opencaio.record.importing.uploads import drop_upload, keep_upload

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
RULES_ON, BILLS_ON = date(2026, 7, 1), date(2026, 11, 5)

#: Euros a million tokens by contract, from a day on: by model, class, day, price. The successor is 18 % dearer.
PRICES = (
    ("orrin-labs", "orrin-6", "input", date(2024, 11, 18), "9"),
    ("orrin-labs", "orrin-6", "output", date(2024, 11, 18), "36"),
    ("orrin-labs", "orrin-6", "input", date(2026, 4, 1), "8.1"),
    ("orrin-labs", "orrin-6", "output", date(2026, 4, 1), "32.4"),
    ("orrin-labs", "orrin-7", "input", date(2026, 5, 1), "9.558"),
    ("orrin-labs", "orrin-7", "output", date(2026, 5, 1), "38.232"),
)


def settle_bills(settling: Settling) -> None:
    """The rules first, then a bill a vendor and month."""
    tagged = {
        "code": "tag",
        "rank": 10,
        "by": "tag:use_case",
        "title": "The tag names the use",
        "reason": "Whoever starts a resource tags it: house rule since July 2026",
    }
    perform("allocation.add", tagged, settling.officer, at=noon(RULES_ON))
    for code in _untagged(settling):
        settling.do(
            "allocation.add", on=RULES_ON, code=f"name-{code}", rank=20, use_case=code,
            condition={"ResourceName": [f"{code.lower()}-*"]}, title=f"Resources named after {code}",
        )  # fmt: skip
    settling.do(
        "allocation.add", on=RULES_ON, code="platform", rank=90, spread="requests", title="Shared compute by requests",
        condition={"tag:environment": ["shared"], "ServiceName": ["Tarn Compute"]},
        reason="Council of 3 June 2026: who asks more pays more",
    )  # fmt: skip
    for provider, model, token_class, on, price in PRICES:
        settling.do(
            "token_prices.set", on=on, provider=provider, model=model, token_class=token_class, price=price,
            currency="EUR", valid_from=on, source="Contract of 18 November 2024",
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for name, text in bills(settling.example.costs, months=MONTHS):
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8")
            upload = keep_upload(path)
            settling.do("bills.import", on=BILLS_ON, upload=upload, file_name=name)
            drop_upload(upload)
    settling.do("cost_alerts.find", on=BILLS_ON)


def _untagged(settling: Settling) -> list[str]:
    """Uses whose resources bear their name and no tag."""
    billed = {one.use for one in settling.example.costs if one.vendor in BILLERS and one.use}
    return sorted(code for code in billed if int(code.removeprefix("UC-")) % UNTAGGED == 0)
