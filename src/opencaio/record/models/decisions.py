"""What was decided, by whom, when and why?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Decision(Recorded):
    """A named decision; ``about_kind`` and ``about`` name the row that it is about (``plan`` 3)."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    outcome = models.CharField(
        max_length=10, default="approved", choices=[("open", "Open"), ("approved", "Approved"), ("refused", "Refused")]
    )
    decided_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="decisions")
    about_kind = models.CharField(max_length=40, blank=True)
    about = models.PositiveBigIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
