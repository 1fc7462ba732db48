"""What is an initiative worth, by which estimates, against which baseline, and what do other scores say?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

ESTIMATE: dict[str, Any] = {"max_digits": 20, "decimal_places": 2}


class BusinessCase(Recorded):
    """The case for one initiative: baseline, horizon, lines of cost and benefit, and what they came to.

    ``technical_success`` 0 to 1; ``adoption`` the share of the benefit reached in each year; ``stop_rule`` the
    multiple of planned cost at which the work is ended. ``valuation`` is the last computed result with its
    digest of inputs, engine and seed, so that the figure on which somebody decided can be computed again.
    """

    initiative = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="cases")
    title = models.CharField(max_length=300, blank=True)
    baseline = models.TextField(blank=True)
    status = models.CharField(
        max_length=12,
        default="draft",
        choices=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("sent_back", "Sent back"),
            ("superseded", "Superseded"),
        ],
    )
    currency = models.CharField(max_length=3, blank=True)
    first_year = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField(default=4)
    reference_class = models.CharField(max_length=40, blank=True)
    technical_success = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    adoption = models.JSONField(default=list, blank=True)
    stop_rule = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    pilot = models.JSONField(default=dict, blank=True)
    assumptions = models.ForeignKey(
        "record.AssumptionSet", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    submitted_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="submitted_cases"
    )
    submitted_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="approved_cases"
    )
    approved_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    valuation = models.JSONField(default=dict, blank=True)
    valued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["initiative", "-pk"]

    def __str__(self) -> str:
        return f"case of {self.initiative_id}"


class CaseLine(Recorded):
    """One cost or benefit of a case, a year, as P10, P50 and P90 in the case's currency.

    Benefits: cashable, productivity, revenue, risk_avoided, strategic (told, never added). Costs: build (capex or
    opex by ``line``) and the run costs inference, licences, monitoring, compliance, retraining, losses, other.
    ``years`` lists the years counted from the first (0, 1, …) in which it falls; ``details`` holds what the kind
    needs besides, decimals as text: ``rate`` of an hour or ``pay`` a year (productivity: the points are hours a
    year), ``margin`` (revenue), ``probability_before`` and ``probability_after`` a year (risk avoided: the points
    are the loss of one event), ``growth`` a year.
    """

    case = models.ForeignKey(BusinessCase, on_delete=models.PROTECT, related_name="lines")
    side = models.CharField(max_length=10, choices=[("benefit", "Benefit"), ("cost", "Cost")])
    kind = models.CharField(max_length=20)
    line = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=300)
    p10 = models.DecimalField(**ESTIMATE, null=True, blank=True)
    p50 = models.DecimalField(**ESTIMATE, null=True, blank=True)
    p90 = models.DecimalField(**ESTIMATE, null=True, blank=True)
    years = models.JSONField(default=list, blank=True)
    details = models.JSONField(default=dict, blank=True)
    factors = models.JSONField(default=list, blank=True)
    owner = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="case_lines"
    )
    measure = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["case", "side", "pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class PriorityScore(Recorded):
    """What a scoring scheme (WSJF, RICE, ICE, weighted) says of an initiative: a rank, not money."""

    initiative = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="scores")
    scheme = models.CharField(
        max_length=12, choices=[("wsjf", "WSJF"), ("rice", "RICE"), ("ice", "ICE"), ("weighted", "Weighted")]
    )
    inputs = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    on = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["initiative", "scheme"], name="one_score_a_scheme")]

    def __str__(self) -> str:
        return f"{self.scheme} of {self.initiative_id}"
