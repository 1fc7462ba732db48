"""Which occupation is meant by a SOC, ISCO-08 or ESCO code, or by a title in somebody's own words?"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from rapidfuzz import fuzz

from opencaio.engines.opportunity.model import Occupation, Proposal, Rung
from opencaio.errors import BadInput

SYSTEMS = ("title", "soc", "isco", "esco")
LOWEST = 0.4
SHORT = {
    "hr": "human resources",
    "it": "computer information technology",
    "lorry": "truck",
    "lorries": "truck",
    "qa": "quality assurance",
    "ceo": "chief executive",
    "cfo": "financial manager",
    "pr": "public relations",
    "dev": "software developer",
    "ux": "user interface",
    "admin": "administrative",
    "ops": "operations",
    "advisor": "adviser",
    "adviser": "adviser",
    "solicitor": "lawyer",
    "programmer": "computer programmer",
}
"""Common short and British words as O*NET and ESCO write them."""
SOC = re.compile(r"^(\d{2})-?(\d{4})(?:\.(\d{2}))?$")
ISCO = re.compile(r"^\d{4}$")


@dataclass(frozen=True)
class Matcher:
    """Occupations by code and the crosswalk, laid out for looking up."""

    occupations: Mapping[str, Occupation]
    crosswalk: Sequence[Rung]

    @cached_property
    def names(self) -> list[tuple[str, str, float, str]]:
        """Every name that we know: text, occupation, confidence, where it is from."""
        own = [(_plain(one.title), one.code, 1.0, "O*NET") for one in self.occupations.values()]
        esco = [(_plain(one.name), one.occupation, 0.8 + 0.2 * one.confidence, "ESCO") for one in self.crosswalk]
        return own + esco

    def propose(self, *, system: str, code: str = "", title: str = "", most: int = 5) -> tuple[Proposal, ...]:
        """Occupations that may be meant, best first. Raises BadInput for a code that is none of its system."""
        if system not in SYSTEMS:
            raise BadInput(f"“{system[:20]}” is no system of occupations. Known: {', '.join(SYSTEMS)}.")
        found: list[Proposal] = []
        if system == "soc":
            found = self._by_soc(code.strip(), title)
        elif system == "isco":
            found = self._by_isco(code.strip(), title)
        elif system == "esco":
            found = self._by_esco(code.strip(), title)
        if not found:
            found = self._by_title(title or (code if system in ("title", "esco") else ""))
        return _best(found, most)

    def _by_soc(self, code: str, title: str) -> list[Proposal]:
        parts = SOC.match(code)
        if parts is None:
            raise BadInput(f"“{code[:20]}” is no SOC code. Write it as 13-2011 or 13-2011.00.")
        six, tail = f"{parts[1]}-{parts[2]}", parts[3]
        if tail and (row := self.occupations.get(f"{six}.{tail}")):
            return [Proposal(row.code, row.title, 1.0, "the same O*NET-SOC code")]
        kin = [one for one in self.occupations.values() if one.code.startswith(six)]
        words = f"a part of SOC {six}"
        if not kin:
            kin = [one for one in self.occupations.values() if one.code.startswith(six[:6])]
            words = f"of the same broad group as SOC {six}"
        top = 0.95 if words.startswith("a part") else 0.6
        return [self._weighed(one, top if len(kin) == 1 else top - 0.1, title, words) for one in kin]

    def _by_isco(self, code: str, title: str) -> list[Proposal]:
        if not ISCO.match(code):
            raise BadInput(f"“{code[:20]}” is no ISCO-08 unit group. Write its four digits, as in 2411.")
        rungs = [one for one in self.crosswalk if one.isco == code]
        return self._climbed(rungs, title, f"by the crosswalk from ISCO-08 {code}")

    def _by_esco(self, code: str, title: str) -> list[Proposal]:
        wanted = code.rsplit("/", 1)[-1].casefold()
        rungs = [one for one in self.crosswalk if wanted in (one.esco.casefold(), one.name.casefold())]
        return self._climbed(rungs, title, "by the crosswalk from ESCO", top=0.97)

    def _climbed(self, rungs: Iterable[Rung], title: str, words: str, *, top: float = 0.85) -> list[Proposal]:
        ways: dict[str, float] = {}
        names: dict[str, str] = {}
        for one in rungs:
            alike = fuzz.token_set_ratio(_plain(title), _plain(one.name)) / 100 if title else 0.5
            score = top * (0.6 + 0.25 * one.confidence + 0.15 * alike)
            if score > ways.get(one.occupation, 0):
                ways[one.occupation], names[one.occupation] = score, one.name
        return [
            Proposal(code, self.occupations[code].title, round(score, 4), f"{words} ({names[code]})")
            for code, score in ways.items()
        ]

    def _by_title(self, title: str) -> list[Proposal]:
        wanted = _plain(title)
        if len(wanted) < 2:
            return []
        found = []
        for name, code, confidence, source in self.names:
            score = self._likeness(wanted, name)
            if score >= LOWEST:
                words = f"the title is like “{name}” ({source})"
                found.append(Proposal(code, self.occupations[code].title, round(score * confidence * 0.95, 4), words))
        return found

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """What each word says: rare words more than common ones."""
        there = Counter(word for name, *_ in self.names for word in set(name.split()))
        return {word: log(1 + len(self.names) / count) for word, count in there.items()}

    def _likeness(self, first: str, second: str) -> float:
        """0 to 1: half the words in common, weighed by rarity, half the letters, words in any order."""
        one, two = set(first.split()), set(second.split())
        rarest = log(1 + len(self.names))
        common = sum(self._rarity.get(word, rarest) for word in one & two)
        every = sum(self._rarity.get(word, rarest) for word in one) + sum(self._rarity[word] for word in two)
        letters = fuzz.token_sort_ratio(first, second) / 100
        return 0.55 * (2 * common / every if every else 0.0) + 0.45 * letters

    def _weighed(self, row: Occupation, top: float, title: str, words: str) -> Proposal:
        alike = fuzz.token_set_ratio(_plain(title), _plain(row.title)) / 100 if title else 0.5
        plain = 0.02 if row.code.endswith(".00") else 0.0
        return Proposal(row.code, row.title, round(top * (0.85 + 0.13 * alike + plain), 4), words)


def _plain(text: str) -> str:
    words = "".join(one if one.isalnum() else " " for one in text.casefold()).split()
    words = " ".join(SHORT.get(one, one) for one in words).split()
    return " ".join(one[:-1] if len(one) > 3 and one.endswith("s") and not one.endswith("ss") else one for one in words)


def _best(found: Iterable[Proposal], most: int) -> tuple[Proposal, ...]:
    by_code: dict[str, Proposal] = {}
    for one in found:
        if one.occupation not in by_code or one.score > by_code[one.occupation].score:
            by_code[one.occupation] = one
    return tuple(sorted(by_code.values(), key=lambda one: (-one.score, one.occupation))[:most])
