"""What was AI worth: against which baseline, by which design, with which interval, agreed by whom?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

VALUE: dict[str, Any] = {"max_digits": 20, "decimal_places": 2, "null": True, "blank": True}


class Baseline(Recorded):
    """What a metric was before the start, frozen by a person on a day: it does not move afterwards.

    ``statistics``: the sufficient statistics (count, sum, sum of squares, by unit and period where the design needs
    it); ``inputs_hash``: digest of the rows that it was counted from.
    """

    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="baselines")
    metric = models.ForeignKey("record.Metric", on_delete=models.PROTECT, related_name="baselines")
    first_day = models.DateField()
    last_day = models.DateField()
    statistics = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    frozen_on = models.DateField()
    frozen_by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="baselines")

    class Meta:
        ordering = ["use_case", "-pk"]

    def __str__(self) -> str:
        return f"{self.metric_id} of {self.use_case_id} until {self.last_day}"


class Study(Recorded):
    """How the effect of a use is found out: question, design, time, and what it showed last.

    ``answers``: to the method adviser's questions. ``settings``: what the method needs (units, covariates, donors,
    season). ``worth``: how the effect becomes money (volume, value of a unit, their sources), decimals as text.
    ``stop_below``: yearly value under which the use is to be ended. ``stated``: an estimate that was made
    elsewhere and only entered (value, low, high, level, by whom), never mixed with computed ones.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="studies")
    initiative = models.ForeignKey(
        "record.Initiative", null=True, blank=True, on_delete=models.PROTECT, related_name="studies"
    )
    metric = models.ForeignKey("record.Metric", null=True, blank=True, on_delete=models.PROTECT, related_name="studies")
    baseline = models.ForeignKey(Baseline, null=True, blank=True, on_delete=models.PROTECT, related_name="studies")
    method = models.CharField(max_length=30)
    answers = models.JSONField(default=dict, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    worth = models.JSONField(default=dict, blank=True)
    stated = models.JSONField(default=dict, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=10,
        default="planned",
        choices=[("planned", "Planned"), ("running", "Running"), ("done", "Done"), ("stopped", "Stopped")],
    )
    stop_below = models.DecimalField(**VALUE)
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="studies")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class StudyEstimate(Recorded):
    """What a study showed when it was computed: kept for good, with method, checks, interval and data's digest."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="estimates")
    method = models.CharField(max_length=30)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    effect = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    level = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(**VALUE)
    value_low = models.DecimalField(**VALUE)
    value_high = models.DecimalField(**VALUE)
    currency = models.CharField(max_length=3, blank=True)
    result = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="study_estimates")
    on = models.DateField()

    class Meta:
        ordering = ["study", "-pk"]

    def __str__(self) -> str:
        return f"{self.study_id} on {self.on}"

    @property
    def failed(self) -> list[str]:
        """The design checks that it does not pass, by name."""
        return failed_of(self.result.get("checks"))


def failed_of(checks: list[dict[str, Any]] | None) -> list[str]:
    """Of checks as they are kept, the names of those that are not passed; one left open is none."""
    return [one["name"] for one in checks or [] if one["passed"] is False]


class Benefit(Recorded):
    """A benefit that was promised and is followed up: kind, owner, how it is measured.

    The kinds are those of a case's benefits: cashable, productivity, revenue, risk_avoided, strategic.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="benefits")
    initiative = models.ForeignKey(
        "record.Initiative", null=True, blank=True, on_delete=models.PROTECT, related_name="benefits"
    )
    case_line = models.ForeignKey(
        "record.CaseLine", null=True, blank=True, on_delete=models.PROTECT, related_name="benefits"
    )
    kind = models.CharField(max_length=20)
    metric = models.ForeignKey(
        "record.Metric", null=True, blank=True, on_delete=models.PROTECT, related_name="benefits"
    )
    study = models.ForeignKey(Study, null=True, blank=True, on_delete=models.PROTECT, related_name="benefits")
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="benefits")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class BenefitEntry(Recorded):
    """A benefit over a time: what was planned, what was measured with its interval, what finance agreed to.

    Amounts in ``currency`` for the time from ``first_day`` to ``last_day``, not a year's.
    """

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="entries")
    first_day = models.DateField()
    last_day = models.DateField()
    currency = models.CharField(max_length=3)
    planned = models.DecimalField(**VALUE)
    measured = models.DecimalField(**VALUE)
    measured_low = models.DecimalField(**VALUE)
    measured_high = models.DecimalField(**VALUE)
    estimate = models.ForeignKey(StudyEstimate, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    agreed = models.DecimalField(**VALUE)
    status = models.CharField(
        max_length=10,
        default="planned",
        choices=[
            ("planned", "Planned"),
            ("measured", "Measured"),
            ("agreed", "Agreed"),
            ("disputed", "Disputed"),
        ],
    )
    measured_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="measured_benefits"
    )
    agreed_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="agreed_benefits"
    )
    agreed_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["benefit", "first_day"]
        constraints = [models.UniqueConstraint(fields=["benefit", "first_day", "last_day"], name="one_entry_a_time")]

    def __str__(self) -> str:
        return f"{self.benefit_id} {self.first_day} to {self.last_day}"
