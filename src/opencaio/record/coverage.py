"""What on record bears on the requirements of frameworks, as far as somebody may see it?

One sweep over the record, whatever its size: uses, controls, evidence, duties and stances become the plain data that
`engines.coverage` works on. A control of a department that the asker may not see counts around his uses all the same,
but without its name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from opencaio.engines.coverage import Bearing, Covered, Net, Proof, Reason, Stance, cover
from opencaio.engines.coverage import Control as Measure
from opencaio.engines.coverage import Use as Standing
from opencaio.packs.frameworks import load_frameworks
from opencaio.record.models import Control, Department, Duty, Evidence, Fact, RequirementStance, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.scopes import readable

#: An idea is not there yet and what was retired is gone: neither is asked anything.
NOT_ASKED = ("idea", "retired")
HIDDEN = "#"
FEW = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A use of AI as coverage needs it."""

    id: int
    code: str
    name: str
    department: int


class Ground:
    """All that bears on requirements for the uses of a department that the actor may see, on a day."""

    def __init__(self, actor: Actor, *, on: date, department: str = "", use_case: str = "") -> None:
        self.actor, self.on, self.net = actor, on, load_frameworks()
        self.places = {row.pk: row for row in Department.objects.all()}
        self.rows = _rows(readable(department, actor), use_case)
        self._control_rows = _control_rows()
        self.controls = tuple(self._measures())
        self.uses = tuple(self._standings())
        self.stances = tuple(_stances())

    @cached_property
    def covered(self) -> Covered:
        """Every requirement for every use; without any use, for the organisation as such."""
        return cover(self.net, self.controls, self.uses, stances=self.stances, on=self.on)

    @cached_property
    def bearing(self) -> Bearing:
        """The reasons."""
        return Bearing(self.net, self.controls, self.uses, on=self.on)

    @cached_property
    def stance_of(self) -> dict[str, Stance]:
        """What was said, by `framework:requirement`."""
        return {one.key: one for one in self.stances}

    def reasons(self, key: str, *, most: int) -> tuple[tuple[Reason, ...], int]:
        """What bears on a requirement for the uses of which it is asked, and how many reasons there are in all."""
        column = self.covered.applies[:, self.net.index[key]]
        if column.all():
            return self.bearing.on_requirement(key, most=most)
        asked = {use.code for use, is_asked in zip(self.uses, column.tolist(), strict=True) if is_asked}
        return self.bearing.on_requirement(key, among=asked, most=most)

    def rows_below(self, place: Department) -> list[int]:
        """Which rows of ``covered`` are of this department or of one below it."""
        inside = {key for key, one in self.places.items() if one.path.startswith(place.path)}
        return [number for number, row in enumerate(self.rows) if row.department in inside]

    def name_of(self, code: str) -> str:
        """A control's name, if the asker may know it."""
        return self._names.get(code, "")

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.code: one.name for one in self.controls if not one.code.startswith(HIDDEN)}

    def may_read(self, department: int | None) -> bool:
        """True for what is of a department that the asker may read, and for what is of none."""
        return department is None or self.actor.may(Right.READ, department)

    def _measures(self) -> Iterable[Measure]:
        proofs = proofs_of(Evidence.objects.filter(control__isnull=False), by="control_id")
        for row in self._control_rows:
            seen = self.may_read(row.department_id)
            yield Measure(
                code=row.code if seen else f"{HIDDEN}{row.pk}",
                name=row.name if seen else _("A control of another department"),
                status=row.status,  # type: ignore[arg-type]
                requirements=tuple(row.requirements),
                proofs=tuple(proofs.get(row.pk, ())),
            )

    def _standings(self) -> Iterable[Standing]:
        keys = [row.id for row in self.rows]
        few = keys if len(keys) <= FEW else None
        evidence = Evidence.objects.filter(use_case__isnull=False)
        proofs = proofs_of(evidence if few is None else evidence.filter(use_case__in=few), by="use_case_id")
        duties, facts, around = _duties(self.net, few), _facts(self.net, few), self._around()
        for row in self.rows:
            yield Standing(
                code=row.code,
                controls=around(row),
                proofs=tuple(proofs.get(row.id, ())),
                duties=frozenset(duties.get(row.id, ())),
                facts=facts.get(row.id, {}),
            )

    def _around(self) -> Callable[[Row], tuple[str, ...]]:
        """Gives the codes of the controls around a use: those of its department and above, unless limited to others."""
        limited = _limits()
        codes = [(one.code, row) for one, row in zip(self.controls, self._control_rows, strict=True)]
        at: dict[int, tuple[str, ...]] = {}

        def of_department(key: int) -> tuple[str, ...]:
            if key not in at:
                path, everywhere = self.places[key].path, [one for one in codes if one[1].pk not in limited]
                at[key] = tuple(code for code, row in everywhere if _above(self.places, row.department_id, path))
            return at[key]

        own: dict[int, list[str]] = defaultdict(list)
        for code, row in codes:
            for use in limited.get(row.pk, ()):
                own[use].append(code)
        return lambda row: (*of_department(row.department), *own.get(row.id, ()))


