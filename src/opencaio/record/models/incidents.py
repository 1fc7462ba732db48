"""What has gone wrong, since when do we know, whom must we tell until when, and what did we learn?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Incident(Recorded):
    """Something that went wrong with a use of AI; ``known_at`` is the moment of awareness that starts the clocks.

    ``use_words`` is what the reporter called the use; ``answers`` holds the answers to the questions about severity,
    each with who gave it and when; ``may_be`` is the gravest degree that open answers still allow.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    use_words = models.CharField(max_length=300, blank=True)
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
    may_be = models.CharField(max_length=20, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    place = models.CharField(max_length=2, blank=True)
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
    """One deadline of an incident: the strict one, by which alarms go, and the one of Regulation 1182/71 beside it.

    ``stands``: it runs, may run until open answers say no, or has lapsed (``lapsed_because``); it is never removed.
    ``weight``: law, good practice before the law binds, or a rule of the house. ``reckoning`` holds the steps of the
    count and what started the clock. ``met_at`` is the first report, ``complete_at`` that which left nothing open.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    citation = models.CharField(max_length=300, blank=True)
    addressee = models.CharField(max_length=300, blank=True)
    group = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=60, blank=True)
    stands = models.CharField(
        max_length=20,
        default="runs",
        choices=[("runs", "Runs"), ("may_run", "Runs until answered"), ("lapsed", "No longer applies")],
    )
    lapsed_because = models.CharField(max_length=500, blank=True)
    weight = models.CharField(
        max_length=20,
        default="law",
        choices=[("law", "Law"), ("practice", "Good practice"), ("house", "Rule of the house")],
    )
    certainty = models.CharField(max_length=20, blank=True)
    report = models.CharField(max_length=60, blank=True)
    reckoning = models.JSONField(default=dict, blank=True)
    starts_at = models.DateTimeField()
    strict_at = models.DateTimeField(null=True, blank=True)
    lenient_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_words = models.CharField(max_length=300, blank=True)
    met_by = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    complete_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "code"], name="one_clock_of_a_kind")]
        ordering = ["strict_at", "code"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.code}"


class Telling(Recorded):
    """Someone was told of an incident: who, how, when, and whether the report left nothing open (AI Act Art. 73(5))."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tellings")
    clock = models.ForeignKey(Clock, null=True, blank=True, on_delete=models.PROTECT, related_name="tellings")
    who = models.CharField(max_length=300)
    how = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    is_complete = models.BooleanField(default=True)
    by = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.who}"
