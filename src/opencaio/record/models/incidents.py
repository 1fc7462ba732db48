"""What has gone wrong, since when do we know, whom must we tell until when, and what did we learn?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Incident(Recorded):
    """Something that went wrong with a use of AI; ``known_at`` is the moment of awareness that starts the clocks.

    ``answers`` holds the answers to the questions about severity, ``told`` who was told and when.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    system = models.ForeignKey(
        "record.AISystem", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    reported_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents_reported"
    )
    owner = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    status = models.CharField(
        max_length=20,
        default="open",
        choices=[("open", "Open"), ("contained", "Contained"), ("closed", "Closed"), ("dismissed", "Not an incident")],
    )
    severity = models.CharField(
        max_length=20,
        blank=True,
        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("serious", "Serious (AI Act)")],
    )
    answers = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    known_at = models.DateTimeField()
    contained_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    people_affected = models.PositiveBigIntegerField(null=True, blank=True)
    lesson = models.TextField(blank=True)
    controls = models.ManyToManyField("record.Control", blank=True, related_name="incidents")

    class Meta:
        ordering = ["-known_at"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Clock(Recorded):
    """One deadline of an incident: the strict one, by which alarms go, and the one of Regulation 1182/71 beside it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    citation = models.CharField(max_length=300, blank=True)
    addressee = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    strict_at = models.DateTimeField(null=True, blank=True)
    lenient_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_words = models.CharField(max_length=300, blank=True)
    met_by = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "code"], name="one_clock_of_a_kind")]
        ordering = ["strict_at", "code"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.code}"
