"""What is there to decide?"""

from collections.abc import Iterator

from opencaio.papers.blocks import Decision, Decisions
from opencaio.papers.numbers import counted
from opencaio.record.briefing.figures import address, use_address
from opencaio.record.briefing.standing import Standing


def decisions(standing: Standing) -> Decisions:
    """Choices that only a person can make, the gravest first."""
    return Decisions(tuple(_decisions(standing)), empty="Nothing waits for a decision.")


def _decisions(standing: Standing) -> Iterator[Decision]:
    for state in standing.of("prohibited"):
        yield Decision(
            f"Stop {state.name}",
            "It is prohibited; it cannot be approved, only stopped.",
            "AI Act Art. 5",
            "Open the use",
            use_address(standing, state),
        )
    if rows := standing.of("practice_gaps"):
        yield Decision(
            f"Complete, waive or stop: {counted(len(rows), 'live high-impact use', 'live high-impact uses')}",
            "Each lacks a minimum practice. A waiver is written, reported and published.",
            "OMB M-25-21 sec. 4(b)",
            "List the uses",
            address(standing, "practice_gaps"),
        )
    if rows := standing.of("differs"):
        yield Decision(
            f"Correct or explain {counted(len(rows), 'declared class', 'declared classes')}",
            "The class computed from the facts is another than the one declared.",
            "",
            "List the uses",
            address(standing, "differs"),
        )
    if rows := standing.of("no_owner"):
        yield Decision(
            f"Name an owner for {counted(len(rows), 'use', 'uses')}",
            "Without an owner nobody answers the open questions.",
            "",
            "Assign owners",
            address(standing, "no_owner"),
        )
    if rows := standing.of("matches"):
        yield Decision(
            f"Say of {counted(len(rows), 'use', 'uses')} whether it is the same as another",
            "An import found them alike and kept them apart.",
            "",
            "Answer them",
            f"{standing.site}/matches",
        )
