"""Which questions settle several facts at once, as data, and does each say what it must?"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from opencaio.engines.classification.model import Fact, Law, Vocabulary
from opencaio.engines.classification.requests import checked_value
from opencaio.engines.classification.trees import Condition, Value
from opencaio.engines.questionnaire.model import Clash, Near, Option, Question, Questionnaire, Reach
from opencaio.errors import BadInput, BadPack
from opencaio.packs.law import load_law
from opencaio.packs.law.conditions import read_condition
from opencaio.packs.reader import Place, nearest, read_yaml

SCREENS = Path(__file__).parent / "screens.yaml"
Plain = bool | str


@dataclass(frozen=True, slots=True)
class OptionFile:
    code: str
    words: str = ""
    states: dict[str, Plain] | None = None
    otherwise: dict[str, Plain] | None = None
    adds: dict[str, str] | None = None
    near: tuple[Near, ...] = ()
    help: str = ""
    citation: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class QuestionFile:
    key: str
    words: str
    pick: Literal["one", "many", "facts"]
    citation: str
    why: str
    help: str = ""
    gate: object = None
    options: tuple[OptionFile, ...] = ()
    facts: tuple[str, ...] = ()
    empty: dict[str, tuple[str, ...]] | None = None
    none_words: str = ""
    whole: bool = False
    about: Literal["use", "organisation"] = "use"


@dataclass(frozen=True, slots=True)
class ClashFile:
    id: str
    words: str
    when: object
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReachFile:
    regime: str
    when: object


@dataclass(frozen=True, slots=True)
class ScreensFile:
    id: str
    title: str
    version: str
    questions: tuple[QuestionFile, ...]
    clashes: tuple[ClashFile, ...] = ()
    reaches: tuple[ReachFile, ...] = ()


@lru_cache(maxsize=1)
def load_questions() -> Questionnaire:
    """The questionnaire over the law that comes with the product."""
    return read_questions(SCREENS.read_text(encoding="utf-8"), law=load_law(), file=SCREENS.name)


def read_questions(text: str, *, law: Law, file: str) -> Questionnaire:
    """The questionnaire of a file, each fact and value checked against the vocabulary. Raises BadPack."""
    raw = read_yaml(text, into=ScreensFile, file=file)
    read = _Reading(law.vocabulary, file=file)
    questions = tuple(read.question(one) for one in raw.questions)
    _once([question.key for question in questions], file=file)
    return Questionnaire(
        questions=questions,
        clashes=tuple(Clash(one.id, one.words, read.condition(one.when, one.id), one.facts) for one in raw.clashes),
        reaches=tuple(Reach(one.regime, read.condition(one.when, one.regime)) for one in raw.reaches),
    )


class _Reading:
    """Reads what one file says against the vocabulary."""

    def __init__(self, vocabulary: Vocabulary, *, file: str) -> None:
        self.vocabulary, self.file = vocabulary, file

    def condition(self, raw: object, words: str) -> Condition:
        return read_condition(raw, facts=self.vocabulary.facts, where=Place(self.file, 1, words))

    def question(self, raw: QuestionFile) -> Question:
        if (raw.pick == "facts") is not bool(raw.facts) or (raw.pick != "facts") is not bool(raw.options):
            raise BadPack(f"{self.file}, {raw.key}: `facts` are asked by name; `one` and `many` offer options.")
        for key in raw.facts:
            self._fact(key, raw.key)
        gate = None if raw.gate is None else self.condition(raw.gate, f"{raw.key}.gate")
        options = tuple(self._option(one, raw) for one in raw.options)
        _once([option.code for option in options], file=f"{self.file}, {raw.key}")
        return Question(
            key=raw.key,
            words=raw.words,
            pick=raw.pick,
            citation=raw.citation,
            why=raw.why,
            help=raw.help,
            gate=gate,
            options=options,
            facts=raw.facts,
            empty=self._values(raw.empty, raw.key),
            none_words=raw.none_words,
            whole=raw.whole,
            about=raw.about,
        )

    def _option(self, raw: OptionFile, of: QuestionFile) -> Option:
        name = f"{of.key}.{raw.code}"
        adds = raw.adds or {}
        listed = None if raw.words else self._listed(raw, of)
        if listed is not None and not adds:
            adds = {of.key: raw.code}
        for key, code in adds.items():
            self._checked(key, [code], name)
        return Option(
            code=raw.code,
            words=raw.words or (listed or ""),
            states=self._values(raw.states, name),
            otherwise=self._values(raw.otherwise, name),
            adds=adds,
            near=raw.near,
            help=raw.help,
            citation=raw.citation or self._point(raw, adds),
            heading=raw.heading,
        )

    def _listed(self, raw: OptionFile, of: QuestionFile) -> str:
        """An option without words of its own has those of the vocabulary for the code that it adds."""
        fact = self._fact(next(iter(raw.adds or {of.key: ""})), of.key)
        for choice in fact.values:
            if choice.code == raw.code:
                return choice.words
        raise BadPack(f"{self.file}, {of.key}: “{raw.code}” has no words{nearest(raw.code, fact.codes)}")

    def _point(self, raw: OptionFile, adds: dict[str, str]) -> str:
        found = [
            choice.point
            for key, code in adds.items()
            for choice in self.vocabulary.facts[key].values
            if choice.code == code
        ]
        return f"AI Act Annex {found[0]}" if found and found[0] else ""

    def _fact(self, key: str, name: str) -> Fact:
        if key not in self.vocabulary.facts:
            raise BadPack(f"{self.file}, {name}: unknown fact “{key}”{nearest(key, self.vocabulary.facts)}")
        return self.vocabulary.facts[key]

    def _values(self, raw: object, name: str) -> dict[str, Value]:
        found = dict(raw) if isinstance(raw, dict) else {}
        return {key: self._checked(key, value, name) for key, value in found.items()}

    def _checked(self, key: str, value: object, name: str) -> Value:
        self._fact(key, name)
        try:
            return checked_value(key, value, vocabulary=self.vocabulary)
        except BadInput as fault:
            raise BadPack(f"{self.file}, {name}: {fault.message}") from fault


def _once(words: list[str], *, file: str) -> None:
    for word in words:
        if words.count(word) > 1:
            raise BadPack(f"{file}: “{word}” stands there twice.")
