"""What does every row of the record carry?"""

from django.db import models


class Recorded(models.Model):
    """A row with a version for optimistic locking, kept for ever: retired, never deleted."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
