"""What could go wrong, how often and how badly, what do we do about it, and who accepts the rest?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

AMOUNT: dict[str, Any] = {"max_digits": 24, "decimal_places": 2, "null": True, "blank": True}
RATE: dict[str, Any] = {"max_digits": 14, "decimal_places": 6, "null": True, "blank": True}


class Risk(Recorded):
    """A cause, an event and a consequence, on what it lies, and how large it is.

    Levels run from 1 to 5. Frequencies are events a year, magnitudes an amount in the organisation's currency
    for one event, each as low, likely and high.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    cause = models.TextField(blank=True)
    event = models.TextField(blank=True)
    consequence = models.TextField(blank=True)
    category = models.CharField(max_length=60, blank=True)
    catalogue = models.JSONField(default=list, blank=True)
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="risks")
    status = models.CharField(
        max_length=20,
        default="open",
        choices=[("open", "Open"), ("accepted", "Accepted"), ("closed", "Closed")],
    )
    response = models.CharField(
        max_length=20,
        blank=True,
        choices=[("avoid", "Avoid"), ("reduce", "Reduce"), ("share", "Share"), ("accept", "Accept")],
    )
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    residual_likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    residual_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    frequency_low = models.DecimalField(**RATE)
    frequency_likely = models.DecimalField(**RATE)
    frequency_high = models.DecimalField(**RATE)
    magnitude_low = models.DecimalField(**AMOUNT)
    magnitude_likely = models.DecimalField(**AMOUNT)
    magnitude_high = models.DecimalField(**AMOUNT)
    magnitude_shape = models.CharField(
        max_length=20, default="pert", choices=[("pert", "Between limits"), ("lognormal", "Long tail")]
    )
    raised_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    use_cases = models.ManyToManyField("record.UseCase", blank=True, related_name="risks")
    systems = models.ManyToManyField("record.AISystem", blank=True, related_name="risks")
    datasets = models.ManyToManyField("record.Dataset", blank=True, related_name="risks")
    vendors = models.ManyToManyField("record.Vendor", blank=True, related_name="risks")
    models = models.ManyToManyField("record.Model", blank=True, related_name="risks")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class RiskControl(Recorded):
    """By which factors (0 to 1) a control reduces a risk's frequency and magnitude once it is in place."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="treatments")
    control = models.ForeignKey("record.Control", on_delete=models.PROTECT, related_name="treatments")
    frequency_factor = models.DecimalField(max_digits=6, decimal_places=4, default=1)
    magnitude_factor = models.DecimalField(max_digits=6, decimal_places=4, default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["risk", "control"], name="one_treatment_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.risk_id} by {self.control_id}"


class RiskAcceptance(Recorded):
    """A named decision to live with a risk until a day; retired when it is withdrawn.

    ``basis`` holds what the annual loss was computed with (digest of the inputs, engine, seed, years), so that
    the figure on which somebody decided can be computed again.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="acceptances")
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="risk_acceptances")
    reason = models.TextField()
    expires_on = models.DateField()
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    annual_loss = models.DecimalField(**AMOUNT)
    basis = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.risk_id} until {self.expires_on}"


class Appetite(Recorded):
    """How much risk a department is ready to carry (none named: the whole organisation).

    ``highest_level`` is a level of the risk matrix; ``annual_loss`` what all open risks together may be expected
    to cost a year, in the organisation's currency.
    """

    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="appetites"
    )
    highest_level = models.PositiveSmallIntegerField(null=True, blank=True)
    annual_loss = models.DecimalField(**AMOUNT)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department"], nulls_distinct=False, name="one_appetite_a_department")
        ]

    def __str__(self) -> str:
        return f"appetite of {self.department_id or 'all'}"
