"""Which batches of facts are in the lake, in which files, live from when until when?

The lake is a folder of Parquet; these rows say which files count. A batch goes live, is replaced or is taken back by
one change of its row, so a reader sees all of it or nothing.
"""

from django.db import models

from opencaio.record.models.base import Recorded

FACTS = [("cost", "Costs"), ("usage", "Usage"), ("decisions", "Decisions"), ("kpi", "KPI series")]


class LakeBatch(Recorded):
    """What came in at once: its origin, digest, rows, and whether it counts.

    ``key`` names what a later batch replaces (a bill's provider, account and month); ``sha256`` is of what came in,
    so that the same file counts once. ``edition`` goes up when files are written anew (an erasure): a file counts
    when its edition is its batch's. ``faults``: by rule, how many rows and the first of them. ``positions``: of a
    stream, up to where it was read, by topic and partition.
    """

    fact = models.CharField(max_length=12, choices=FACTS)
    origin = models.CharField(
        max_length=10,
        choices=[
            ("file", "File"),
            ("focus", "Bill"),
            ("otlp", "OpenTelemetry"),
            ("kafka", "Kafka"),
            ("sdk", "Tracking"),
            ("api", "API"),
            ("example", "Example"),
        ],
    )
    name = models.CharField(max_length=255)
    key = models.CharField(max_length=200, blank=True, db_index=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    status = models.CharField(
        max_length=10,
        default="pending",
        choices=[
            ("pending", "Being written"),
            ("live", "Live"),
            ("replaced", "Replaced"),
            ("withdrawn", "Withdrawn"),
            ("merged", "Merged with others"),
            ("expired", "Past its retention"),
        ],
    )
    edition = models.PositiveIntegerField(default=1)
    read = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    repeated = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    faults = models.JSONField(default=dict, blank=True)
    faults_path = models.CharField(max_length=500, blank=True)
    positions = models.JSONField(default=dict, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    live_from = models.DateTimeField(null=True, blank=True)
    live_until = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="lake_batches"
    )
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="lake_batches")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["fact", "status"], name="live_batches")]

    def __str__(self) -> str:
        return f"{self.fact}: {self.name}"


class LakeFile(models.Model):
    """One Parquet file of a batch: its day, path below the lake's root, rows, bytes and digest."""

    batch = models.ForeignKey(LakeBatch, on_delete=models.PROTECT, related_name="files")
    edition = models.PositiveIntegerField(default=1)
    day = models.DateField()
    path = models.CharField(max_length=500, unique=True)
    rows = models.PositiveBigIntegerField()
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["day"], name="files_of_a_day")]

    def __str__(self) -> str:
        return self.path


class StreamPosition(Recorded):
    """Up to where a stream was read: written with the batch, so that what comes again changes nothing."""

    stream = models.CharField(max_length=200)
    part = models.PositiveIntegerField()
    position = models.BigIntegerField()
    batch = models.ForeignKey(LakeBatch, on_delete=models.PROTECT, related_name="stream_positions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "part"], name="one_position_a_part")]

    def __str__(self) -> str:
        return f"{self.stream}/{self.part} at {self.position}"


class Retention(Recorded):
    """How long rows of a fact are kept, and why."""

    fact = models.CharField(max_length=12, choices=FACTS, unique=True)
    days = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="retentions")

    def __str__(self) -> str:
        return f"{self.fact}: {self.days} days"
