"""Which documents were written from the facts, in which versions, signed by whom?"""

from django.db import models

from opencaio.record.models.base import Recorded


class Document(Recorded):
    """One document of a kind (the kinds stand in `packs/documents`), about one use, one system or all of us."""

    kind = models.CharField(max_length=60)
    use_case = models.ForeignKey(
        "record.UseCase", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    system = models.ForeignKey(
        "record.AISystem", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    incident = models.ForeignKey(
        "record.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(Recorded):
    """A document as it read at one moment; a signed one is kept as it was for ever.

    ``body`` is the block tree as JSON, ``missing`` the keys of the facts that it still wants,
    ``facts_digest`` the SHA-256 of what it was filled from. ``signed_name`` is the name under the document, which
    stays when the person's is changed.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey("record.Person", null=True, on_delete=models.PROTECT, related_name="documents_written")
    made_at = models.DateTimeField()
    law_on = models.DateField()
    body = models.JSONField()
    missing = models.JSONField(default=list)
    facts_digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="documents_signed"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=200, blank=True)
    signed_as = models.CharField(max_length=200, blank=True)
    signed_place = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_document_version_a_number")]
        ordering = ["document", "-number"]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"
