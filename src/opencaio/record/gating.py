"""How do uses stand before the gates, from what is on record today?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q

from opencaio.engines.gates import Case, DutyStanding, Missing, Override, Passage, passage, stands_rightly
from opencaio.errors import Refused
from opencaio.packs.gates import load_gates
from opencaio.record.assessing import OUR_OWN
from opencaio.record.duty_states import standing_duties, with_state
from opencaio.record.models import Assessment, Control, Evidence, Fact, GateOverride, Initiative, Review, UseCase
from opencaio.record.models.portfolio import Stage
from opencaio.record.permissions import Actor, Right
from opencaio.record.reviewing import GIVEN, PROHIBITED, no_longer_holds

FINDINGS = {"dpia_required": "answer__gdpr__dpia_required"}
MANY = 500


def passage_of(use: UseCase, *, to: str, on: date) -> Passage:
    """Whether this use may move to a stage today, and what is missing."""
    return passage(cases_of([use], on=on)[use.pk], to=to, gates=load_gates(), on=on)


def out_of_place(uses: Iterable[UseCase], *, on: date) -> dict[int, Passage]:
    """Uses that stand beyond a gate that they would not pass: what was reported, found so, or has changed since."""
    gates, rows = load_gates(), list(uses)
    found = {key: stands_rightly(case, gates=gates, on=on) for key, case in cases_of(rows, on=on).items()}
    return {key: one for key, one in found.items() if not one.passes}


def refuse_closed_gate(use: UseCase, *, values: Mapping[str, Any], to: str, on: date) -> None:
    """``Refused``, with the list of what is missing, when the use, once it has these values, may not move there."""
    case = cases_of([use], on=on)[use.pk]
    case = replace(case, has_owner=values.get("owner", case.has_owner or None) is not None)
    found = passage(case, to=to, gates=load_gates(), on=on)
    if found.forbidden:
        raise Refused(f"{use.code} cannot move to {_stage(to)}. {found.forbidden.words}", details=[_cited(found)])
    if found.missing:
        words = f"{use.code} cannot move to {_stage(to)} yet: {counted(len(found.missing), 'thing is', 'things are')}"
        raise Refused(f"{words} missing.", details=[missing_words(one) for one in found.missing])


def refuse_work_ahead(work: Initiative, uses: Iterable[UseCase], *, to: str, actor: Actor, on: date) -> None:
    """``Refused`` when a use that this work is about may not be where the work would be; hidden uses are not named."""
    stages = load_gates().stages
    if to not in stages or (work.stage in stages and stages.index(to) < stages.index(work.stage)):
        return
    rows = [one for one in uses if one.retired_at is None and one.stage != Stage.RETIRED]
    cases = cases_of(rows, on=on)
    closed = [(use, found) for use in rows if not (found := _at(cases[use.pk], to=to, on=on)).passes]
    if closed:
        lines = [line for use, found in closed for line in _lines(use, found, actor)]
        words = f"{work.code} cannot move to {_stage(to)} yet: {counted(len(closed), 'of its uses', 'of its uses')}"
        raise Refused(f"{words} may not stand there.", details=lines)


def missing_words(one: Missing) -> str:
    """What is missing, in one line: ``Test report (AI Act Art. 15): why``."""
    cited = f" ({one.citation})" if one.citation else ""
    return f"{one.title}{cited}: {one.why}"


def counted(number: int, singular: str, plural: str) -> str:
    """``1 thing is`` or ``3 things are``."""
    return f"{number} {singular if number == 1 else plural}"


def cases_of(uses: Iterable[UseCase], *, on: date) -> dict[int, Case]:
    """Every use as the gates look at it; six queries, however many uses."""
    rows = {one.pk: one for one in uses}
    keys = set(rows) if len(rows) <= MANY else None
    given, signed = _reviews(keys, on=on)
    classes, findings = _answers(keys, given)
    duties, kinds, overrides = _duties(keys, on=on), _kinds(keys, on=on), _overrides(keys)
    known = _known(keys)
    return {
        key: Case(
            stage=use.stage,
            classes=classes.get(key, {}),
            findings=frozenset(findings.get(key, ())),
            duties=tuple(duties.get(key, ())),
            kinds=frozenset(kinds.get(key, ())),
            signed=frozenset(signed.get(key, ())),
            has_facts=key in known,
            has_owner=use.owner_id is not None,
            overrides=tuple(overrides.get(key, ())),
        )
        for key, use in rows.items()
    }


Keys = set[int] | None


def _of(keys: Keys, *, by: str = "use_case_id") -> Q:
    return Q() if keys is None else Q(**{f"{by}__in": keys})


def _reviews(keys: Keys, *, on: date) -> tuple[dict[tuple[int, str], str], dict[int, set[str]]]:
    """Classes that a reviewer gave, and the regimes whose answer is signed by a sign-off that still holds."""
    rows = Review.objects.filter(_of(keys), verdict__in=GIVEN).exclude(no_longer_holds(on)).filter(retired_at=None)
    given: dict[tuple[int, str], str] = {}
    signed: dict[int, set[str]] = defaultdict(set)
    for use, regime, klass in rows.values_list("use_case_id", "regime", "given_class"):
        signed[use].add(regime)
        if klass:
            given[use, regime] = klass
    return given, signed


def _answers(keys: Keys, given: Mapping[tuple[int, str], str]) -> tuple[dict[int, dict[str, str]], dict[int, set[str]]]:
    rows = Assessment.objects.filter(_of(keys), superseded_at=None)
    classes: dict[int, dict[str, str]] = defaultdict(dict)
    findings: dict[int, set[str]] = defaultdict(set)
    for use, regime, klass, *said in rows.values_list("use_case_id", "regime", "klass", *FINDINGS.values()):
        classes[use][regime] = _class(klass, given.get((use, regime), ""))
        findings[use] |= {name for name, is_so in zip(FINDINGS, said, strict=True) if is_so is True}
    return classes, findings


def _class(computed: str, given: str) -> str:
    """The class that counts: a reviewer's while it stands, but none makes a prohibited use one that may pass."""
    return computed if computed == PROHIBITED or not given else given


