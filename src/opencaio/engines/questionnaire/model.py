"""What is a question that a person can answer in one go, and which facts does each answer state?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from opencaio.engines.classification.trees import Condition, Value, facts_in
from opencaio.errors import NotFound

Pick = Literal["one", "many", "facts"]
About = Literal["use", "organisation"]
ASKED = "asked."


@dataclass(frozen=True, slots=True)
class Near:
    """What looks like an option and is not meant, with the difference that decides."""

    words: str
    difference: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `states` holds when it is chosen, `otherwise` when it was offered and not chosen.

    `adds` puts a code into a list fact; a list fact that options add to is the list of all that were chosen.
    """

    code: str
    words: str
    states: Mapping[str, Value] = field(default_factory=dict)
    otherwise: Mapping[str, Value] = field(default_factory=dict)
    adds: Mapping[str, str] = field(default_factory=dict)
    near: tuple[Near, ...] = ()
    help: str = ""
    citation: str = ""
    heading: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """Every fact that choosing or leaving it states."""
        return frozenset({*self.states, *self.otherwise, *self.adds})


@dataclass(frozen=True, eq=False)
class Question:
    """One page: pick one option, tick any, or answer up to five facts that belong together.

    `gate`: asked only where this holds for sure. `empty`: what ticking nothing states besides. `whole`: all its
    options are shown, also those that matter to no regime that is asked yet.
    """

    key: str
    words: str
    pick: Pick
    citation: str
    why: str = ""
    help: str = ""
    gate: Condition | None = None
    options: tuple[Option, ...] = ()
    facts: tuple[str, ...] = ()
    empty: Mapping[str, Value] = field(default_factory=dict)
    none_words: str = ""
    whole: bool = False
    about: About = "use"

    @property
    def memory(self) -> str:
        """The key under which the answer itself is kept beside the facts that it stated."""
        return ASKED + self.key

    @cached_property
    def states(self) -> frozenset[str]:
        """Every fact that an answer can state."""
        return frozenset({*self.facts, *self.empty}).union(*(option.facts for option in self.options))

    @cached_property
    def gate_facts(self) -> frozenset[str]:
        return frozenset() if self.gate is None else facts_in(self.gate)

    def option(self, code: str) -> Option:
        for option in self.options:
            if option.code == code:
                return option
        raise NotFound(f"The question “{self.words}” has no choice “{code}”.")


@dataclass(frozen=True, slots=True)
class Clash:
    """Answers that cannot all be true, in words that say what to look at."""

    id: str
    words: str
    when: Condition
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """When a regime is asked about at all; `always` where no condition stands."""

    regime: str
    when: Condition | None = None


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """Every question in the order in which people would ask them, and what cannot be true together."""

    questions: tuple[Question, ...]
    clashes: tuple[Clash, ...] = ()
    reaches: tuple[Reach, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def owned(self) -> frozenset[str]:
        """The facts that some question of this questionnaire states."""
        return frozenset().union(*(question.states for question in self.questions))

    def question(self, key: str) -> Question:
        if key not in self.by_key:
            raise NotFound(f"There is no question “{key}”.")
        return self.by_key[key]
