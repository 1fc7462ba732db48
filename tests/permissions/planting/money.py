"""Money of Bo's: budgets, bookings by hand and by file, commitments, a limit; and what counts for all."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from opencaio.record.importing.uploads import keep_upload
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

SHARED: dict[Any, str] = {
    m.AssumptionSet: "every case of every department counts with the same figures",
    m.ExchangeRate: "the same for all",
    m.ClosedPeriod: "books are closed for all at once",
}
FILES = {
    "actuals": "month,department,line,amount,note\n{month},HEALTH,opex,7,New\n",
    "budgets": "department,year,line,amount\nHEALTH,2099,opex,7\n",
    "rates": "currency,on,rate,source\nNOK,{today},0.08,Bank\n",
}


def plant(planted: Planted) -> None:
    """With the word in every text; retired rows hold it where the living ones hold a choice."""
    cast, bo = planted.cast, planted.cast.bo
    today = timezone.localdate()
    of_bo: dict[str, Any] = {"department": "HEALTH", "line": "opex"}
    budget = do("budgets.set", bo, **of_bo, year=today.year, amount=1000, note=WORD)
    row = do("actuals.add", bo, **of_bo, month=today, amount=5, kind=WORD, use_case=planted.use.code, note=WORD,
             reference=WORD, unit=WORD)  # fmt: skip
    bound = do("commitments.add", bo, **of_bo, title=f"Seats {WORD}", code=f"COM-{WORD}", amount=10**6, note=WORD,
               starts_on=today, ends_on=today + timedelta(days=30), use_case=planted.use.code,
               initiative=planted.initiative.code)  # fmt: skip
    text = f"month,department,line,amount,note\n{today:%Y-%m},HEALTH,opex,9,{WORD}\n"
    given = {"upload": _kept(planted, "first", text), "file_name": f"{WORD}.csv"}
    batch = do("actuals.import", bo, **given).batch
    m.CostBatch.objects.filter(pk=batch).update(sha256=WORD, rows_digest=WORD, reason=WORD)
    do("limits.set", cast.ana, person=bo.person_id, amount=10**7, reason=WORD)
    _retired(planted, today)
    set_ = do("assumptions.draft", cast.rae, name="First", code="A-1", values={"tax_rate": "0.2"})
    do("assumptions.approve", cast.ana, code=set_.code)
    do("assumptions.draft", cast.rae, name="Second", code="A-2")
    do("rates.set", cast.ana, currency="SEK", on=today, rate="0.09", source="Bank")
    do("periods.close", cast.ana, until=date(2020, 12, 31))
    planted.more |= {"budget": budget, "actual": row, "commitment": bound, "cost_batch": batch}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    today, bo = timezone.localdate(), planted.cast.bo.person_id
    of_bo = {"department": "HEALTH", "line": "opex"}
    one, because = {"code": planted.more["commitment"].code}, {"reason": "New"}
    days = {"starts_on": str(today), "ends_on": str(today)}
    # Kept anew for each question: an erasure among them drops all uploads.
    texts = {name: text.format(month=f"{today:%Y-%m}", today=today) for name, text in FILES.items()}
    files = {
        f"{name}.import": {"upload": _kept(planted, name, text), "file_name": "new.csv"} for name, text in texts.items()
    }
    return files | {
        "actuals.add": {**of_bo, "month": str(today), "amount": 3},
        "actuals.correct": {"id": planted.more["actual"].pk, "amount": 4, **because},
        "actuals.reverse": {"batch": planted.more["cost_batch"], **because},
        "assumptions.approve": {"code": "A-2"},
        "assumptions.draft": {"name": "New"},
        "assumptions.edit": {"code": "A-2", "name": "New"},
        "assumptions.supersede": {"code": "A-1", **because},
        "budgets.approve": {"year": today.year, "department": "HEALTH"},
        "budgets.set": {**of_bo, "year": 2098, "amount": 3},
        "commitments.add": {**of_bo, **days, "title": "New", "amount": 3},
        "commitments.edit": {**one, "title": "New"},
        "commitments.end": {**one, "on": str(today), **because},
        "limits.remove": {"person": bo, **because},
        "limits.set": {"person": bo, "amount": 5},
        "periods.close": {"until": "2021-12-31"},
        "periods.open": because,
        "rates.set": {"currency": "DKK", "on": str(today), "rate": "0.13", "source": "Bank"},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    use, home = planted.use.code, {"department": "HEALTH"}
    return {
        "actuals.list": [{}, home, {"use_case": use}, {"q": WORD}, {"kind": WORD}, {"id": planted.more["actual"].pk},
                         {"batch": planted.more["cost_batch"]}],
        "actuals.of": [{"use_case": use}, {"initiative": planted.initiative.code}],
        "assumptions.compare": [{"code": "A-2"}],
        "assumptions.show": [{"code": "A-2"}],
        "budgets.lines": [{}, home],
        "budgets.list": [{}, home, {"year": 0}],
        "budgets.overview": [{}, home],
        "commitments.list": [{}, home, {"use_case": use}, {"open": False}],
        "rates.convert": [{"amount": 5, "currency": "SEK"}],
    }  # fmt: skip


def _retired(planted: Planted, today: date) -> None:
    now = timezone.now()
    shared = {"department": planted.cast.health, "currency": "EUR", "amount": 1, "line": WORD, "created_at": now,
              "updated_at": now, "retired_at": now, "note": WORD}  # fmt: skip
    m.Budget.objects.create(**shared, year=2001, purpose=WORD)
    m.CostLine.objects.create(**shared, month=today, source=WORD, batch=WORD)
    m.Commitment.objects.create(
        **shared, code="COM-gone", title=WORD, starts_on=today, ends_on=today, ended_because=WORD
    )


def _kept(planted: Planted, name: str, text: str) -> str:
    path = Path(planted.home.name) / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return keep_upload(path)
