"""What does the organisation want to reach, how far is it, how ripe is it for AI, and what serves which aim?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

MEASURE: dict[str, Any] = {"max_digits": 24, "decimal_places": 6, "null": True, "blank": True}


class Objective(Recorded):
    """What is to be reached in a period (OKR: Doerr, Measure What Matters, 2018); ``weight`` counts among siblings."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    owner = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    weight = models.DecimalField(max_digits=8, decimal_places=3, default=1)
    status = models.CharField(
        max_length=20,
        default="proposed",
        choices=[
            ("proposed", "Proposed"),
            ("active", "Active"),
            ("met", "Met"),
            ("partly_met", "Partly met"),
            ("missed", "Missed"),
            ("dropped", "Dropped"),
        ],
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class KeyResult(Recorded):
    """A measure that shows whether an objective is reached: from ``baseline`` to ``target``, in ``unit``."""

    code = models.CharField(max_length=40, unique=True)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="key_results")
    text = models.CharField(max_length=300)
    unit = models.CharField(max_length=60, blank=True)
    baseline = models.DecimalField(**MEASURE)
    target = models.DecimalField(**MEASURE)
    owner = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="key_results"
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Reading(Recorded):
    """What a key result measured on a day."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.PROTECT, related_name="readings")
    on = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["key_result", "on"], name="one_reading_a_day")]

    def __str__(self) -> str:
        return f"{self.key_result_id} on {self.on}"


class Alignment(Recorded):
    """How strongly (1 weak, 2 clear, 3 decisive) an initiative or a use serves an objective, and why."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="alignments")
    initiative = models.ForeignKey(
        "record.Initiative", null=True, blank=True, on_delete=models.PROTECT, related_name="alignments"
    )
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="alignments"
    )
    strength = models.PositiveSmallIntegerField(default=2)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(initiative=None) ^ models.Q(use_case=None), name="alignment_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["objective", "initiative", "use_case"], nulls_distinct=False, name="one_alignment_a_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objective_id} by {self.initiative_id or self.use_case_id}"


class MaturityAssessment(Recorded):
    """How ripe a department (none named: the whole organisation) was for AI on a day, by whose judgement."""

    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="maturity"
    )
    held_on = models.DateField()
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="maturity")
    status = models.CharField(max_length=12, default="draft", choices=[("draft", "Draft"), ("final", "Final")])
    pack_version = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"maturity of {self.department_id or 'all'} on {self.held_on}"


class MaturityAnswer(Recorded):
    """The level (0 to 5; none: don't know) given to one question of the maturity pack, and what shows it."""

    assessment = models.ForeignKey(MaturityAssessment, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    because = models.TextField(blank=True)
    evidence = models.ForeignKey(
        "record.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="maturity_answers"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "question"], name="one_maturity_answer")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.question}"


class StrategyText(Recorded):
    """The words of one part of the AI strategy (vision, themes, governance, …) that no figure can give."""

    part = models.CharField(max_length=40, unique=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.part