def _duties(keys: Keys, *, on: date) -> dict[int, list[DutyStanding]]:
    wanted = {code for one in load_gates().demands for code in one.duties}
    rows = with_state(standing_duties().filter(_of(keys), code__in=wanted), on=on)
    found: dict[int, list[DutyStanding]] = defaultdict(list)
    columns = ("use_case_id", "pk", "regime", "code", "title", "citation", "state", "evidence_kinds", "binds_from")
    for row in rows.order_by("regime", "code").values_list(*columns):
        use, key, regime, code, title, citation, state, kinds, binds = row
        found[use].append(DutyStanding(key, regime, code, title, citation, state, tuple(kinds), binds))
    return found


def _kinds(keys: Keys, *, on: date) -> dict[int, set[str]]:
    holds = Evidence.objects.filter(Q(expires_on=None) | Q(expires_on__gte=on), retired_at=None).exclude(kind="")
    found: dict[int, set[str]] = defaultdict(set)
    for use, kind in holds.filter(_of(keys), use_case__isnull=False).values_list("use_case_id", "kind"):
        found[use].add(kind)
    through = Control.use_cases.through.objects.filter(_of(keys, by="usecase_id"), control__retired_at=None)
    of_controls = through.filter(control__evidence__in=holds)
    for use, kind in of_controls.values_list("usecase_id", "control__evidence__kind"):
        found[use].add(kind)
    return found


def _overrides(keys: Keys) -> dict[int, list[Override]]:
    rows = GateOverride.objects.filter(_of(keys), retired_at=None).select_related("by")
    found: dict[int, list[Override]] = defaultdict(list)
    for row in rows:
        found[row.use_case_id].append(override_of(row))
    return found


def override_of(row: GateOverride) -> Override:
    """A kept override as the engine takes it."""
    codes = frozenset(one["code"] for one in row.missing)
    by = row.by.name if row.by else ""
    return Override(row.pk, row.to_stage, codes, row.expires_on, by=by, reason=row.reason)


def _known(keys: Keys) -> set[int]:
    rows = Fact.objects.filter(_of(keys, by="subject_id"), subject_kind="usecase", superseded_at=None, is_unknown=False)
    for start in OUR_OWN:
        rows = rows.exclude(key__startswith=start)
    return set(rows.values_list("subject_id", flat=True).distinct())


def _at(case: Case, *, to: str, on: date) -> Passage:
    """As for a move there; a use that stands further already is measured by that stage too."""
    return stands_rightly(replace(case, stage=to), gates=load_gates(), on=on)


def _lines(use: UseCase, found: Passage, actor: Actor) -> list[str]:
    if not actor.may(Right.READ, use.department_id):
        return ["A use of another department is not ready."]
    if found.forbidden:
        return [f"{use.code}: {found.forbidden.words} {_cited(found)}"]
    return [f"{use.code}: {missing_words(one)}" for one in found.missing]


def _stage(code: str) -> str:
    return str(Stage(code).label).lower()


def _cited(found: Passage) -> str:
    return found.forbidden.citation if found.forbidden else ""
