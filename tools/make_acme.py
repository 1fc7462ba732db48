"""Which bulk series does the example company have? Writes every CSV of `examples/acme`, the same each time.

    python tools/make_acme.py

Seed 20261122. Hand-written facts (YAML) steer the series; totals that the texts quote are met to the cent.
"""

from __future__ import annotations

import csv
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import yaml

from opencaio.examples import Example, load
from opencaio.examples.rows import UseCase

SEED = 20261122
FOLDER = Path(__file__).resolve().parents[1] / "src/opencaio/examples/acme"
FIRST_MONDAY = date(2024, 1, 1)
LAST_MONDAY = date(2026, 11, 16)
Rows = Iterable[Sequence[object]]

STEERING = yaml.safe_load((Path(__file__).parent / "acme_steering.yaml").read_text(encoding="utf-8"))
SPEND: dict[int, list[int]] = STEERING["spend"]
SHARED: dict[int, int] = STEERING["shared"]
CURVE: dict[str, list[int]] = STEERING["curve"]
CLASSES: dict[str, list[int]] = STEERING["classes"]


def main() -> None:
    for old in FOLDER.glob("*.csv"):
        old.unlink()
    write_all(FOLDER)


def write_all(folder: Path) -> None:
    example = load("acme")
    for name, (columns, make) in FILES.items():
        write(folder / f"{name}.csv", columns, make(example, random.Random(f"{SEED}/{name}")))


def write(path: Path, columns: str, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns.split())
        writer.writerows(rows)


