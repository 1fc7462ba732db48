"""Which initiatives are funded, when, within which limits; who decided it, and what else was looked at?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

VALUE: dict[str, Any] = {"max_digits": 24, "decimal_places": 3, "null": True, "blank": True}


class InitiativeSpend(Recorded):
    """What an initiative costs on a line in a fiscal year, in the organisation's currency."""

    initiative = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="spend")
    line = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        ordering = ["year", "line"]
        constraints = [models.UniqueConstraint(fields=["initiative", "line", "year"], name="one_spend_a_line_and_year")]

    def __str__(self) -> str:
        return f"{self.line} {self.year}: {self.amount}"


class InitiativeDemand(Recorded):
    """How many full-time people of a skill an initiative needs in each quarter of its work (0: the first)."""

    initiative = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="demand")
    skill = models.ForeignKey("record.Skill", on_delete=models.PROTECT, related_name="demand")
    quarter = models.PositiveSmallIntegerField()
    fte = models.DecimalField(max_digits=8, decimal_places=3)

    class Meta:
        ordering = ["skill", "quarter"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "skill", "quarter"], name="one_demand_a_skill_and_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.fte} of {self.skill_id} in quarter {self.quarter}"


class InitiativeRelation(Recorded):
    """What ties initiatives: ``initiative`` requires, excludes, or is worth more together with ``other``.

    ``lag`` in quarters (requires); ``value`` in the organisation's currency (synergy).
    """

    initiative = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="related_by")
    kind = models.CharField(
        max_length=10, choices=[("requires", "Requires"), ("excludes", "Excludes"), ("synergy", "Synergy")]
    )
    lag = models.PositiveSmallIntegerField(default=0)
    value = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["initiative", "other", "kind"], name="one_relation_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.kind} {self.other_id}"


class Platform(Recorded):
    """What is paid once if any of its members is funded: a shared base of several initiatives."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    cost = models.DecimalField(max_digits=20, decimal_places=2)
    line = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    members = models.ManyToManyField("record.Initiative", blank=True, related_name="platforms")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlanPolicy(Recorded):
    """The rules of one organisation's plan: horizon, caps, shares, load limits, risk aversion; one row.

    ``rules``: first_period, periods, risk_per_period, load_per_department, share, lambda, alpha, scenarios.
    """

    rules = models.JSONField(default=dict)

    def __str__(self) -> str:
        return "rules of planning"


class Plan(Recorded):
    """A stored optimisation: the problem as it was solved, the answer, and what explains it.

    ``problem`` and ``answer`` in the exchange format (version 1); ``options`` seconds, work, seed and what was
    changed against the record (what-if); ``explanations`` as computed for this run. Amounts in thousands of
    ``currency``.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    status = models.CharField(
        max_length=12,
        default="draft",
        choices=[
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("superseded", "Superseded"),
            ("dropped", "Dropped"),
        ],
    )
    problem = models.JSONField(default=dict)
    problem_hash = models.CharField(max_length=80, db_index=True)
    answer = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    explanations = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    outcome = models.CharField(max_length=12)
    value = models.DecimalField(**VALUE)
    bound = models.DecimalField(**VALUE)
    engine_version = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="plans")
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="variants")
    approved_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="approved_plans"
    )
    approved_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
