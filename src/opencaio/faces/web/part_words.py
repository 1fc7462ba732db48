"""How are systems, models, datasets, vendors and deployments called, and what stands in their lists?"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opencaio.faces.web.templatetags.face import count, day
from opencaio.packs.law import load_law
from opencaio.record.queries.parts import PartLine

Words = str | Promise


class PartKind(NamedTuple):
    """A kind of part: one, many, and what it is."""

    one: Words
    many: Words
    about: Words


class Column(NamedTuple):
    """A column of a list: its head, its cell, and whether it holds figures."""

    head: Words
    cell: Callable[[PartLine], Words]
    is_number: bool = False


KINDS: Mapping[str, PartKind] = {
    "system": PartKind(_("System"), _("Systems"), _("What is bought or built and used, made of models and data.")),
    "model": PartKind(_("Model"), _("Models"), _("What a system reasons with, with its maker and release.")),
    "dataset": PartKind(_("Dataset"), _("Datasets"), _("Data on which an AI is trained, tested or run.")),
    "vendor": PartKind(_("Vendor"), _("Vendors"), _("Who supplies us, with contract and processor agreement.")),
    "deployment": PartKind(_("Deployment"), _("Deployments"), _("One running installation of a system.")),
}
#: How facts and histories call a kind.
FACT_KINDS: Mapping[str, str] = {"system": "aisystem"}
PART_KINDS: Mapping[str, str] = {"aisystem": "system"}
#: The questions that bear on each kind: keys, or beginnings of keys; in the order in which they are offered.
BEARING: Mapping[str, tuple[str, ...]] = {
    "system": ("system.", "provider.", "card.", "making.", "quality.", "upkeep.", "conformity.", "registration."),
    "model": ("card.", "gpai.", "making.", "quality.", "upkeep."),
    "dataset": ("making.data", "quality.groups", "gdpr.", "record.data", "record.persons"),
    "vendor": ("processing.", "record.safeguards", "gdpr.transfers", "provider.", "provider_outside_eu"),
    "organisation": (
        "org",
        "org_size",
        "agency",
        "record.controller",
        "record.officer",
        "registration.submitter",
        "rights.governance",
        "rights.complaints",
        "notice.contact",
    ),
}
LABELS: Mapping[str, Words] = {
    "country": _("Country"),
    "contract_from": _("Contract from"),
    "contract_until": _("Contract until"),
    "processor_agreement_on": _("Processor agreement of"),
    "release": _("Release"),
    "withdrawn_on": _("Supported until"),
    "personal": _("Personal data"),
    "records": _("Records"),
    "environment": _("Environment"),
    "place": _("Place"),
    "live_since": _("Live since"),
}
SHOWN: Mapping[str, tuple[str, ...]] = {
    "system": ("release",),
    "model": ("release", "withdrawn_on"),
    "dataset": ("personal", "records"),
    "vendor": ("country", "contract_until", "processor_agreement_on"),
    "deployment": ("environment", "place", "live_since"),
}


def cell_words(name: str, value: object) -> Words:
    """One of the fields of a kind as people read it."""
    if name == "personal":
        return _("not known") if value is None else _("yes") if value else _("no")
    if name == "records":
        return count(value) if isinstance(value, int) else ""
    return day(value) if name.endswith(("_on", "_from", "_until", "_since")) else str(value or "")  # type: ignore[arg-type]


def columns(kind: str) -> list[Column]:
    """What stands in the list of a kind beside name and department."""
    own = [Column(LABELS[name], _cell(name), name == "records") for name in SHOWN[kind]]
    if kind in ("system", "model", "deployment"):
        own.insert(0, Column(_("System") if kind == "deployment" else _("Supplier"), lambda row: row.belongs_to))
    return own


def bearing(kind: str) -> list[str]:
    """The keys of the facts that bear on a kind, in the order of its list."""
    known = load_law().vocabulary.facts
    found: dict[str, None] = {}
    for sign in BEARING.get(kind, ()):
        found |= dict.fromkeys(key for key in known if key == sign or (sign.endswith(".") and key.startswith(sign)))
    return list(found)


def question_href(kind: str, key: int) -> str:
    """Where facts of a part (as facts call its kind) or of the organisation are stated."""
    if kind == "organisation":
        return reverse("organisation_question")
    return reverse("part_question", args=[PART_KINDS.get(kind, kind), key])


def _cell(name: str) -> Callable[[PartLine], Words]:
    return lambda row: cell_words(name, row.more.get(name))
