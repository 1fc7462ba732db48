"""Is this file a good pack: free of faults, right in its own cases, and with every rule shown at work?"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from opencaio.engines.classification.answers import NEEDS_REVIEW, Answer
from opencaio.engines.classification.model import Case, Law, Pack
from opencaio.engines.classification.requests import plain
from opencaio.errors import BadPack
from opencaio.packs.law import HERE, law_of, load_law
from opencaio.packs.law.checking import answer_case, differences
from opencaio.packs.law.lint import faults_in
from opencaio.packs.law.raw import PackFault, blocks, text
from opencaio.packs.reader import Block, FaultAtLine, load, text_of


@dataclass(frozen=True, slots=True)
class FailedCase:
    """A case that came out otherwise: what was expected and found, and why the engine said so."""

    line: int
    case: str
    source: str
    differences: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnshownRule:
    """A rule that the cases do not show: it fires in none of them, or in all."""

    line: int
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class PackReport:
    """What a look at one pack file found. `rules`, `duties`, `cases` count what is in it, where it could be read."""

    file: str
    id: str = ""
    title: str = ""
    regime: str = ""
    version: str = ""
    faults: tuple[PackFault, ...] = ()
    failed: tuple[FailedCase, ...] = ()
    unshown: tuple[UnshownRule, ...] = ()
    rules: int = 0
    duties: int = 0
    cases: int = 0
    certainty: dict[str, int] | None = None

    @property
    def is_good(self) -> bool:
        return not (self.faults or self.failed or self.unshown)

    def as_json(self) -> dict[str, object]:
        """The report as plain JSON."""
        return {"good": self.is_good, **asdict(self)}


def check_pack(path: Path, *, folders: tuple[Path, ...] = ()) -> PackReport:
    """Look at a pack file beside our packs and those of these folders; it takes the place of one with its id."""
    try:
        source = text_of(path.read_bytes(), file=path.name)
    except FaultAtLine as fault:
        return PackReport(path.name, faults=(PackFault(fault.line, "", fault.words),))
    except BadPack as fault:
        return PackReport(path.name, faults=(PackFault(1, "", fault.message),))
    known = {id_in(one): one for folder in (HERE, *folders) for one in sorted(folder.glob("*.yaml"))}
    name = _id_of(source)
    replaced = known.pop(name, None)
    faults = faults_in(source, file=path.name, law=load_law(*folders), is_known=replaced is not None)
    if faults:
        return PackReport(path.name, id=name, faults=faults)
    try:
        law = law_of((*known.values(), path))
    except BadPack as fault:
        return PackReport(path.name, id=name, faults=(PackFault(1, "", fault.message),))
    return _tried(path.name, law=law, pack=law.pack(name), raw=load(source, file=path.name))


def is_ours(name: str) -> bool:
    """Whether a pack that ships with us has this id."""
    return any(id_in(path) == name for path in HERE.glob("*.yaml"))


def _tried(file: str, *, law: Law, pack: Pack, raw: object) -> PackReport:
    assert isinstance(raw, Block)
    answers = [(case, answer_case(case, law=law, regime=pack.regime)) for case in pack.cases]
    lines = {text(one, "id"): one.line for key in ("cases", "rules") for one in blocks(raw, key)}
    certain: dict[str, int] = {}
    for rule in pack.rules:
        certain[rule.certainty] = certain.get(rule.certainty, 0) + 1
    return PackReport(
        file=file,
        id=pack.id,
        title=pack.title,
        regime=pack.regime,
        version=pack.version,
        failed=tuple(_failed(answers, lines=lines)),
        unshown=tuple(_unshown(pack, answers, lines=lines)),
        rules=len(pack.rules),
        duties=len(pack.duties),
        cases=len(pack.cases),
        certainty=certain,
    )


def _failed(answers: list[tuple[Case, Answer]], *, lines: dict[str, int]) -> Iterator[FailedCase]:
    for case, answer in answers:
        found = differences(answer, case.expect)
        if found:
            yield FailedCase(lines.get(case.id, 1), case.id, case.source, found, tuple(_why(answer)))


def _why(answer: Answer) -> Iterator[str]:
    """What decided the answer: the rules that fired with their facts, or the facts that are open."""
    for hit in answer.because:
        facts = ", ".join(f"{key}: {plain(value)}" for key, value in hit.facts)
        gives = hit.class_code or ", ".join(hit.duties) or "a finding"
        until = f"; not if {' or '.join(hit.would_change)}" if hit.would_change else ""
        yield f"{hit.rule} fires and gives {gives}{f' ({facts})' if facts else ''}{until}"
    if answer.class_code == NEEDS_REVIEW:
        yield f"not settled without {', '.join(answer.deciding)}"
    if not answer.because and answer.class_code != NEEDS_REVIEW:
        yield "no rule fires"


def _unshown(pack: Pack, answers: list[tuple[Case, Answer]], *, lines: dict[str, int]) -> Iterator[UnshownRule]:
    fired = [{hit.rule for hit in answer.because} for _, answer in answers]
    for rule in pack.rules:
        times = sum(rule.id in hits for hits in fired)
        if times == 0:
            yield UnshownRule(lines.get(rule.id, 1), rule.id, "fires in no case")
        elif times == len(fired):
            yield UnshownRule(lines.get(rule.id, 1), rule.id, "fires in every case; add one in which it must not")


def id_in(path: Path) -> str:
    """The id that a pack file gives itself, without reading all of it."""
    return _id_of(path.read_text(encoding="utf-8", errors="replace"))


def _id_of(source: str) -> str:
    found = re.search(r"^id: *[\"']?([^\s\"'#]+)", source, re.MULTILINE)
    return found.group(1) if found else ""
