"""Whose cost is a line of a bill, what does a token cost on a day, and which costs stand out?"""

from django.db import models

from opencaio.record.models.base import Recorded
from opencaio.record.models.finance import AMOUNT


class AllocationRule(Recorded):
    """Which lines of bills go to which use cases: the first rule by ``rank`` that fits a line takes it.

    ``condition``: by column of FOCUS or ``tag:<key>``, the texts (with * and ?) of which one must fit; all columns
    must. One use case takes all; ``by`` takes the use's code from a tag or column; ``shares`` (use case: share,
    together 1) splits; ``spread`` splits by what each use had of a measure in the line's month.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    rank = models.PositiveIntegerField(default=100)
    condition = models.JSONField(default=dict)
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="allocation_rules"
    )
    by = models.CharField(max_length=120, blank=True)
    shares = models.JSONField(default=dict, blank=True)
    spread = models.CharField(
        max_length=10,
        blank=True,
        choices=[("requests", "Requests"), ("tokens", "Tokens"), ("users", "People"), ("even", "Evenly")],
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class TokenPrice(Recorded):
    """What a million tokens of a class cost with a provider's model, from a day until a day.

    The organisation's own (contract) price; the list prices are a pack. The classes are disjoint.
    """

    provider = models.CharField(max_length=80)
    model = models.CharField(max_length=160)
    token_class = models.CharField(
        max_length=10,
        choices=[("input", "Input"), ("cached", "Cached input"), ("output", "Output"), ("reasoning", "Reasoning")],
    )
    price = models.DecimalField(max_digits=24, decimal_places=12)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["provider", "model", "token_class", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "model", "token_class", "valid_from"], name="one_token_price_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.token_class} from {self.valid_from}"


class CostAlert(Recorded):
    """A cost that stands out from what was expected, with its reason, until somebody has answered it."""

    key = models.CharField(max_length=200, unique=True)
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="cost_alerts"
    )
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="cost_alerts"
    )
    service = models.CharField(max_length=200, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    amount = models.DecimalField(**AMOUNT)
    expected = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3)
    because = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        max_length=10, default="open", choices=[("open", "Open"), ("explained", "Explained"), ("fixed", "Fixed")]
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="cost_alerts"
    )
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-last_day", "key"]

    def __str__(self) -> str:
        return self.key
