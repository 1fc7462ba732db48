"""What does an example company consist of, and how is one read from its files?

A YAML file holds lists under the names of the fields below; a CSV file holds one list and bears its name;
a folder holds more YAML files. A file that is absent means an empty list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from opencaio.errors import BadInput, NotFound
from opencaio.examples import (
    aim_rows,
    case_rows,
    document_rows,
    maturity_rows,
    money_rows,
    risk_rows,
    rows,
    series,
    staffing_rows,
    study_rows,
    work_rows,
)
from opencaio.examples.check import faults

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Statement(NamedTuple):
    """One answer about one use: the dotted key of the facts vocabulary, and who said so, where and when.

    `known` is false for the answer "we do not know"; `value` is None then.
    """

    key: str
    value: Any
    known: bool
    source: str
    by: str
    recorded_on: date


class Example(BaseModel):
    """A whole invented company; every reference between its lists resolves once `load` has returned it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: rows.Organisation
    legal_entities: list[rows.LegalEntity]
    sites: list[rows.Site]
    departments: list[rows.Department]
    people: list[rows.Person]
    skills: list[rows.Skill]
    vendors: list[rows.Vendor]
    models: list[rows.Model]
    datasets: list[rows.Dataset]
    systems: list[rows.System]
    deployments: list[rows.Deployment] = []
    fact_sets: list[rows.FactSet]
    use_cases: list[rows.UseCase]
    initiatives: list[rows.Initiative]
    objectives: list[rows.Objective]
    earlier_readings: list[aim_rows.EarlierReading] = []
    ties: list[aim_rows.Tie] = []
    ideas: list[aim_rows.Idea] = []
    maturity: list[maturity_rows.MaturityHeld] = []
    strategy: list[maturity_rows.StrategyPart] = []
    work_tasks: list[work_rows.WorkTask] = []
    absences: list[work_rows.Away] = []
    evidence: list[rows.Evidence] = []
    tasks: list[rows.Task] = []
    overrides: list[rows.Override] = []
    reviews: list[rows.Round] = []
    corrections: list[rows.Correction] = []
    deputies: list[rows.StandIn] = []
    document_facts: list[document_rows.DocumentFacts] = []
    documents: list[document_rows.WrittenDocument] = []
    controls: list[rows.Control] = []
    stances: list[rows.Stance] = []
    comments: list[rows.Comment] = []
    studies: list[study_rows.Study] = []
    computed_studies: list[study_rows.ComputedStudy] = []
    metrics: list[study_rows.Metric] = []
    risks: list[risk_rows.Risk] = []
    appetites: list[risk_rows.Appetite] = []
    incidents: list[rows.Incident] = []
    meetings: list[rows.Meeting] = []
    decisions: list[rows.Decision] = []
    stakeholders: list[rows.Stakeholder] = []
    courses: list[rows.Course] = []
    cases: list[case_rows.Case] = []
    scores: list[case_rows.Score] = []
    assumption_sets: list[money_rows.AssumptionSet] = []
    rates: list[money_rows.Rate] = []
    closings: list[money_rows.Closing] = []
    limits: list[money_rows.Limit] = []
    commitments: list[money_rows.Commitment] = []
    completions: list[series.Completion] = []
    training: list[series.Training] = []
    budgets: list[series.Budget] = []
    costs: list[series.Cost] = []
    usage: list[series.Usage] = []
    decision_counts: list[series.DecisionCount] = []
    kpis: list[series.Kpi] = []
    snapshots: list[series.Snapshot] = []
    headcount: list[series.Headcount] = []
    capacity: list[series.Capacity] = []
    training_terms: list[staffing_rows.TrainingTerms] = []
    ambitions: list[staffing_rows.Ambition] = []
    assignments: list[staffing_rows.Assignment] = []
    teams: list[staffing_rows.Team] = []
    places: list[staffing_rows.Place] = []
    tools: list[staffing_rows.Tool] = []

    def statements(self, use: rows.UseCase) -> list[Statement]:
        """Every answer about a use as dotted leaves, with source and date; "don't know" included."""
        own = f"Department return, {use.department}"
        told = {key: Statement(key, value, True, own, use.owner, use.facts_on) for key, value in leaves(use.facts)}
        for fact_set in self.fact_sets:
            if fact_set.key in use.fact_sets:
                told |= _shared(fact_set, told)
        unknown = [Statement(key, None, False, own, use.owner, use.facts_on) for key in use.unknown]
        return [*told.values(), *unknown]