def _above(places: dict[int, Department], key: int | None, path: str) -> bool:
    return key is None or path.startswith(places[key].path)


def _rows(scope: frozenset[int] | None, use_case: str) -> tuple[Row, ...]:
    rows = UseCase.objects.filter(retired_at=None)
    rows = rows.filter(code__iexact=use_case) if use_case else rows.exclude(stage__in=NOT_ASKED)
    rows = rows if scope is EVERYWHERE else rows.filter(department__in=scope)
    return tuple(Row(*one) for one in rows.order_by("code").values_list("pk", "code", "name", "department_id"))


def _control_rows() -> Sequence[Control]:
    return list(Control.objects.filter(retired_at=None).order_by("code"))


def _limits() -> dict[int, list[int]]:
    """The controls that stand around some uses only: `{control: [use, …]}`."""
    found: dict[int, list[int]] = defaultdict(list)
    links = Control.use_cases.through.objects.filter(control__retired_at=None)
    for control, use in links.values_list("control_id", "usecase_id"):
        found[control].append(use)
    return found


def proofs_of(rows: QuerySet[Evidence], *, by: str) -> dict[int, list[Proof]]:
    """The living evidence among these rows, by the key of what it is of; once for each duty that it was closed with."""
    found: dict[int, list[Proof]] = defaultdict(list)
    held = rows.filter(retired_at=None).order_by("pk")
    columns = (by, "pk", "title", "kind", "code", "expires_on", "shows__code")
    for owner, key, title, kind, code, until, shown in held.values_list(*columns):
        found[owner].append(Proof(key, title, kind, shown or code, until))
        if shown and code and code != shown:
            found[owner].append(Proof(key, title, kind, code, until))
    return found


def _duties(net: Net, few: list[int] | None) -> dict[int, list[str]]:
    packs = {one.regime: one.id for one in net.frameworks if one.regime}
    found: dict[int, list[str]] = defaultdict(list)
    rows = Duty.objects.filter(retired_at=None, use_case__retired_at=None)
    rows = rows if few is None else rows.filter(use_case__in=few)
    for use, regime, code in rows.values_list("use_case_id", "regime", "code"):
        if regime in packs:
            found[use].append(f"{packs[regime]}:{code}")
    return found


def _facts(net: Net, few: list[int] | None) -> dict[int, dict[str, object]]:
    """What is known of each use, of the facts on which it hangs whether a framework asks anything of it."""
    keys = {one.applies_when.fact for one in net.frameworks if one.applies_when}
    rows = Fact.objects.filter(subject_kind="usecase", superseded_at=None, is_unknown=False, key__in=keys)
    found: dict[int, dict[str, object]] = defaultdict(dict)
    rows = rows if few is None else rows.filter(subject_id__in=few)
    for use, key, value in rows.values_list("subject_id", "key", "value"):
        found[use][key] = value
    return found


def _stances() -> Iterable[Stance]:
    rows = RequirementStance.objects.filter(retired_at=None)
    for framework, requirement, applies, reason in rows.values_list("framework", "requirement", "applies", "reason"):
        yield Stance(f"{framework}:{requirement}", applies, reason)


def controls_seen(actor: Actor) -> Q:
    """Controls of the departments that the actor may read, and those of nobody's."""
    scope = actor.scope(Right.READ)
    return Q() if scope is EVERYWHERE else Q(department=None) | Q(department__in=scope)
