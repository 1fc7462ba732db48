"""How is a pack looked through as it is written, line by line, before it is taken for a pack?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from opencaio.engines.classification.model import BlockOfFacts, Fact, Law, Pack
from opencaio.packs.reader import Block, FaultAtLine, Items


@dataclass(frozen=True, slots=True, order=True)
class PackFault:
    """One thing that is wrong: the line, what it concerns, and words for the author."""

    line: int
    name: str
    words: str


@dataclass
class Found:
    """Collects what is wrong, each thing once."""

    faults: dict[PackFault, None] = field(default_factory=dict)

    def add(self, line: int, name: str, words: str) -> None:
        self.faults[PackFault(line, name, words)] = None

    def add_fault(self, fault: FaultAtLine, *, line: int = 0) -> None:
        self.add(fault.line or line, fault.name, fault.words)


@dataclass(frozen=True)
class Beside:
    """What a pack stands beside: the facts and packs that are there without it."""

    facts: Mapping[str, Fact]
    blocks: Mapping[str, BlockOfFacts]
    packs: Mapping[str, Pack]

    @classmethod
    def of(cls, law: Law, *, without: Block | None = None) -> "Beside":
        """Everything of the law but what the given pack itself brings (when it is one of them already)."""
        itself = text(without, "id") if without else ""
        own = {text(one, "key") for key in ("facts", "blocks") for one in blocks(without, key)} if without else set()
        return cls(
            facts={key: fact for key, fact in law.vocabulary.facts.items() if key not in own},
            blocks={key: block for key, block in law.vocabulary.blocks.items() if key not in own},
            packs={pack.id: pack for pack in law.packs if pack.id != itself},
        )


def blocks(block: Block, key: str) -> Iterator[Block]:
    """The keyed members of a list; nothing where it is no such list."""
    value = block.get(key)
    yield from (one for one in value if isinstance(one, Block)) if isinstance(value, Items) else ()


def words(block: Block, key: str) -> Iterator[tuple[str, int]]:
    """The texts of a list with their lines."""
    value = block.get(key)
    if isinstance(value, Items):
        yield from ((one, line) for one, line in zip(value, value.lines, strict=True) if isinstance(one, str))


def named(block: Block, key: str) -> Iterator[tuple[str, Block, int]]:
    """The keyed members of a mapping by name, with the line of the name."""
    value = block.get(key)
    if isinstance(value, Block):
        yield from ((name, one, value.lines[name]) for name, one in value.items() if isinstance(one, Block))


def text(block: Block, key: str) -> str:
    """The text under a key; nothing where there is none."""
    value = block.get(key)
    return value if isinstance(value, str) else ""


def line_of(block: Block, key: str) -> int:
    """The line of a key, else of the mapping itself."""
    return block.lines.get(key, block.line)
