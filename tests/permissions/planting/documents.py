"""Bo's documents: a draft about his use with the word in every text, and a signed one."""

from typing import Any

from opencaio.packs.documents import load_kinds
from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

SHARED: dict[Any, str] = {}
DRAFT, READY = "aia-annex-iv", "notice-50-1"


def plant(planted: Planted) -> None:
    """A draft with a change since, one that is ready to be signed, and a signed one."""
    bo, use = planted.cast.bo, planted.use.code
    state(planted, "making.design", f"Design {WORD}")
    draft = do("documents.write", bo, kind=DRAFT, use_case=use).document
    state(planted, "making.design", f"Other design {WORD}")
    entity = do("legal_entities.add", planted.cast.ana, name="Northwind Care Ltd")
    do("use_cases.edit", bo, code=use, legal_entity=entity.pk)
    for kind in (READY, "notice-26-11"):
        for key in {key for one in load_kinds()[kind].fields if one.required for key in one.facts}:
            state(planted, key, f"{key} {WORD}")
    ready = do("documents.write", bo, kind=READY, use_case=use).document
    signed = do("documents.write", bo, kind="notice-26-11", use_case=use).document
    do("documents.sign", bo, id=signed.pk, version=1, function=f"Lead {WORD}", place=f"Lyon {WORD}")
    newest = m.DocumentVersion.objects.get(document=draft)
    m.DocumentVersion.objects.filter(pk=newest.pk).update(
        facts_digest=WORD, missing=[*newest.missing, WORD], signed_name=WORD
    )
    m.Duty.objects.create(
        use_case=planted.use,
        regime="EU",
        code="AIA-27",
        title=WORD,
        created_at=newest.made_at,
        updated_at=newest.made_at,
    )
    planted.more |= {"draft": draft, "ready": ready, "signed": signed}


def state(planted: Planted, key: str, value: str) -> None:
    """A fact about Bo's use."""
    do("facts.state", planted.cast.bo, use_case=planted.use.code, key=key, value=value)


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """What to do to them."""
    return {
        "documents.refresh": {"use_case": planted.use.code},
        "documents.sign": {"id": planted.more["ready"].pk, "version": 1, "function": "Signs", "place": "Lyon"},
        "documents.withdraw": {"id": planted.more["draft"].pk},
        "documents.write": {"kind": "aia-annex-v", "use_case": planted.use.code},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask about them, and about all."""
    draft, signed, use = planted.more["draft"].pk, planted.more["signed"].pk, planted.use.code
    return {
        "documents.compare": [{"id": draft, "before": 1}, {"id": signed, "before": 1, "after": 1}],
        "documents.due": [{}, {"use_case": use}, {"use_case": use, "written": True}],
        "documents.kinds": [{}],
        "documents.list": [{}, {"use_case": use}, {"kind": DRAFT}, {"state": "outdated"}, {"state": "signed"}],
        "documents.show": [{"id": draft}, {"id": signed, "version": 1}],
    }
