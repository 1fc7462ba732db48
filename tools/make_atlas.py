"""Which ids, names and links of MITRE ATLAS go into our pack?

`python -m tools.make_atlas ATLAS.yaml` reads the data of a release of MITRE ATLAS (`dist/ATLAS.yaml` of its
repository) and writes the pack. Taken over are ids, names and which mitigation ATLAS lists against which
technique: facts, none of its descriptions.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

PACK = Path(__file__).resolve().parent.parent / "src/opencaio/packs/frameworks/mitre-atlas.yaml"
CHECKED = date(2026, 11, 22)
SITE = "https://atlas.mitre.org"
# Kinds of evidence that show a mitigation; the others need a control of ours that names them.
EVIDENCE = {
    "AML.M0018": ["training_record"],
    "AML.M0023": ["bill_of_materials"],
    "AML.M0024": ["log_extract"],
    "AML.M0025": ["data_sheet", "bill_of_materials"],
    "AML.M0029": ["oversight_roster"],
}


def main() -> None:
    """Write the pack from the file named on the command line."""
    atlas = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PACK.write_text("\n".join(lines(atlas)) + "\n", encoding="utf-8")


def lines(atlas: dict[str, Any]) -> Iterator[str]:
    """The pack, line by line."""
    matrix = atlas["matrices"][0]
    yield from _head(str(atlas["version"]))
    yield "groups:"
    for tactic in matrix["tactics"]:
        yield _row(id=tactic["id"], title=tactic["name"], plain="Techniques that serve this end of an attacker.")
    yield _row(id="mitigations", title="Mitigations", plain="What ATLAS lists against the techniques.")
    yield "requirements:"
    homes = _homes(matrix["techniques"])
    for technique in sorted(matrix["techniques"], key=lambda one: str(one["id"])):
        yield _row(
            id=technique["id"],
            group=homes[technique["id"]],
            title=_name(technique, matrix["techniques"]),
            link=f"{SITE}/techniques/{technique['id']}",
        )
    for mitigation in matrix["mitigations"]:
        yield _row(
            id=mitigation["id"],
            group="mitigations",
            title=mitigation["name"],
            evidence=EVIDENCE.get(mitigation["id"], []),
            link=f"{SITE}/mitigations/{mitigation['id']}",
        )
    yield "crosswalks:"
    for mitigation in matrix["mitigations"]:
        against = [one["id"] for one in mitigation.get("techniques", ())]
        if against:
            reason = "ATLAS lists this mitigation against the technique."
            yield _row(**{"from": mitigation["id"]}, supports=against, strength="partly", reason=reason)


def _head(version: str) -> Iterator[str]:
    yield "# Written by tools/make_atlas.py from a release of MITRE ATLAS: ids, names, links, and what answers what."
    yield "id: mitre-atlas"
    yield "title: MITRE ATLAS"
    yield "short: ATLAS"
    yield f'version: "{version}"'
    yield f'source: "MITRE ATLAS, version {version}"'
    yield f"link: {SITE}"
    yield 'licence: "Ids and names: MITRE ATLAS, Apache-2.0; its descriptions are not part of this pack."'
    yield f"checked_on: {CHECKED}"
    yield "alone: partly"
    yield (
        'about: "How AI systems are attacked, and what helps. A technique counts as met when a control answers it; '
        'a mitigation in place answers the techniques that ATLAS lists it against in part."'
    )


def _homes(techniques: list[dict[str, Any]]) -> dict[str, str]:
    """The first tactic of each technique; a sub-technique stands with its technique."""
    tactics = {one["id"]: one["tactics"][0] for one in techniques if one.get("tactics")}
    return {one["id"]: tactics[one.get("subtechnique-of") or one["id"]] for one in techniques}


def _name(technique: dict[str, Any], techniques: list[dict[str, Any]]) -> str:
    names = {one["id"]: one["name"] for one in techniques}
    above = technique.get("subtechnique-of")
    return f"{names[above]}: {technique['name']}" if above else str(technique["name"])


def _row(**parts: object) -> str:
    said = ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in parts.items())
    return f"  - {{{said}}}"


if __name__ == "__main__":
    main()
