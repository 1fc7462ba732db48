"""What is known of each thing, what does the law say about it, and what proves it?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Fact(models.Model):
    """One answered question about one thing; superseded, never changed.

    ``value`` null with ``is_unknown`` true is the answer "we do not know".
    Keys are those of the facts vocabulary, ``declared.<regime>`` or ``practice.<code>``.
    """

    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    is_unknown = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="facts")
    recorded_at = models.DateTimeField()
    valid_from = models.DateField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "superseded_at", "key"]),
            models.Index(fields=["key", "superseded_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "key"],
                condition=models.Q(superseded_at=None),
                name="one_standing_fact_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.key} = {self.value!r}"


class Assessment(models.Model):
    """What one regime says of one use, from which facts, by which pack and engine; superseded, never changed."""

    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="assessments")
    regime = models.CharField(max_length=20)
    legal_entity = models.ForeignKey("record.LegalEntity", null=True, blank=True, on_delete=models.PROTECT)
    klass = models.CharField(max_length=40, blank=True)
    applies_from = models.DateField(null=True, blank=True)
    missing_count = models.PositiveIntegerField(default=0)
    certainty = models.CharField(max_length=20, blank=True)
    answer = models.JSONField()
    input_hash = models.CharField(max_length=64)
    pack = models.CharField(max_length=60)
    pack_version = models.CharField(max_length=40)
    text_version = models.CharField(max_length=40, blank=True)
    engine_version = models.CharField(max_length=20)
    law_on = models.DateField()
    computed_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["use_case", "superseded_at"]),
            models.Index(fields=["regime", "superseded_at", "klass"]),
        ]

    def __str__(self) -> str:
        return f"{self.use_case_id} {self.regime}: {self.klass}"


class Duty(Recorded):
    """What a regime asks of us for one use, from a day on; a task with an owner, a day and what shows it done.

    ``status``: open, started, done, or renewal (it was done, and what showed it no longer holds).
    ``valid_until``: how long the doing holds, by the evidence's end and the next review; ``shown_by`` what showed it.
    """

    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="duties")
    regime = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    citation = models.CharField(max_length=300, blank=True)
    certainty = models.CharField(max_length=20, blank=True)
    binds_from = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=20, default="open")
    role = models.CharField(max_length=40, blank=True)
    evidence_kinds = models.JSONField(default=list, blank=True)
    lead_days = models.PositiveIntegerField(null=True, blank=True)
    review_months = models.PositiveIntegerField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    shown_by = models.ManyToManyField("record.Evidence", blank=True, related_name="shows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use_case", "regime", "code"], name="one_duty_of_a_kind")]
        ordering = ["due_on", "code"]

    def __str__(self) -> str:
        return f"{self.code} for {self.use_case_id}"


class Evidence(Recorded):
    """A file, a link or a note that shows a duty, a practice or a control to be met; it ages.

    ``kind`` is one of the kinds of `packs/evidence`. It hangs on a use, or on a control of the organisation.
    """

    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    control = models.ForeignKey(
        "record.Control", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.CharField(max_length=60, blank=True)
    duty = models.ForeignKey(Duty, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    link = models.URLField(max_length=1000, blank=True)
    note = models.TextField(blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(null=True, blank=True)
    dated = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title