def load(name: str = "acme") -> Example:
    """Read an example, merge its shared facts into its uses, and check it once.

    Raises NotFound for an unknown name, BadInput with every fault in `details` for one that is not whole.
    """
    folder = files("opencaio.examples") / name
    if not folder.is_dir():
        raise NotFound(f"There is no example called {name!r}.")
    example = _with_shared_facts(_parse(dict(_lists(folder)), name=name))
    found = faults(example)
    if found:
        raise BadInput(f"The example {name!r} contradicts itself in {len(found)} places.", details=found)
    return example


def leaves(facts: rows.Facts, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Facts as dotted keys; a list is a leaf."""
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _shared(fact_set: rows.FactSet, told: dict[str, Statement]) -> dict[str, Statement]:
    """The statements of a shared set that still hold for a use as told."""
    return {
        key: Statement(key, value, True, fact_set.source, fact_set.by, fact_set.recorded_on)
        for key, value in leaves(fact_set.facts)
        if key in told and told[key].value == value
    }


def _lists(folder: Traversable) -> Iterator[tuple[str, Any]]:
    """Every list of the folder under its field's name; lists spread over several files are joined."""
    found: dict[str, Any] = {}
    for entry in sorted(_walk(folder), key=lambda each: each.name):
        for field, value in _read(entry).items():
            found[field] = [*found[field], *value] if field in found else value
    yield from found.items()


def _walk(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.name.endswith((".yaml", ".csv")):
            yield entry


def _read(entry: Traversable) -> dict[str, Any]:
    text = entry.read_text(encoding="utf-8")
    if entry.name.endswith(".csv"):
        filled = ({key: cell for key, cell in row.items() if cell != ""} for row in csv.DictReader(io.StringIO(text)))
        return {entry.name.removesuffix(".csv"): list(filled)}
    read = yaml.load(text, Loader=Loader)  # noqa: S506  (CSafeLoader is the safe one, in C)
    if not isinstance(read, dict):
        raise BadInput(f"{entry.name} holds no named lists.")
    return read


def _parse(lists: dict[str, Any], *, name: str) -> Example:
    try:
        return Example.model_validate(lists)
    except ValidationError as error:
        details = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise BadInput(f"The example {name!r} cannot be read.", details=details) from error


def _with_shared_facts(example: Example) -> Example:
    sets = {each.key: each.facts for each in example.fact_sets}
    uses = [use.model_copy(update={"facts": _merged(use, sets)}) for use in example.use_cases]
    return example.model_copy(update={"use_cases": uses})


def _merged(use: rows.UseCase, sets: dict[str, rows.Facts]) -> rows.Facts:
    """Shared facts in the order named, then own facts, less what is answered "don't know"."""
    merged: rows.Facts = {}
    for facts in [*(sets.get(key, {}) for key in use.fact_sets), use.facts]:
        _lay_over(merged, facts)
    for key in use.unknown:
        _forget(merged, key.split("."))
    return merged


def _lay_over(below: rows.Facts, above: rows.Facts) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _lay_over(below[key], value)
        else:
            below[key] = deepcopy(value)


def _forget(facts: rows.Facts, path: list[str]) -> None:
    head, *rest = path
    if rest and isinstance(facts.get(head), dict):
        _forget(facts[head], rest)
    elif not rest:
        facts.pop(head, None)


def fields() -> dict[str, type[BaseModel]]:
    """The row model behind each list of an example."""
    annotations = {key: field.annotation for key, field in Example.model_fields.items()}
    return {key: get_args(kind)[0] for key, kind in annotations.items() if get_args(kind)}
