"""What is measured, how, in which unit, and what watches over a use that runs?"""

from django.db import models

from opencaio.record.models.base import Recorded
from opencaio.record.models.lake import FACTS


class Metric(Recorded):
    """A declaration: numerator and denominator on one fact, filters, dimensions, unit, owner.

    ``numerator`` and ``denominator`` are what `lake.metrics` reads (aggregate, column, conditions); a metric of the
    pack has no row here until somebody owns or changes it. ``use_case``: the metric belongs to one use (its KPI).
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    fact = models.CharField(max_length=12, choices=FACTS)
    numerator = models.JSONField(default=dict)
    denominator = models.JSONField(default=dict, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    dimensions = models.JSONField(default=list, blank=True)
    unit = models.CharField(max_length=60)
    better = models.CharField(max_length=5, blank=True, choices=[("up", "Higher"), ("down", "Lower")])
    target = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="metrics"
    )
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="metrics"
    )
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="metrics")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Monitor(Recorded):
    """What is watched on a use that runs: drift (PSI, KS), calibration, overrides, errors; from which limit it warns.

    ``settings``: fact and column, days of the reference and of the window, bins.
    """

    code = models.CharField(max_length=60, unique=True)
    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="monitors")
    kind = models.CharField(
        max_length=12,
        choices=[
            ("psi", "Population stability"),
            ("ks", "Kolmogorov-Smirnov"),
            ("calibration", "Calibration"),
            ("override", "Human override"),
            ("errors", "Errors"),
            ("fairness", "Impact ratio"),
            ("metric", "Metric"),
        ],
    )
    metric = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.PROTECT, related_name="monitors")
    settings = models.JSONField(default=dict, blank=True)
    warn_at = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    act_at = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="monitors")

    class Meta:
        ordering = ["use_case", "code"]

    def __str__(self) -> str:
        return self.code


class MonitorReading(Recorded):
    """What a monitor showed for a window of days; ``answer`` when it asked for something and somebody acted."""

    monitor = models.ForeignKey(Monitor, on_delete=models.PROTECT, related_name="readings")
    first_day = models.DateField()
    last_day = models.DateField()
    figure = models.FloatField(null=True, blank=True)
    verdict = models.CharField(
        max_length=8,
        choices=[("ok", "In order"), ("warn", "Look at it"), ("act", "Act"), ("unknown", "Cannot be told")],
    )
    because = models.JSONField(default=dict, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="monitor_readings"
    )

    class Meta:
        ordering = ["monitor", "-last_day"]
        constraints = [
            models.UniqueConstraint(fields=["monitor", "first_day", "last_day"], name="one_reading_a_window")
        ]

    def __str__(self) -> str:
        return f"{self.monitor_id} {self.last_day}"


class FairnessAudit(Recorded):
    """Impact ratios of a use over a time, as counted on a day: what a bias audit's document quotes."""

    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="fairness_audits")
    first_day = models.DateField()
    last_day = models.DateField()
    result = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64)
    on = models.DateField()
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="fairness_audits")

    class Meta:
        ordering = ["use_case", "-last_day", "-pk"]

    def __str__(self) -> str:
        return f"{self.use_case_id} until {self.last_day}"
