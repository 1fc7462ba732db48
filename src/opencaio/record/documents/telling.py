"""How is a stated fact told in a document: in words, with who stated it, when, and of which part?"""

from collections.abc import Iterator

from opencaio.papers import numbers
from opencaio.papers.blocks import Block, Paragraph, Text, WhyRow
from opencaio.record.documents.known import Known, Stated
from opencaio.record.documents.told import Told, prose, value_in_words
from opencaio.record.vocabulary import question


def stated(known: Known, key: str, *, alone: bool = True) -> Told | None:
    """The fact as an answer, of each part that speaks; None where nobody knows. Not ``alone``: under its question."""
    found = [one for one in known.facts.get(key, ()) if not one.is_unknown]
    if not found:
        return None
    blocks = tuple(block for one in found for block in _answer(one, alone=alone, many=len(found) > 1))
    rows = tuple(WhyRow(question(one.key), _origin(one)) for one in found)
    return Told(blocks, " ".join(dict.fromkeys(_origin(one) for one in found)), rows)


def _answer(one: Stated, *, alone: bool, many: bool) -> Iterator[Block]:
    """The value in words: under its question where a field has several facts, with the part where several speak."""
    blocks = prose(value_in_words(one.key, one.value))
    before = [] if alone else [f"{question(one.key)} "]
    before += [f"{one.about}: "] if many and one.about else []
    if before and blocks and isinstance(blocks[0], Paragraph):
        quiet = tuple(Text(words, "quiet") for words in before)
        blocks = (Paragraph((*quiet, *blocks[0].spans)), *blocks[1:])
    yield from blocks
    if one.text.strip():
        yield from prose(one.text)


def _origin(one: Stated) -> str:
    """Who stated it, when, from which source, and of which part."""
    who = f"Stated by {one.by}" if one.by else "Stated"
    source = f", from: {one.source.rstrip('.')}" if one.source else ""
    about = f"; inherited from {one.about}" if one.about else ""
    return f"{who} on {numbers.day(one.at.date())}{source}{about}."