def months(first: str, last: str) -> list[str]:
    year, month = map(int, first.split("-"))
    found = []
    while f"{year}-{month:02}" <= last:
        found.append(f"{year}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def month_end(month: str) -> date:
    year, number = map(int, month.split("-"))
    return (date(year + number // 12, number % 12 + 1, 1)) - timedelta(days=1)


def mondays(first: date, last: date) -> list[date]:
    start = max(FIRST_MONDAY, first - timedelta(days=first.weekday()))
    return [start + timedelta(weeks=n) for n in range((min(last, LAST_MONDAY) - start).days // 7 + 1)]


def split(total: int, shares: Sequence[float]) -> list[int]:
    """Whole parts of a whole in proportion to shares; what rounding leaves goes to the largest."""
    parts = [int(total * share / sum(shares)) for share in shares]
    parts[shares.index(max(shares))] += total - sum(parts)
    return parts


def costs(example: Example, rng: random.Random) -> Rows:
    for year, by_month in SPEND.items():
        for number, thousand in enumerate(by_month, start=1):
            month = f"{year}-{number:02}"
            yield from shared_costs(month, SHARED[year], rng)
            yield from use_costs(example, month, (thousand - SHARED[year]) * 100_000, rng)


def shared_costs(month: str, thousand: int, rng: random.Random) -> Rows:
    platform = int(thousand * 100_000 * rng.uniform(0.5, 0.58))
    yield month, "", "it", "platform", "opex", "tarn", cents(platform)
    yield month, "", "it", "staff", "opex", "", cents(thousand * 100_000 - platform)


def use_costs(example: Example, month: str, total: int, rng: random.Random) -> Rows:
    weights = {
        (use.code, kind): weight
        for use in example.use_cases
        for kind, weight in cost_weights(use, month, rng).items()
        if weight > 0
    }
    fixed = screening_costs(month)
    free = [key for key in weights if key not in fixed]
    parts = split(total - sum(fixed.values()), [weights[key] for key in free])
    amounts = dict(zip(free, parts, strict=True)) | fixed
    uses = {use.code: use for use in example.use_cases}
    for (code, kind), amount in sorted(amounts.items()):
        line = "capex" if kind == "time" and uses[code].stage in ("building", "approved", "assessed") else "opex"
        vendor = uses[code].vendors[0] if kind != "time" and uses[code].vendors else ""
        yield month, code, uses[code].department, kind, line, vendor, cents(amount)


def screening_costs(month: str) -> dict[tuple[str, str], int]:
    if not month.startswith("2026"):
        return {}
    index = int(month[-2:]) - 1
    shares = [8 + n * 0.4 for n in range(10)]
    return {
        ("UC-014", kind): split(euros * 100, [1.0] * 10 if kind == "licence" else shares)[index]
        for kind, euros in STEERING["screening"].items()
    }


def cost_weights(use: UseCase, month: str, rng: random.Random) -> dict[str, float]:
    begins = cost_begin(use)
    if begins is None or month < begins or (use.retired_on and month > f"{use.retired_on:%Y-%m}"):
        return {}
    size = math.sqrt(use.planned_value or 40_000)
    running = use.started_on is not None and month >= f"{use.started_on:%Y-%m}"
    wobble = rng.uniform(0.9, 1.12)
    return {
        "licence": size * (1.0 if use.sourcing in ("bought", "both") and running else 0.0),
        "usage": size * 0.7 * wobble if running else 0.0,
        "time": size * (0.4 if running else 1.6) * rng.uniform(0.8, 1.2),
    }


def cost_begin(use: UseCase) -> str | None:
    """Work on a use costs from five months before its start; on one being built since early 2026."""
    if use.started_on is not None:
        first = use.started_on - timedelta(days=150)
        return f"{first:%Y-%m}"
    return {"building": "2026-02", "approved": "2026-06", "assessed": "2026-09"}.get(use.stage)


def cents(amount: int) -> Decimal:
    return (Decimal(amount) / 100).quantize(Decimal("0.01"))


def budgets(example: Example, rng: random.Random) -> Rows:
    """2024 to 2026 as approved; 2027 and 2028 as proposed, where `change` is the limit of the plan."""
    run = {2024: (3_000_000, 400_000), 2025: (5_000_000, 700_000), 2026: (7_600_000, 1_300_000)}
    change = {2027: (1_500_000, 2_050_000), 2028: (1_600_000, 1_200_000)}
    keys = [each.key for each in example.departments]
    shares = [sum(math.sqrt(use.planned_value or 0) for use in example.use_cases if use.department == key)
              + (1500 if key == "it" else 0) for key in keys]  # fmt: skip
    for year, (opex, capex) in run.items():
        yield from spread(year, keys, shares, opex=opex, capex=capex, purpose="run")
    for year, opex in ((2027, 9_300_000), (2028, 9_900_000)):
        yield from spread(year, keys, shares, opex=opex, capex=0, purpose="run")
    for year, (opex, capex) in change.items():
        yield from spread(year, keys, shares, opex=opex, capex=capex, purpose="change")


def spread(year: int, keys: list[str], shares: list[float], *, opex: int, capex: int, purpose: str) -> Rows:
    for line, total in (("opex", opex), ("capex", capex)):
        if total:
            for key, part in zip(keys, split(total, shares), strict=True):
                yield year, key, line, purpose, Decimal(part)


def usage(example: Example, rng: random.Random) -> Rows:
    for use in example.use_cases:
        if use.code not in STEERING["usage"] or use.started_on is None:
            continue
        requests, users, tokens_in, tokens_out = STEERING["usage"][use.code]
        for week in mondays(use.started_on, use.retired_on or LAST_MONDAY):
            level = adoption(week, use.started_on) * season(week) * rng.uniform(0.93, 1.07)
            made = max(1, round(requests * level))
            errors = sum(rng.random() < 0.006 for _ in range(min(made, 400)))
            tokens = round(made * tokens_in), round(made * tokens_out)
            yield week, use.code, use.systems[0], max(1, round(users * min(1, level))), made, errors, *tokens


def adoption(week: date, start: date) -> float:
    """An S-curve that reaches nine tenths after half a year."""
    return 1 / (1 + math.exp(-((week - start).days / 7 - 9) / 5))


def season(week: date) -> float:
    holidays = 0.55 if (week.month == 12 and week.day > 21) or (week.month == 1 and week.day < 4) else 1.0
    return holidays * (1 + 0.06 * math.sin((week.timetuple().tm_yday - 80) / 365 * 2 * math.pi))


def kpis(example: Example, rng: random.Random) -> Rows:
    for metric, steer in STEERING["kpis"].items():
        for site, first in steer["sites"].items():
            level = steer["without"] * rng.uniform(0.95, 1.05)
            began = first - timedelta(days=first.weekday())
            for week in mondays(FIRST_MONDAY, LAST_MONDAY):
                value = level * (1 + (steer["with"] / steer["without"] - 1) * learned(week, began))
                value += rng.gauss(0, steer["swing"]) + steer["season"] * yearly(week)
                yield week, metric, site, int(week >= began), round(max(value, 0.1), 2)


def learned(week: date, began: date) -> float:
    """How much of the effect is there: two thirds after six weeks."""
    return 0.0 if week < began else 1 - math.exp(-((week - began).days / 7 + 1) / 7)


def yearly(week: date) -> float:
    return math.sin(week.timetuple().tm_yday / 365 * 2 * math.pi)


def decision_counts(example: Example, rng: random.Random) -> Rows:
    yield from screening_decisions(rng)
    yield from new_york_decisions(rng)
    yield from simple_decisions("UC-010", "2026-03", 262, 0.71, 1.0, 0.09, rng)
    yield from simple_decisions("UC-023", "2024-06", 7_300, 0.9958, 0.0042, 0.21, rng)
    yield from simple_decisions("UC-044", "2026-08", 430, 0.44, 0.3, 0.05, rng)
    yield from simple_decisions("UC-040", "2024-01", 3_380, 0.93, 0.02, 0.11, rng)


def screening_decisions(rng: random.Random) -> Rows:
    """Twelve months to October 2026: 17 940 women (24.1 % chosen), 20 110 men (25.6 %), 550 not stated."""
    year = months("2025-11", "2026-10")
    weights = [rng.uniform(0.85, 1.15) for _ in year]
    for group, total, selected in (
        ("female", 17_940, 4_324),
        ("male", 20_110, 5_148),
        ("not stated", 550, 139),
    ):
        seen, chosen = split(total, weights), split(selected, weights)
        for month, all_, short in zip(year, seen, chosen, strict=True):
            reviewed = round((all_ - short) * 0.58)
            yield month, "UC-014", "sex", group, all_, short, reviewed, overturned(month, reviewed)
    for month in months("2025-04", "2025-10"):
        total = rng.randint(2_400, 3_000)
        for group, share, rate in (
            ("female", 0.46, 0.236),
            ("male", 0.52, 0.259),
            ("not stated", 0.02, 0.25),
        ):
            all_ = round(total * share)
            short = round(all_ * rate)
            reviewed = round((all_ - short) * 0.5)
            yield month, "UC-014", "sex", group, all_, short, reviewed, overturned(month, reviewed)


def overturned(month: str, reviewed: int) -> int:
    """The share of rejections that a person turned round: 5.1 % before July 2026, 6.8 % since."""
    return round(reviewed * (0.068 if month >= "2026-07" else 0.051))


def new_york_decisions(rng: random.Random) -> Rows:
    groups = (("female", "Hispanic or Latino", 0.11, 0.39), ("female", "White", 0.14, 0.46),
              ("female", "Black or African American", 0.12, 0.4), ("female", "Asian", 0.08, 0.47),
              ("male", "Hispanic or Latino", 0.17, 0.42), ("male", "White", 0.15, 0.5),
              ("male", "Black or African American", 0.15, 0.41), ("male", "Asian", 0.08, 0.51))  # fmt: skip
    for month in months("2025-07", "2026-10"):
        total = rng.randint(165, 210)
        for sex, race, share, rate in groups:
            all_ = round(total * share)
            selected = sum(rng.random() < rate for _ in range(all_))
            yield (
                month,
                "UC-022",
                "sex and race",
                f"{sex}, {race}",
                all_,
                selected,
                round(all_ * 0.3),
                all_ // 25,
            )


def simple_decisions(
    use: str, first: str, total: int, rate: float, reviewed: float, turned: float, rng: random.Random
) -> Rows:
    for month in months(first, "2026-10"):
        all_ = round(total * rng.uniform(0.9, 1.1))
        read = round(all_ * reviewed)
        yield (
            month,
            use,
            "none",
            "all",
            all_,
            round(all_ * rate * rng.uniform(0.985, 1.0)),
            read,
            round(read * turned),
        )


def snapshots(example: Example, rng: random.Random) -> Rows:
    recorded = recording_months(example)
    for month in months("2024-11", "2026-10"):
        on = month_end(month)
        there = [use for use in example.use_cases if recorded[use.code] <= month]
        yield from counted(on, "uses", there)
        yield from counted(on, "live", [use for use in there if was_live(use, on)])
        for figure, number in zip(("heavy", "open", "differs"), between(CLASSES, month), strict=True):
            yield from counted(on, figure, marked(there, STEERING["marks"][figure], number))
        _, facts_open, value = between(CURVE, month)
        yield on, "facts_open", "all", facts_open, "facts"
        yield on, "value_measured", "all", value * 1000, "EUR a year"
        yield on, "spend_month", "all", SPEND[on.year][on.month - 1] * 1000, "EUR"
        yield on, "spend_year_to_date", "all", sum(SPEND[on.year][: on.month]) * 1000, "EUR"


def marked(there: list[UseCase], marks: list[str], number: int) -> list[UseCase]:
    """As many uses as the curve says: those that bear the mark today first, then the oldest others."""
    first = [use for use in there if use.code in marks]
    others = [use for use in there if use.code not in marks and use.stage != "retired"]
    return [*first, *others][:number]


def counted(on: date, figure: str, uses: list[UseCase]) -> Rows:
    by_department: dict[str, int] = defaultdict(int)
    for use in uses:
        by_department[use.department] += 1
    yield on, figure, "all", len(uses), "uses"
    yield from ((on, figure, key, value, "uses") for key, value in sorted(by_department.items()))


def was_live(use: UseCase, on: date) -> bool:
    started = use.started_on is not None and use.started_on <= on and use.stage in ("live", "retired")
    return started and (use.retired_on is None or use.retired_on > on)


def recording_months(example: Example) -> dict[str, str]:
    """The month in which each use came on the record: in the order in which they began, along the curve."""
    order = sorted(example.use_cases, key=lambda use: (str(use.started_on or use.facts_on), use.code))
    found: dict[str, str] = {}
    for month in months("2024-11", "2026-10"):
        for use in order[: between(CURVE, month)[0]]:
            found.setdefault(use.code, month)
    return {use.code: found.get(use.code, "2026-11") for use in order}


def between(curve: dict[str, list[int]], month: str) -> list[int]:
    """Between the known months, a straight line."""
    known = sorted(curve)
    before = max(key for key in known if key <= month)
    after = min((key for key in known if key >= month), default=before)
    if before == after:
        return list(curve[before])
    share = (len(months(before, month)) - 1) / (len(months(before, after)) - 1)
    return [round(a + (b - a) * share) for a, b in zip(curve[before], curve[after], strict=True)]


def headcount(example: Example, rng: random.Random) -> Rows:
    for year, growth, pay_growth in ((2024, 0.955, 0.935), (2025, 0.98, 0.968), (2026, 1.0, 1.0)):
        for department, steer in STEERING["occupations"].items():
            parts = split(round(steer["people"] * growth), [share for _, _, share, _ in steer["of"]])
            for (soc, name, _, pay), part in zip(steer["of"], parts, strict=True):
                paid = round(pay * pay_growth, -2)
                yield year, department, soc, name, part, paid, Decimal(round(paid * 1.31 / 1610 * 100)) / 100


def capacity(example: Example, rng: random.Random) -> Rows:
    table = {
        "ml_engineering": (9, 9, 10, 10, 11, 11, 11, 11), "data_engineering": (8, 8, 8, 9, 9, 9, 9, 9),
        "product": (7, 7, 7, 7, 7, 7, 7, 7), "review": (3, 3, 3, 3.5, 3.5, 3.5, 3.5, 3.5),
        "change": (4, 4, 4, 4, 4.5, 4.5, 4.5, 4.5),
    }  # fmt: skip
    quarters = [f"{year}Q{quarter}" for year in (2027, 2028) for quarter in (1, 2, 3, 4)]
    for skill, ftes in table.items():
        yield from ((quarter, skill, float(fte)) for quarter, fte in zip(quarters, ftes, strict=True))


def training(example: Example, rng: random.Random) -> Rows:
    share = {"C-01": 1.0, "C-02": 0.012, "C-04": 0.0, "C-05": 0.03, "C-08": 0.01}
    for month in months("2025-01", "2026-10"):
        for course, part in share.items():
            for department, steer in STEERING["occupations"].items():
                recruiters = 34 if department == "people" else 0
                due = recruiters if course == "C-04" else round(steer["people"] * part)
                offered = next(each.offered_from for each in example.courses if each.key == course)
                passed = (month_end(month) - offered).days / 30
                if due and passed > 0:
                    yield month, course, department, due, round(due * min(0.94, 1 - math.exp(-passed / 9)))


def completions(example: Example, rng: random.Random) -> Rows:
    wanted: dict[str, Callable[[str], bool]] = {
        "C-01": lambda role: True,
        "C-02": lambda role: role in ("officer", "lead"),
        "C-06": lambda role: role in ("reviewer", "lead"),
        "C-08": lambda role: role in ("lead", "officer"),
    }
    for course, wants in wanted.items():
        offered = next(each.offered_from for each in example.courses if each.key == course)
        for person in example.people:
            done = offered + timedelta(days=rng.randint(5, 400))
            if wants(person.role) and rng.random() < 0.86 and done <= example.organisation.today:
                yield course, person.key, max(done, person.joined_on), rng.randint(68, 100)


FILES: dict[str, tuple[str, Callable[[Example, random.Random], Rows]]] = {
    "costs": ("month use department kind line vendor amount", costs),
    "budgets": ("year department line purpose amount", budgets),
    "usage": ("week use system users requests errors input_ktokens output_ktokens", usage),
    "kpis": ("week metric site with_ai value", kpis),
    "decision_counts": ("month use attribute group total selected reviewed overturned", decision_counts),
    "snapshots": ("on figure scope value unit", snapshots),
    "headcount": ("year department soc occupation people pay loaded_hour", headcount),
    "capacity": ("quarter skill fte", capacity),
    "training": ("month course department due completed", training),
    "completions": ("course person completed_on score", completions),
}

if __name__ == "__main__":
    main()
