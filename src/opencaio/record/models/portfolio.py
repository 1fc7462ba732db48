"""What is AI used for here, and what work creates or changes it?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Stage(models.TextChoices):
    """Lifecycle stages (DESIGN: idea to retired), mapped to those of OMB M-25-21 inventories."""

    IDEA = "idea", "Idea"
    ASSESSED = "assessed", "Assessed"
    APPROVED = "approved", "Approved"
    PILOT = "pilot", "Pilot"
    BUILDING = "building", "Building"
    LIVE = "live", "Live"
    RETIRED = "retired", "Retired"


class UseCase(Recorded):
    """What AI is used for, by whom, on whom: the unit that everything hangs on."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=500)
    purpose = models.TextField(blank=True)
    benefit = models.TextField(blank=True)
    outputs = models.TextField(blank=True)
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True, db_index=True)
    stage_reported = models.CharField(max_length=300, blank=True)
    department = models.ForeignKey("record.Department", on_delete=models.PROTECT, related_name="use_cases")
    unit = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="use_cases"
    )
    legal_entity = models.ForeignKey(
        "record.LegalEntity", null=True, blank=True, on_delete=models.PROTECT, related_name="use_cases"
    )
    topic = models.CharField(max_length=300, blank=True)
    technique = models.CharField(max_length=500, blank=True)
    sourcing = models.CharField(max_length=20, blank=True)
    started_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    people_affected = models.PositiveBigIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    reviewed_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    countries = models.JSONField(default=list, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_because = models.CharField(max_length=300, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    format_id = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    identity = models.CharField(max_length=700, blank=True, db_index=True)
    content_digest = models.CharField(max_length=64, blank=True)
    succeeds = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")
    systems = models.ManyToManyField("record.AISystem", blank=True, related_name="use_cases")
    datasets = models.ManyToManyField("record.Dataset", blank=True, related_name="use_cases")
    vendors = models.ManyToManyField("record.Vendor", blank=True, related_name="use_cases")
    tags = models.ManyToManyField("record.Tag", blank=True, related_name="use_cases")

    class Meta:
        indexes = [
            models.Index(fields=["department", "stage"]),
            models.Index(fields=["retired_at", "name"]),
            models.Index(fields=["format_id", "identity"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Initiative(Recorded):
    """The work that creates or changes use cases, and what a plan needs to know of it.

    ``value_*``: net present value (P10, P50, P90) in the organisation's currency, as estimated; an approved business
    case goes before it. ``earliest`` and ``deadline`` are quarters (``2027Q1``), ``quarters`` the length of the work,
    ``load`` the change that a department bears while it runs, ``risk`` the exposure while it runs.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    purpose = models.TextField(blank=True)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.IDEA)
    department = models.ForeignKey("record.Department", on_delete=models.PROTECT, related_name="initiatives")
    lead = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=12,
        default="proposed",
        choices=[
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("running", "Running"),
            ("on_hold", "On hold"),
            ("done", "Done"),
            ("stopped", "Stopped"),
        ],
    )
    horizon = models.CharField(
        max_length=2, blank=True, choices=[("H1", "H1: now"), ("H2", "H2: next"), ("H3", "H3: later")]
    )
    value_low = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    value_mid = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    value_high = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    earliest = models.CharField(max_length=6, blank=True)
    deadline = models.CharField(max_length=6, blank=True)
    quarters = models.PositiveSmallIntegerField(null=True, blank=True)
    is_mandatory = models.BooleanField(default=False)
    mandatory_because = models.CharField(max_length=300, blank=True)
    load = models.PositiveSmallIntegerField(default=1)
    risk = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    tracker = models.CharField(max_length=200, blank=True)
    use_cases = models.ManyToManyField(UseCase, blank=True, related_name="initiatives")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
