"""Who can do what, who is free when, whom do we look for, and which tools have room?"""

from typing import Any

from django.db import models

from opencaio.record.models.base import Recorded

MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 2, "null": True, "blank": True}
FTE: dict[str, Any] = {"max_digits": 8, "decimal_places": 3}


class Skill(Recorded):
    """What people can do; costs a full-time person and quarter in the organisation's currency, leads in quarters.

    ``is_planned``: the plan counts its capacity. ``transferable_from``: codes of skills whose people can be trained;
    ``train_cost`` is paid once a person. Leads run from today to the first quarter in which somebody can work.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    kind = models.CharField(
        max_length=10, default="technical", choices=[("technical", "Technical"), ("human", "Human")]
    )
    is_planned = models.BooleanField(default=False)
    hire_lead = models.PositiveSmallIntegerField(null=True, blank=True)
    hire_cost = models.DecimalField(**MONEY)
    hire_most = models.PositiveSmallIntegerField(null=True, blank=True)
    contract_cost = models.DecimalField(**MONEY)
    contract_most = models.DecimalField(**FTE, null=True, blank=True)
    train_cost = models.DecimalField(**MONEY)
    train_lead = models.PositiveSmallIntegerField(null=True, blank=True)
    transferable_from = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class PersonSkill(Recorded):
    """How well a person masters a skill: 1 knows of it, 2 with help, 3 alone, 4 teaches it, 5 sets the standard."""

    person = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="people")
    level = models.PositiveSmallIntegerField()
    wanted = models.PositiveSmallIntegerField(null=True, blank=True)
    judged_on = models.DateField()
    judged_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="judged_skills"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="one_level_a_skill")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id}: {self.level}"


class Capacity(Recorded):
    """How many full-time people of a skill are there for AI work in a quarter (``2027Q1``)."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="capacity")
    quarter = models.CharField(max_length=6)
    fte = models.DecimalField(**FTE)

    class Meta:
        ordering = ["skill", "quarter"]
        constraints = [models.UniqueConstraint(fields=["skill", "quarter"], name="one_capacity_a_quarter")]

    def __str__(self) -> str:
        return f"{self.skill_id} in {self.quarter}: {self.fte}"


class Allocation(Recorded):
    """Which part of a person's time (in full-time people) goes to an initiative in a quarter, with which skill."""

    person = models.ForeignKey("record.Person", on_delete=models.PROTECT, related_name="allocations")
    initiative = models.ForeignKey("record.Initiative", on_delete=models.PROTECT, related_name="allocations")
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.PROTECT, related_name="allocations")
    quarter = models.CharField(max_length=6)
    fte = models.DecimalField(**FTE)

    class Meta:
        ordering = ["quarter", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "initiative", "skill", "quarter"], nulls_distinct=False, name="one_allocation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.initiative_id} in {self.quarter}"


class Team(Recorded):
    """People who work together, and on what."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    department = models.ForeignKey("record.Department", on_delete=models.PROTECT, related_name="teams")
    lead = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="leads_team"
    )
    members = models.ManyToManyField("record.Person", blank=True, related_name="teams")
    initiatives = models.ManyToManyField("record.Initiative", blank=True, related_name="teams")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoleProfile(Recorded):
    """What a role of the AI office asks for; overrides the profile of the same code in the pack.

    ``skills``: code and wanted level; ``path_in``, ``path_out``: roles people come from and go to; ``learning``:
    what to learn this year, each with its occasion.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    duties = models.JSONField(default=list, blank=True)
    skills = models.JSONField(default=list, blank=True)
    education = models.JSONField(default=list, blank=True)
    path_in = models.JSONField(default=list, blank=True)
    path_out = models.JSONField(default=list, blank=True)
    learning = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SalaryBand(Recorded):
    """What a role is paid a year (gross, full-time) by country, level and size of organisation, as a source says."""

    role = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    level = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=40, blank=True)
    low = models.DecimalField(**MONEY)
    high = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["role", "country", "low"]
        constraints = [
            models.UniqueConstraint(fields=["role", "country", "level", "size", "year"], name="one_band_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.country}, {self.year}"


class Opening(Recorded):
    """A place to be filled: from the plan's need to the person who starts.

    ``cost`` in the organisation's currency: a quarter for all its people (training: once). ``opened_on`` is the day on
    which the search began, ``stage_on`` that of the present stage.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=60, blank=True)
    skill = models.ForeignKey(Skill, null=True, blank=True, on_delete=models.PROTECT, related_name="openings")
    way = models.CharField(
        max_length=10, default="hire", choices=[("hire", "Hire"), ("contract", "Contract"), ("train", "Train")]
    )
    people = models.DecimalField(**FTE, default=1)
    department = models.ForeignKey("record.Department", on_delete=models.PROTECT, related_name="openings")
    stage = models.CharField(
        max_length=12,
        default="planned",
        choices=[
            ("planned", "Planned"),
            ("approved", "Approved"),
            ("open", "Open"),
            ("talking", "Interviews"),
            ("offered", "Offer made"),
            ("filled", "Filled"),
            ("cancelled", "Cancelled"),
        ],
    )
    stage_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    needed_by = models.DateField(null=True, blank=True)
    filled_on = models.DateField(null=True, blank=True)
    filled_by = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="filled_openings"
    )
    owner = models.ForeignKey("record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="openings")
    cost = models.DecimalField(**MONEY)
    plan = models.ForeignKey("record.Plan", null=True, blank=True, on_delete=models.PROTECT, related_name="openings")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["needed_by", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Resource(Recorded):
    """A tool, licence or compute pool: how much of it there is, how much is used, what it costs.

    ``capacity`` and ``used`` in ``unit`` (seats, GPU hours a month, tokens a minute); ``cost`` a unit and month.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=10, choices=[("tool", "Tool"), ("licence", "Licence"), ("compute", "Compute"), ("other", "Other")]
    )
    unit = models.CharField(max_length=60)
    capacity = models.DecimalField(max_digits=20, decimal_places=3)
    used = models.DecimalField(max_digits=20, decimal_places=3, null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)
    cost = models.DecimalField(**MONEY)
    currency = models.CharField(max_length=3, blank=True)
    department = models.ForeignKey(
        "record.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="resources"
    )
    vendor = models.ForeignKey(
        "record.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="resources"
    )
    owner = models.ForeignKey(
        "record.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="resources"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    initiatives = models.ManyToManyField("record.Initiative", blank=True, related_name="resources")
    use_cases = models.ManyToManyField("record.UseCase", blank=True, related_name="resources")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
