"""What do we do against risks and for requirements, and which requirements apply to us?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Control(Recorded):
    """A measure that serves requirements of many frameworks and reduces risks; without a department it is everybody's.

    ``requirements`` holds ids as ``framework:requirement``.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="controls"
    )
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="controls")
    status = models.CharField(
        max_length=20,
        default="planned",
        choices=[("planned", "Planned"), ("partly", "Partly in place"), ("in_place", "In place")],
    )
    requirements = models.JSONField(default=list, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    use_cases = models.ManyToManyField("record.UseCase", blank=True, related_name="controls")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RequirementStance(Recorded):
    """Whether a framework's requirement applies to us, and why (ISO/IEC 42001, 6.1.3: statement of applicability)."""

    framework = models.CharField(max_length=60)
    requirement = models.CharField(max_length=60)
    applies = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="requirement_stances")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "requirement"], name="one_stance_on_a_requirement")]

    def __str__(self) -> str:
        return f"{self.framework}:{self.requirement}"
