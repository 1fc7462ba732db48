"""Which planning problem does a JSON document pose, exactly, and what is wrong with it?

The format is docs/guide/plan-format.md. All faults are collected and named before anything is solved.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opencaio.engines.portfolio import fields, sound
from opencaio.engines.portfolio.composing import problem_of
from opencaio.engines.portfolio.fields import Faults, Part
from opencaio.engines.portfolio.problem import Problem
from opencaio.errors import BadInput

VERSION = 1
MOST_INITIATIVES = 20_000
MOST_PERIODS = 240
MOST_CELLS = 5_000_000
_KEYS = (
    "version",
    "currency",
    "departments",
    "periods",
    "year_of",
    "budgets",
    "skills",
    "initiatives",
    "relations",
    "caps",
    "scenarios",
    "risk_aversion",
    "locked",
    "previous",
)


def parse_document(text: str | bytes) -> dict[str, Any]:
    """The JSON object in ``text``, its numbers exact; BadInput if it is none, repeats a key or nests too deeply."""
    try:
        found = json.loads(text, parse_float=Decimal, object_pairs_hook=_object)
    except RecursionError:
        raise BadInput("The problem nests too deeply to be one; see the plan format.") from None
    except UnicodeDecodeError:
        raise BadInput("The problem is not text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise BadInput(f"The problem is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from None
    except (ValueError, ArithmeticError) as error:
        raise BadInput(f"The problem holds a number that cannot be read: {error}.") from None
    if not isinstance(found, dict):
        raise BadInput("The problem must be one JSON object.")
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = fields.repeated([key for key, _ in pairs])
        raise BadInput(f"The key {fields.shown(twice[0])} stands twice in one object of the problem.")
    return found


def read_problem(document: Mapping[str, Any]) -> Problem:
    """The problem that the document poses; BadInput, with every fault in ``details``, if it does not hold together."""
    faults = Faults()
    top = Part.open(
        document,
        name="problem",
        keys=_KEYS,
        needed=("version", "currency", "periods", "year_of", "initiatives"),
        faults=faults,
    )
    if "version" in top.given and (document["version"] is True or document["version"] != VERSION):
        faults.add(f"problem: version is {fields.shown(document['version'])}; version {VERSION} is read here")
    _refuse_if_too_large(top)
    problem = problem_of(top)
    sound.judge(problem, faults=faults)
    if faults.found:
        count = len(faults.found) + faults.more
        words = faults.found[0] if count == 1 else f"{count} faults; the first: {faults.found[0]}"
        raise BadInput(f"The problem cannot be planned as it is: {words}.", details=faults.listed())
    return problem


def _refuse_if_too_large(top: Part) -> None:
    """Told before anything is read, since reading it would take long."""
    for key, most, advice in (
        ("initiatives", MOST_INITIATIVES, "plan by department or leave out what cannot be funded"),
        ("periods", MOST_PERIODS, "plan in quarters or years"),
        ("relations", 10 * MOST_INITIATIVES, "leave out what does not bind"),
        ("budgets", MOST_INITIATIVES, "group the lines"),
        ("skills", MOST_INITIATIVES, "group the skills"),
    ):
        count = len(top.items(key))
        if count > most:
            raise BadInput(f"The problem has {count:,} {key}; at most {most:,} can be planned at once: {advice}.")
    cells = len(top.items("initiatives")) * len(top.items("periods"))
    if cells > MOST_CELLS // 10:
        raise BadInput(f"The problem has {cells:,} initiatives x periods; at most {MOST_CELLS // 10:,} can be planned.")
