"""Who has looked at an answer of the law, what did they say, and who stands in for them?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Verdict(models.TextChoices):
    """How a review stands."""

    ASKED = "asked", "Waiting for a reviewer"
    SIGNED = "signed", "Signed off"
    SENT_BACK = "sent_back", "Sent back"
    OVERRIDDEN = "overridden", "Overridden"


class Review(Recorded):
    """One round of four eyes over one regime's answer for one use; the computed answer stays beside it.

    One round stands at a time; an earlier one is retired. ``assessment`` is the answer that was looked at and
    ``inputs`` the facts that the regime read then; ``stale_at`` says since when either is another one.
    """

    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="reviews")
    regime = models.CharField(max_length=20)
    assessment = models.ForeignKey("record.Assessment", on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=20, choices=Verdict.choices, default=Verdict.ASKED)
    asked_by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="reviews_asked")
    reviewer = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="reviews_given"
    )
    standing_in_for = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="reviews_given_for_me"
    )
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    given_class = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    inputs = models.JSONField(default=dict, blank=True)
    stale_at = models.DateTimeField(null=True, blank=True)
    stale_because = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["use_case", "regime", "retired_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["use_case", "regime"], condition=models.Q(retired_at=None), name="one_standing_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.use_case_id} {self.regime}: {self.verdict}"


class Deputy(Recorded):
    """Who acts for whom, from one day to another."""

    person = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="deputises")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.deputy} for {self.person}"


class Letter(models.Model):
    """A message on its way to a person by e-mail; plumbing: what it says also stands in Mine.

    It is not tried before ``not_before``; after too many tries, or a refusal for good, it is given up.
    """

    to = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_fault = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "created_at"])]

    def __str__(self) -> str:
        return self.subject
