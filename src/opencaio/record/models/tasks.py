"""Which tasks make up the work on an initiative, who does them, when, and who is away?"""

from django.db import models

from opencaio.record.models.base import Recorded


class WorkTask(Recorded):
    """A task of an initiative: working days, what comes before, which skill, who; and when it was scheduled.

    ``earliest`` and ``due_on`` bound it; ``starts_on`` and ``ends_on`` (its last day) are what the schedule, or who
    pinned it, says; ``done`` is the share that is finished.
    """

    initiative = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="tasks")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    days = models.PositiveIntegerField()
    skill = models.ForeignKey("record.Skill", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    level = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    is_person_fixed = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    earliest = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    done = models.DecimalField(max_digits=4, decimal_places=3, default=0)
    after = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="before")

    class Meta:
        ordering = ["initiative", "code"]
        constraints = [models.UniqueConstraint(fields=["initiative", "code"], name="one_task_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Absence(Recorded):
    """When a person is away."""

    person = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    why = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.person_id} away from {self.starts_on}"
