"""What are our uses of AI made of: systems, models, datasets, vendors, deployments?

A part without a department is shared by all; with one, it is seen by those who see that department.
"""

from django.db import models

from opencaio.record.models.base import Recorded


class Part(Recorded):
    """What every part has."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    department = models.ForeignKey("record.Department", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Vendor(Part):
    """Who supplies us; with the dates of the contract and of the processor agreement (GDPR Art. 28)."""

    country = models.CharField(max_length=2, blank=True)
    contract_from = models.DateField(null=True, blank=True)
    contract_until = models.DateField(null=True, blank=True)
    processor_agreement_on = models.DateField(null=True, blank=True)


class Model(Part):
    """A model on its own (AI Act Art. 3(63) for those of general purpose)."""

    vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="models")
    release = models.CharField(max_length=60, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)


class Dataset(Part):
    """Data that an AI is trained, tested or run on."""

    personal = models.BooleanField(null=True)
    records = models.PositiveBigIntegerField(null=True, blank=True)


class AISystem(Part):
    """A system in the sense of AI Act Art. 3(1), bought or built."""

    vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="systems")
    release = models.CharField(max_length=60, blank=True)
    datasets = models.ManyToManyField(Dataset, blank=True, related_name="systems")
    models = models.ManyToManyField(Model, blank=True, related_name="systems")


class Deployment(Part):
    """One running installation of a system."""

    system = models.ForeignKey(AISystem, on_delete=models.PROTECT, related_name="deployments")
    environment = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=200, blank=True)
    live_since = models.DateField(null=True, blank=True)
