"""What work is done here, by how many, what could AI touch of it, and which ideas do people have?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2, "null": True, "blank": True}


class Workforce(Recorded):
    """How many people of one occupation work in a department in a year, and what they earn.

    ``title`` and ``given_code`` are as the organisation gave them, in ``given_system``; ``occupation`` is the
    O*NET-SOC code that they were matched to. ``pay`` is a yearly gross wage of one person in ``currency``;
    without it a benchmark is used and named.
    """

    department = models.ForeignKey("record.Department", on_delete=models.PROTECT, related_name="workforce")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    given_system = models.CharField(
        max_length=10,
        default="title",
        choices=[("title", "Free title"), ("soc", "SOC 2018"), ("isco", "ISCO-08"), ("esco", "ESCO")],
    )
    given_code = models.CharField(max_length=200, blank=True)
    occupation = models.CharField(max_length=10, blank=True)
    match = models.CharField(
        max_length=10,
        default="open",
        choices=[("open", "Open"), ("proposed", "Proposed"), ("confirmed", "Confirmed")],
    )
    match_score = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    people = models.DecimalField(max_digits=12, decimal_places=2)
    pay = models.DecimalField(**MONEY)
    loaded_hour = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=3, blank=True)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["department", "year", "title"]
        constraints = [
            models.UniqueConstraint(fields=["department", "year", "title", "given_code"], name="one_line_of_workforce")
        ]

    def __str__(self) -> str:
        return f"{self.title} in {self.department_id}, {self.year}"


class OpportunityStance(Recorded):
    """What was decided about AI for one group of tasks in a department: watched, set aside, or taken up."""

    department = models.ForeignKey("record.Department", on_delete=models.PROTECT, related_name="opportunity_stances")
    group = models.CharField(max_length=60)
    status = models.CharField(
        max_length=12, choices=[("watched", "Watched"), ("set_aside", "Set aside"), ("taken_up", "Taken up")]
    )
    reason = models.TextField(blank=True)
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="opportunity_stances"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "group"], name="one_stance_an_opportunity")]

    def __str__(self) -> str:
        return f"{self.group} in {self.department_id}: {self.status}"


class Idea(Recorded):
    """What somebody proposes, or a process that hurts, and what the office answered."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, default="idea", choices=[("idea", "Idea"), ("process", "Process note")])
    title = models.CharField(max_length=300)
    problem = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    steps = models.TextField(blank=True)
    hours_a_month = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    cases_a_month = models.PositiveIntegerField(null=True, blank=True)
    department = models.ForeignKey("record.Department", on_delete=models.PROTECT, related_name="ideas")
    author = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="ideas")
    status = models.CharField(
        max_length=12,
        default="new",
        choices=[
            ("new", "New"),
            ("looked_at", "Being looked at"),
            ("parked", "Parked"),
            ("declined", "Declined"),
            ("merged", "Joined with another"),
            ("taken_up", "Taken up"),
        ],
    )
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="triaged")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    look_again_on = models.DateField(null=True, blank=True)
    joins = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="ideas"
    )
    supporters = models.ManyToManyField("record.Person", blank=True, related_name="supported_ideas")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
