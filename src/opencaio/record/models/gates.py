"""Which gate was passed although something was missing, by whose decision?"""

from django.db import models

from opencaio.record.models.base import Recorded


class GateOverride(Recorded):
    """A named decision to let a use pass a gate with evidence missing, until a day."""

    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="gate_overrides")
    to_stage = models.CharField(max_length=20)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="gate_overrides")
    reason = models.TextField()
    missing = models.JSONField(default=list)
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.use_case_id} to {self.to_stage}"
