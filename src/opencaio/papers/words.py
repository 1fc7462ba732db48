"""Which words do the renderers add of themselves, in the reader's language?

The texts of a paper come from its author. These few words (labels of the why panel, the foot, "in 3 days") are
the renderers' own; they are kept here so that a paper needs no outside translation machinery.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ENGLISH = {
    "answer": "Answer", "rule": "Rule", "formula": "Formula", "citation": "Source", "rows": "Facts and rows",
    "as_of": "As of", "certainty": "Certainty", "missing": "Missing", "would_change": "Would change it",
    "replay": "Replay", "and_more": "and {count} more", "why": "Why?", "whys": "Why each figure",
    "whys_note": "The small number beside a figure leads here.", "why_these": "Why these figures ({count})",
    "show_table": "Show the table", "to_content": "Skip to the content", "notes": "Why, in the margin",
    "question": "Question", "settles": "Settles", "could_move": "Could move", "who": "Who can answer",
    "since": "Since", "in_days": "in {count} days", "tomorrow": "tomorrow", "today": "today",
    "days_late": "{count} days late", "day_late": "1 day late", "now": "Now", "no_date": "no date set",
    "record_at": "Record as known on {day}.", "law_on": "Law as on {day}.", "prepared": "Prepared {moment}.",
    "ledger": "Ledger: {count} entries, head {hash}.", "no_ledger": "Ledger: no entry yet.",
    "page": "Page {page} of {pages}", "unknown": "unknown", "nothing": "none", "due": "When", "what": "What",
    "owner": "Owner", "unit": "unit", "contents": "Contents", "of": "{on} of {of}",
    "tables": "The numbers under the pictures", "origin": "Source",
}  # fmt: skip
_FRENCH = {
    "answer": "Réponse", "rule": "Règle", "formula": "Formule", "citation": "Source", "rows": "Faits et lignes",
    "as_of": "Au", "certainty": "Certitude", "missing": "Manque", "would_change": "Ce qui le changerait",
    "replay": "Rejouer", "and_more": "et {count} autres", "why": "Pourquoi ?", "whys": "Pourquoi chaque chiffre",
    "whys_note": "Le petit numéro à côté d’un chiffre mène ici.", "why_these": "Pourquoi ces chiffres ({count})",
    "show_table": "Voir le tableau", "to_content": "Aller au contenu", "notes": "Pourquoi, dans la marge",
    "question": "Question", "settles": "Tranche", "could_move": "Pourrait changer", "who": "Qui peut répondre",
    "since": "Depuis", "in_days": "dans {count} jours", "tomorrow": "demain", "today": "aujourd’hui",
    "days_late": "{count} jours de retard", "day_late": "1 jour de retard", "now": "Maintenant",
    "no_date": "sans date", "record_at": "Registre tel que connu le {day}.", "law_on": "Droit au {day}.",
    "prepared": "Préparé le {moment}.", "ledger": "Journal : {count} écritures, tête {hash}.",
    "no_ledger": "Journal : aucune écriture.", "page": "Page {page} sur {pages}", "unknown": "inconnu",
    "nothing": "aucun", "due": "Quand", "what": "Quoi", "owner": "Responsable", "unit": "unité",
    "contents": "Sommaire", "of": "{on} sur {of}", "tables": "Les nombres sous les images",
    "origin": "Source",
}  # fmt: skip

LANGUAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": MappingProxyType(_ENGLISH), "fr": MappingProxyType(_FRENCH)}
)


def say(word: str, *, lang: str, **blanks: object) -> str:
    """The word in the language (English where it is unknown), its blanks filled."""
    text = LANGUAGES.get(lang.split("-")[0].lower(), LANGUAGES["en"])[word]
    return text.format(**blanks) if blanks else text


def days_left(days: int | None, *, lang: str) -> str:
    """ "in 3 days", "today", "23 days late"; "no date set" for None."""
    if days is None:
        return say("no_date", lang=lang)
    if days in (0, 1, -1):
        return say({0: "today", 1: "tomorrow", -1: "day_late"}[days], lang=lang)
    return say("in_days" if days > 0 else "days_late", lang=lang, count=abs(days))
