"""What does a metric come to over live facts that somebody may see, and what was read for it?"""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from opencaio.errors import BadInput, NotFound, Refused
from opencaio.lake.declarations import Condition, MetricSpec
from opencaio.lake.facts import FACTS
from opencaio.record.manifest import LiveFile, live_files, store
from opencaio.record.models import UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right

if TYPE_CHECKING:
    from opencaio.lake.compiling import Grain
    from opencaio.lake.metrics import Measured, Row

REMEMBERED = 256
NO_COSTS = (
    "Bills belong to no single use before they are divided, so this metric needs a role over everything. "
    "What a use costs stands under Money."
)


@dataclass(frozen=True)
class Question:
    """What is asked of metrics, but for which."""

    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    grain: "Grain | None" = None
    engine: str = "duckdb"
    unit: str = ""
    use_case: str = ""
    department: str = ""


@dataclass(frozen=True)
class Figures:
    """A measured metric with the files that were read: how many, their rows, and a digest of which."""

    measured: "Measured"
    files: int
    rows: int
    digest: str


_kept: OrderedDict[str, "Measured"] = OrderedDict()
_lock = Lock()


def figures(spec: MetricSpec, question: Question, actor: Actor) -> Figures:
    """One metric over what the actor may see."""
    return figures_of([spec], question, actor)[0]


def figures_of(specs: Sequence[MetricSpec], question: Question, actor: Actor) -> list[Figures]:
    """Several metrics of the same facts by one question; files never change, so an answer is remembered by them."""
    facts = sorted({fact for one in specs for fact in one.facts})
    where = conditions(facts, question, actor)
    files = {fact: live_files(fact, first=question.first, last=question.last) for fact in facts}
    digest = _digest(files)
    names = [repr((spec, question, where, digest, settings.OPENCAIO_LAKE, settings.OPENCAIO_HOME)) for spec in specs]
    with _lock:
        known = {name: _kept[name] for name in names if name in _kept}
    missing = [(name, spec) for name, spec in zip(names, specs, strict=True) if name not in known]
    if missing:
        measured = _measured([spec for _, spec in missing], question, where, files)
        known |= {name: one for (name, _), one in zip(missing, measured, strict=True)}
        _keep(known)
    read = {fact: (len(some), sum(one.rows for one in some)) for fact, some in files.items()}
    return [
        Figures(known[name], sum(read[f][0] for f in spec.facts), sum(read[f][1] for f in spec.facts), digest)
        for name, spec in zip(names, specs, strict=True)
    ]


def row_of_use(spec: MetricSpec, use: str, *, first: date, last: date) -> "Row":
    """A metric over the rows of one use, whoever asks. Raises BadInput where its facts name no use, or none came in."""
    if any(FACTS[fact].column("use_case") is None for fact in spec.facts):
        raise BadInput("This metric rests on rows that name no use.")
    files = {fact: live_files(fact, first=first, last=last) for fact in spec.facts}
    if not all(files.values()):
        raise BadInput("There is nothing of it in the lake for these days.")
    question = Question(first=first, last=last, use_case=use)
    (measured,) = _measured([spec], question, [Condition("use_case", "is", use)], files)
    if not measured.rows:
        raise BadInput("No row of this use counts for it in these days.")
    return measured.rows[0]


def conditions(facts: Sequence[str], question: Question, actor: Actor) -> tuple[Condition, ...]:
    """Which rows count: those of uses that the actor may see, of the use and department that were asked for."""
    scope, found = actor.scope(Right.READ), []
    dividable = all(FACTS[fact].column("use_case") for fact in facts)
    if scope is not EVERYWHERE:
        if not dividable:
            raise Refused(NO_COSTS)
        found.append(Condition("use_case", "in", codes_of(actor)))
    for name in ("use_case", "department"):
        if asked := getattr(question, name):
            if not dividable:
                raise BadInput(f"Bills name no {name.replace('_', ' ')}; what a use costs stands under Money.")
            found.append(Condition(name, "is", asked))
    if question.use_case and scope is not EVERYWHERE and question.use_case not in codes_of(actor):
        raise NotFound(f"There is no use {question.use_case[:40]} here, or you may not see it.")
    return tuple(found)


def codes_of(actor: Actor) -> tuple[str, ...]:
    """The codes of uses that the actor may see, retired ones too."""
    scope = actor.scope(Right.READ)
    rows = UseCase._base_manager.all()
    rows = rows if scope is EVERYWHERE else rows.filter(department_id__in=scope)
    return tuple(sorted(rows.values_list("code", flat=True)))


def _measured(
    specs: Sequence[MetricSpec], question: Question, where: Sequence[Condition], files: dict[str, list[LiveFile]]
) -> "list[Measured]":
    from opencaio.lake.engines import open_on
    from opencaio.lake.metrics import measure_all

    lake = store()
    paths = {fact: [lake.address(one.path) for one in some] for fact, some in files.items()}
    system = None if lake.is_local else lake.system
    with open_on(question.engine, paths, address=_address(question.engine), system=system) as opened:
        return measure_all(
            opened, specs, by=question.by, where=where, first=question.first, last=question.last,
            grain=question.grain, unit=question.unit,
        )  # fmt: skip


def _address(engine: str) -> str:
    """Spark's master from the settings (local without one); PostgreSQL's address: that of the workspace, if it has."""
    if engine == "spark":
        return str(getattr(settings, "OPENCAIO_SPARK", "") or "")
    if engine != "postgres":
        return ""
    told = str(getattr(settings, "OPENCAIO_METRICS_POSTGRES", "") or "")
    return told or _own_database()


def _own_database() -> str:
    if connection.vendor != "postgresql":
        raise BadInput("This workspace has no PostgreSQL. Name one with OPENCAIO_METRICS_POSTGRES, or take duckdb.")
    from psycopg.conninfo import make_conninfo

    told = connection.settings_dict
    parts = {"dbname": told["NAME"], "user": told["USER"], "password": told["PASSWORD"], "host": told["HOST"]}
    return make_conninfo("", **{name: one for name, one in parts.items() if one}, port=told["PORT"] or None)


def _digest(files: dict[str, list[LiveFile]]) -> str:
    text = "\n".join(one.path for fact in sorted(files) for one in files[fact])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _keep(known: "dict[str, Measured]") -> None:
    with _lock:
        _kept.update(known)
        while len(_kept) > REMEMBERED:
            _kept.popitem(last=False)
