"""How is a system's bill of materials written as CycloneDX 1.6?

The writer uses the published JSON schema's own words (ECMA-424, edition 1): the library that validates here has no
class for model cards. The record knows which data a system works with, not on which each model was trained: data
sets are components that the system depends on, and no model's training data. A version that does not validate is not
written.
"""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from opencaio import __version__
from opencaio.errors import BadInput
from opencaio.record.documents.forms import Form, form
from opencaio.record.documents.known import Known
from opencaio.record.documents.told import value_in_words
from opencaio.record.models import DocumentVersion

HERE = uuid.UUID("4c5a9d2e-4f0b-5b0e-9a53-0c1f6f1d42a6")
"""The name space of our serial numbers: the same version gives the same number."""
CARD = {
    "useCases": "card.uses",
    "technicalLimitations": "quality.limits",
    "ethicalConsiderations": "card.considerations",
    "performanceTradeoffs": "making.trade_offs",
}


def keep(known: Known) -> dict[str, Any]:
    """The parts of the system in plain JSON, as they stand when the version is written."""
    system = known.system
    assert system is not None
    return {
        "system": _named(system, kind="application"),
        "models": [
            _named(one, kind="machine-learning-model") | {"card": _card(known, one.name)} for one in known.models
        ],
        "datasets": [_named(one, kind="data") | {"personal": one.personal} for one in known.datasets],
        "organisation": known.organisation.name,
    }


def write(kept: dict[str, Any], version: DocumentVersion) -> bytes:
    """The version as CycloneDX 1.6 JSON, valid against the official schema."""
    parts = list(_components(kept))
    system = _component(kept["system"])
    body = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(HERE, f'{version.facts_digest}/{version.number}')}",
        "version": version.number,
        "metadata": {
            "timestamp": version.made_at.replace(microsecond=0).isoformat(),
            "tools": {"components": [{"type": "application", "name": "OpenCAIO", "version": __version__}]},
            "manufacturer": {"name": kept["organisation"]},
            "component": system,
        },
        "components": parts,
        "dependencies": [
            {"ref": system["bom-ref"], "dependsOn": [part["bom-ref"] for part in parts]},
            *({"ref": part["bom-ref"]} for part in parts),
        ],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise BadInput(f"The bill of materials would not be valid CycloneDX 1.6: {str(fault)[:300]}")
    return text.encode()


def _named(row: Any, *, kind: str) -> dict[str, Any]:
    vendor = getattr(row, "vendor", None)
    return {
        "type": kind,
        "code": row.code,
        "name": row.name,
        "release": getattr(row, "release", ""),
        "about": row.description,
        "vendor": vendor.name if vendor else "",
        "country": vendor.country if vendor else "",
    }


def _card(known: Known, name: str) -> dict[str, str]:
    """What was said of the model itself, or of the whole system."""
    found = {}
    for field, key in CARD.items():
        said = [one for one in known.facts.get(key, ()) if not one.is_unknown and one.about in ("", name)]
        if said:
            found[field] = value_in_words(key, said[0].value)
    return found


def _components(kept: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in kept["models"]:
        yield _component(one) | _model_card(one["card"])
    for one in kept["datasets"]:
        sensitive = {"sensitiveData": ["personal data"]} if one["personal"] else {}
        about = {"description": one["about"]} if one["about"] else {}
        entry = {"bom-ref": f"{_ref(one)}#data", "type": "dataset", "name": one["name"], **about, **sensitive}
        yield _component(one) | {"data": [entry]}


def _component(one: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"type": one["type"], "bom-ref": _ref(one), "name": one["name"]}
    if one["release"]:
        body["version"] = one["release"]
    if one["about"]:
        body["description"] = one["about"]
    if one["vendor"]:
        address = {"address": {"country": one["country"]}} if one["country"] else {}
        body["supplier"] = {"name": one["vendor"], **address}
    return body


def _ref(one: dict[str, Any]) -> str:
    return f"{one['type']}:{one['code']}"


def _model_card(card: dict[str, str]) -> dict[str, Any]:
    considerations: dict[str, Any] = {
        field: [card[field]] for field in ("useCases", "technicalLimitations", "performanceTradeoffs") if field in card
    }
    if "ethicalConsiderations" in card:
        considerations["ethicalConsiderations"] = [{"name": card["ethicalConsiderations"]}]
    return {"modelCard": {"considerations": considerations}} if considerations else {}


form(
    Form(
        name="cyclonedx",
        ending="cdx.json",
        media_type="application/vnd.cyclonedx+json; version=1.6",
        title="CycloneDX 1.6",
        keep=keep,
        write=write,
    )
)
