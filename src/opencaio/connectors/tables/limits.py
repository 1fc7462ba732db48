"""How much may one file cost us before we refuse it?"""

from dataclasses import asdict, dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file: sizes in bytes, `cell` in characters, `area` in cells, `seconds` of clock.

    `ratio` is unpacked to packed size of one part of a zip file; small parts may exceed it.
    `memory` is the address space of the process that parses (Linux's RLIMIT_AS; not enforced on Windows).
    """

    file: int = 256 * MEGABYTE
    cell: int = 1_000_000
    columns: int = 2_000
    rows: int = 250_000
    area: int = 5_000_000
    unpacked: int = 512 * MEGABYTE
    parts: int = 2_000
    ratio: int = 150
    memory: int = 1_536 * MEGABYTE
    seconds: int = 60

    def as_dict(self) -> dict[str, int]:
        return asdict(self)
