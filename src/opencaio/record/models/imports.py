"""What came in from files, how was it read, and what waits for a person?"""

from django.db import models


class ImportBatch(models.Model):
    """One file that was imported, with the six counts that account for each of its rows."""

    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64, db_index=True)
    format_id = models.CharField(max_length=60)
    format_title = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT)
    read = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    updated = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    merged = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    refusals_path = models.CharField(max_length=500, blank=True)
    entry_sequence = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.file_name} as {self.format_title}"


class ImportedRow(models.Model):
    """One row as it was reported, word for word, and the use that it became."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="reported_rows")
    outcome = models.CharField(max_length=20)
    as_reported = models.JSONField()
    notes = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["use_case", "batch"])]

    def __str__(self) -> str:
        return f"row {self.number}"


class OpenMatch(models.Model):
    """Two uses that may be one: an earlier year's, or one that came under the same id with other content."""

    KINDS = [("earlier", "An earlier year's use"), ("same_id", "Same id, other content")]

    use_case = models.ForeignKey("record.UseCase", on_delete=models.CASCADE, related_name="matches")
    other = models.ForeignKey("record.UseCase", on_delete=models.CASCADE, related_name="matched_by")
    kind = models.CharField(max_length=20, choices=KINDS)
    score = models.FloatField()
    reason = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    answer = models.CharField(max_length=20, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use_case", "other"], name="one_match_a_pair")]

    def __str__(self) -> str:
        return f"{self.use_case_id} ~ {self.other_id}"
