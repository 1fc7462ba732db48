"""What do people add around the record: tags, own fields, comments, views, and dated headline figures?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Tag(Recorded):
    """A word that groups use cases."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CustomField(Recorded):
    """A field that this organisation adds to its use cases."""

    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=10,
        choices=[("text", "Text"), ("number", "Number"), ("date", "Date"), ("choice", "Choice")],
    )
    choices = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.label


class Comment(Recorded):
    """What someone said about a use case; @name calls a person."""

    use_case = models.ForeignKey("record.UseCase", on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    mentions = models.ManyToManyField("record.Person", blank=True, related_name="mentioned_in")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.text[:60]


class SavedView(Recorded):
    """A named set of filters over the inventory, one person's own or shared."""

    name = models.CharField(max_length=100)
    by = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="views")
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Snapshot(models.Model):
    """One headline figure on one day, for one department's subtree or for all (null)."""

    taken_on = models.DateField()
    key = models.CharField(max_length=60)
    department = models.ForeignKey("record.Department", null=True, blank=True, on_delete=models.PROTECT)
    value = models.DecimalField(max_digits=24, decimal_places=4)
    reason = models.CharField(max_length=60)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["taken_on", "key", "department"], nulls_distinct=False, name="one_snapshot_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.taken_on} {self.key} = {self.value}"
