"""By which assumptions do we count, what may be spent, what is bound, what was spent, and who may approve it?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 4}
LINES = [("capex", "Capital expenditure"), ("opex", "Operating expenditure")]


class AssumptionSet(Recorded):
    """The figures that every business case counts with; one set is in force, approved by a person on a day.

    ``values`` holds decimals as text under the keys of `engines.value.Assumptions`.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    status = models.CharField(
        max_length=12,
        default="draft",
        choices=[("draft", "Draft"), ("approved", "Approved"), ("superseded", "Superseded")],
    )
    values = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    owner = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="assumption_sets"
    )
    approved_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="approved_assumptions"
    )
    approved_on = models.DateField(null=True, blank=True)
    superseded_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="drafted_assumptions"
    )
    edited_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="edited_assumptions"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ExchangeRate(Recorded):
    """How much of the report currency one unit of ``currency`` was worth on a day."""

    currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["currency", "-on"]
        constraints = [models.UniqueConstraint(fields=["currency", "on"], name="one_rate_a_day")]

    def __str__(self) -> str:
        return f"{self.currency} on {self.on}"


class ClosedPeriod(Recorded):
    """Up to and including this day the books are closed: actuals no longer move. Retired when opened again."""

    until = models.DateField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="closed_periods")

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"closed until {self.until}"


class ApprovalLimit(Recorded):
    """Up to which amount, in the report currency, a person may approve; none: whatever the role allows."""

    person = models.OneToOneField("record.Person", on_delete=models.PROTECT, related_name="approval_limit")
    amount = models.DecimalField(**AMOUNT)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} up to {self.amount}"


class Budget(Recorded):
    """What a department (none named: the office, shared) may spend on a line in a fiscal year.

    ``carry``: the share (0 to 1) of what is left over that may go into the next year.
    """

    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="budgets"
    )
    year = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=10, choices=LINES)
    purpose = models.CharField(max_length=10, default="run", choices=[("run", "Run"), ("change", "Change")])
    amount = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3)
    carry = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    status = models.CharField(
        max_length=12, default="proposed", choices=[("proposed", "Proposed"), ("approved", "Approved")]
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["year", "department", "line", "purpose"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "year", "line", "purpose"], nulls_distinct=False, name="one_budget_a_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.year} of {self.department_id or 'all'}"


class Commitment(Recorded):
    """Money that is bound though not yet spent: a contract, an order, an offer of work."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    initiative = models.ForeignKey(
        "record.Initiative", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    vendor = models.ForeignKey(
        "record.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    line = models.CharField(max_length=10, choices=LINES)
    amount = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    ends_on = models.DateField()
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_on", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class CostBatch(Recorded):
    """One file of money that came in: its digest, what became of its rows, and whether it was taken back (retired)."""

    kind = models.CharField(max_length=10, choices=[("actuals", "Actuals"), ("budgets", "Budgets"), ("rates", "Rates")])
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    rows_digest = models.CharField(max_length=64)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="cost_batches")
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals_path = models.CharField(max_length=500, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.kind})"


class CostLine(Recorded):
    """What was spent in a month on one thing: entered by hand, from a file, or a summary of the lake.

    ``reference`` is the bill's own number; ``quantity`` of ``unit`` splits a change of cost into price and volume.
    ``corrects`` names a row of a closed month whose error this row puts right.
    """

    month = models.DateField(db_index=True)
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="costs"
    )
    initiative = models.ForeignKey(
        "record.Initiative", null=True, blank=True, on_delete=models.PROTECT, related_name="costs"
    )
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="costs"
    )
    vendor = models.ForeignKey("record.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="costs")
    line = models.CharField(max_length=10, choices=LINES)
    kind = models.CharField(max_length=30, blank=True)
    amount = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3)
    source = models.CharField(
        max_length=10, default="hand", choices=[("hand", "By hand"), ("file", "File"), ("lake", "Bills")]
    )
    batch = models.CharField(max_length=64, blank=True, db_index=True)
    note = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=120, blank=True, db_index=True)
    quantity = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")

    class Meta:
        ordering = ["month", "pk"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} in {self.month:%Y-%m}"
