"""Who are we: the organisation, its legal entities and its tree of departments?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Organisation(Recorded):
    """The one organisation of this workspace."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(max_length=8, default="en")
    is_example = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class LegalEntity(Recorded):
    """A company or public body whose role under a law is judged (AI Act Art. 3(3)-(8))."""

    name = models.CharField(max_length=200, unique=True)
    country = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return self.name


class Department(Recorded):
    """A part of the organisation; ``path`` names the whole line of ancestors, as in ``/3/17/``."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=250)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=250, db_index=True)
    lead = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    headcount = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
