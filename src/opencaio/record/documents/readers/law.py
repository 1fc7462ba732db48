"""What does the law say of the use, and which duties follow, for a document?"""

from collections.abc import Mapping
from typing import Any

from opencaio.packs.law import load_law
from opencaio.papers import numbers
from opencaio.papers.blocks import Paragraph
from opencaio.record.documents.known import Known
from opencaio.record.documents.sources import source
from opencaio.record.documents.told import Told, listed, tabled

ANSWERED = "Worked out from the facts on record."


@source("answers.EU.class", words="The class under the AI Act")
def class_(known: Known) -> Told | None:
    answer = known.answers.get("EU")
    return Told((Paragraph.of(class_in_words("EU", answer)),), origin=_origin(answer)) if answer else None


@source("answers.EU.articles", words="The provisions of the AI Act that apply")
def articles(known: Known) -> Told | None:
    answer = known.answers.get("EU")
    hits = [hit for hit in (answer or {}).get("because") or () if str(hit["citation"]).startswith("AI Act")]
    found = listed(dict.fromkeys(f"{hit['title']} ({hit['citation']})" for hit in hits))
    return Told(found, origin=_origin(answer)) if found else None


@source("answers.EU.derogation", words="The conditions of Article 6(3) that are relied on")
def derogation(known: Known) -> Told | None:
    answer = known.answers.get("EU") or {}
    hits = [hit for hit in answer.get("because") or () if "6(3)" in str(hit.get("citation"))]
    found = listed(dict.fromkeys(f"{hit['title']} ({hit['citation']})" for hit in hits))
    return Told(found, origin=_origin(answer)) if found else None


@source("answers.all", words="What each regime says of the use")
def every_answer(known: Known) -> Told | None:
    rows = [
        (regime_title(regime), class_in_words(regime, answer), ", ".join(answer.get("articles") or ()) or "–")
        for regime, answer in known.answers.items()
    ]
    blocks = tabled(("Law", "Answer", "Provisions"), rows, caption="What each law says of this use")
    return Told(blocks, origin=ANSWERED) if blocks else None


@source("duties", words="The duties that follow")
def duties(known: Known) -> Told | None:
    rows = [
        (one.title, one.citation, numbers.day(one.binds_from) if one.binds_from else "–", _state(one.status))
        for one in known.duties
    ]
    blocks = tabled(("Duty", "Source", "Binds from", "State"), rows, caption="Duties of this use")
    return Told(blocks, origin=ANSWERED) if blocks else None


def class_in_words(regime: str, answer: Mapping[str, Any] | None) -> str:
    """The title of the class, or that it is not settled."""
    code = (answer or {}).get("class") or ""
    titles = {one.code: one.title for pack in load_law().packs if pack.regime == regime for one in pack.classes}
    return titles.get(code) or ("Not settled: decisive facts are unknown" if code == "needs_review" else code or "–")


def regime_title(regime: str) -> str:
    """The law's title as its pack has it."""
    return next((pack.title for pack in load_law().packs if pack.regime == regime), regime)


def _origin(answer: Mapping[str, Any] | None) -> str:
    pack: Mapping[str, Any] = (answer or {}).get("pack") or {}
    if not pack:
        return ANSWERED
    text = f", text {pack['text_version']}" if pack.get("text_version") else ""
    return f"{ANSWERED[:-1]} by the rule pack {pack.get('name')} {pack.get('version')}{text}."


def _state(status: str) -> str:
    return status.replace("_", " ")
