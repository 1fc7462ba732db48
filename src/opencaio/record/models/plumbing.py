"""Which tables are plumbing: written without an action, because they record no knowledge of AI?"""

from django.db import models


class ApiToken(models.Model):
    """A key for programs: only its digest is kept. Made and revoked by actions; last use is plumbing.

    ``only_for``: the one door that it opens (``calendar``); empty for a key to all that its person may.
    """

    person = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    can_write = models.BooleanField(default=False)
    only_for = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """Long work: how far it is, how it ended."""

    kind = models.CharField(max_length=40)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=12, default="waiting")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=300, blank=True)
    input = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class SecurityEvent(models.Model):
    """A refusal or a failed sign-in; the oldest go when there are too many."""

    at = models.DateTimeField()
    person = models.ForeignKey("record.Person", null=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=40)
    words = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"
