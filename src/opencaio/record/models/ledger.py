"""Who did what, when, and can anyone have changed the account of it since?"""

from django.db import models


class LedgerHead(models.Model):
    """The one row that is locked last before a commit, so that the chain never forks."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"


class LedgerEntry(models.Model):
    """One link of the chain: small, append-only, without a name or a text in it."""

    sequence = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)
    at = models.CharField(max_length=32)
    actor_id = models.BigIntegerField(null=True)
    face = models.CharField(max_length=12)
    action = models.CharField(max_length=80, db_index=True)
    digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class LedgerPayload(models.Model):
    """What an entry was about (before, after, names): may be erased for one person, the chain stands."""

    entry = models.OneToOneField(LedgerEntry, primary_key=True, on_delete=models.PROTECT, related_name="payload")
    salt = models.CharField(max_length=32)
    words = models.CharField(max_length=500, blank=True)
    body = models.TextField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.words


class LedgerSubject(models.Model):
    """Which things an entry touched: the index behind each thing's history."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "entry"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Past(models.Model):
    """A row as it was until an entry changed it: lets the record be read as it was known on a day."""

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    version = models.PositiveIntegerField()
    until = models.DateTimeField()
    values = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "until"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} v{self.version}"
