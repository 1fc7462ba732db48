"""An invented paper that holds every kind of block, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from opencaio.papers.blocks import (
    Column,
    Columns,
    Decision,
    Decisions,
    Details,
    Docket,
    DocketItem,
    Entry,
    Figure,
    Glyph,
    Heading,
    Headline,
    LedgerHead,
    Link,
    Listing,
    Noted,
    Number,
    Paper,
    Paragraph,
    Particulars,
    Picture,
    Pips,
    Question,
    Questions,
    Sentence,
    Strip,
    StripItem,
    Table,
    Text,
    Trend,
    Why,
    WhyRow,
)
from opencaio.papers.drawings import (
    Bar,
    Bars,
    DatedDuty,
    Heat,
    Lines,
    Series,
    Stack,
    Stacks,
    Timeline,
    Units,
)

TODAY = date(2026, 11, 23)
STAGES = ("Idea", "Assessed", "Approved", "Pilot", "Building", "Live")
CLASSES = (
    ("prohibited", "Prohibited", (1, 0, 0, 0, 0, 0)),
    ("high", "High-risk, Annex III", (0, 2, 0, 0, 1, 2)),
    ("high_product", "High-risk, Annex I B", (0, 0, 0, 0, 1, 0)),
    ("open", "Open: a fact is missing", (0, 0, 0, 1, 2, 1)),
    ("transparency", "Transparency, Art 50", (0, 0, 0, 2, 0, 4)),
    ("minimal", "Minimal", (3, 1, 3, 5, 2, 28)),
)
USES = Figure(
    "uses.active",
    59,
    "59 uses of AI",
    unit="uses",
    as_of=TODAY,
    trend=(31, 35, 38, 42, 46, 49, 53, 57, 59),
    why=Why(
        "Why 59 uses?",
        "59 uses are on record and not retired: 2 more than on 30 Sep 2026.",
        rule="Every use on record whose stage is not retired. 61 on record, 2 retired in 2026.",
        citation="Query uses.active",
        rows=(
            WhyRow("Production", "21"),
            WhyRow("Service", "17"),
            WhyRow("People", "9", "https://caio.example/d/people"),
        ),
        total_rows=12,
        rows_href="https://caio.example/uses",
        as_of=TODAY,
        missing=("A scan of sign-in logs on 16 Nov 2026 found 3 tools that no use claims.",),
        would_change=("Claiming those 3 tools: 60 to 62.",),
        replay="caio show uses.active --record-at 2026-11-23",
    ),
)
HIGH = Figure(
    "uses.high",
    6,
    "6 are high-risk",
    as_of=TODAY,
    trend=(2, 2, 2, 3, 3, 4, 5, 5, 6),
    why=Why(
        "Why 6 high-risk, and 4 more?",
        "5 uses fall under Annex III, one robot cell under Annex I B.",
        rule="A use whose intended purpose Annex III names, unless Art 6(3) takes it out.",
        citation="Regulation (EU) 2024/1689, Art 6(1), 6(2), Annex III; pack eu-ai-act 2026.7",
        rows=(
            WhyRow("Recruitment screening", "III 4(a)"),
            WhyRow("Job advert targeting", "III 4(a)"),
            WhyRow("Driving behaviour coaching", "III 4(b)"),
            WhyRow("Promotion readiness score", "III 4(b)"),
            WhyRow("Instalment credit score", "III 5(b)"),
            WhyRow("Robot-cell person detection", "I B 21"),
        ),
        as_of=TODAY,
        certainty="certain for 5, argued for 1",
        missing=("4 facts, listed under what we do not know yet.",),
        would_change=("The final guidelines on Art 6(5); only a draft exists.",),
        replay="caio classify --law-on 2026-11-22",
    ),
)
VALUE = Figure(
    "value.year",
    Decimal("6420000"),
    "€6.4 million",
    unit="€ a year",
    as_of=date(2026, 10, 31),
    why=Why(
        "Why €6.4 million?",
        "€6.42 m a year, from €5.77 m to €7.07 m; planned €7.32 m. That is 88 % of plan.",
        rule="Sum of the measured effects of 14 live uses, less run cost. Interval: root of summed squares, 90 %.",
        rule_kind="formula",
        rows=(
            WhyRow("Fault diagnosis from telemetry", "€1,040k"),
            WhyRow("Demand forecast, heat pumps", "€730k"),
            WhyRow("Reply drafting for e-mail", "€710k"),
        ),
        total_rows=14,
        as_of=date(2026, 10, 31),
        missing=("21 live uses have no study.", "Their planned €3.1 m is not counted here."),
        would_change=("Dropping independence between the studies widens it to 4.5 to 8.4.",),
        replay="engine value 1.4, seed 11, input 7c1ea9",
    ),
)


def headline() -> Headline:
    return Headline(
        (
            Sentence.of("We run ", USES, " and 35 of them are live; ", HIGH, ", and 4 more could be."),
            Sentence.of("They returned ", VALUE, " in the year to 31 October, give or take 0.7, against 7.3 planned."),
            Sentence.of(
                "Two duties fall on ", Text("2 December", "alert"), ", and three text generators are not yet marked."
            ),
        )
    )


def docket() -> Docket:
    return Docket(
        (
            DocketItem(
                date(2026, 10, 31),
                -23,
                "Bias check of the instalment credit score is overdue",
                "Missing practice. Last done 30 Jun 2026, due every four months.",
                "Own control C-19; III 5(b)",
                "Hugo A.",
                "Assign the check",
                "https://caio.example/duties/19",
            ),
            DocketItem(
                None,
                None,
                "Three uses hold personal data without an impact assessment",
                "",
                "GDPR Art 35",
                "Rae M.",
                "Start the three",
            ),
            DocketItem(
                date(2026, 12, 2),
                9,
                "Mark what three text generators produce",
                "Chat assistant, review summaries, people policy assistant. None is ready.",
                "Art 50(2) with 111(4)",
                "Eva P., Tomas R.",
                "Open the three",
                "https://caio.example/duties/50",
                why=Why(
                    "Why 2 December?",
                    "The grace period for generators on the market before 2 Aug 2026 ends.",
                    citation="Art 111(4)",
                ),
            ),
            DocketItem(
                date(2027, 1, 15),
                53,
                "Northlight 2 ends: 4 uses must move",
                "Estimated 34 days of work, none planned.",
                "Notice, read 12 Nov 2026",
                "Priya S.",
                "Plan the move",
            ),
        )
    )


def class_table() -> Table:
    rows = tuple(
        (Glyph(mark, name), *(Number(c, str(c)) for c in counts), Number(sum(counts), str(sum(counts)), "strong"))
        for mark, name, counts in CLASSES
    )
    sums = [sum(column) for column in zip(*(counts for _, _, counts in CLASSES), strict=True)]
    return Table(
        (Column("Class"), *(Column(stage, align="end") for stage in STAGES), Column("All", align="end")),
        rows,
        "Uses by computed class and stage, count, 23 Nov 2026",
        foot=("All", *(Number(s, str(s)) for s in sums), Number(sum(sums), str(sum(sums)))),
    )


def class_picture() -> Picture:
    return Picture(
        "Most of what runs is minimal; the risk sits in people and credit",
        Units(tuple((m, n) for m, n, _ in CLASSES), STAGES, tuple(c for _, _, c in CLASSES)),
        alt="Uses of AI by computed class and stage: 42 of 59 are minimal, 28 of these live; 6 are high-risk.",
        note="Uses by computed class and stage, count, 23 Nov 2026",
        table=class_table(),
        why=Why(
            "Why 10 where declared is not computed?",
            "6 differ, 4 wait for a fact.",
            rule="What is declared is kept beside what is computed.",
        ),
        key="classes",
    )


VALUES = (
    ("Fault diagnosis from telemetry", 1040, 780, 1310, 900, "plain"),
    ("Demand forecast, heat pumps", 730, 380, 1080, 850, "plain"),
    ("Reply drafting for service e-mail", 710, 560, 860, 620, "plain"),
    ("Payment fraud detection", 640, 520, 770, 600, "plain"),
    ("Visual weld inspection", 560, 430, 690, 680, "plain"),
    ("Website chat assistant", 310, 180, 450, 540, "alert"),
    ("Code assistant, firmware", 220, 60, 380, 500, "alert"),
    ("Predictive maintenance, press line", 130, -90, 350, 450, "alert"),
)


def value_picture() -> Picture:
    bars = tuple(Bar(n, v, f"{v:,}", low=lo, high=hi, target=t, emphasis=e) for n, v, lo, hi, t, e in VALUES)
    table = Table(
        (
            Column("Use"),
            Column("Value", "k€", "end"),
            Column("Interval, 90 %", "k€", "end"),
            Column("Planned", "k€", "end"),
        ),
        tuple(
            (n, Number(v, f"{v:,}"), f"{lo:,} to {hi:,}".replace("-", "−"), Number(t, str(t)))
            for n, v, lo, hi, t, _ in VALUES
        ),
        "Value a year by use, k€, 12 months to 31 Oct 2026",
    )
    return Picture(
        "Two assistants earn well under their plan",
        Bars(bars, "k€", "measured", "planned", "90 % interval"),
        alt="Value by use with 90 % interval and plan. The website chat assistant and the code assistant lie below.",
        note="Value a year, k€, 12 months to 31 Oct 2026; 14 of 35 live uses are measured",
        table=table,
    )


def other_pictures() -> tuple[Picture, ...]:
    return (
        Picture(
            "Models and APIs take the year over budget",
            Bars(
                (
                    Bar("People", 2560, "2,560"),
                    Bar("Models and APIs", 1390, "1,390", target=1200, emphasis="alert"),
                    Bar("Cloud", 1010, "1,010", emphasis="reason"),
                    Bar("Refund", -210, "−210", emphasis="quiet"),
                ),
                "k€",
                "spent",
                "budget",
            ),
            alt="Spent and budget by line.",
            note="k€, 2026 to 31 Oct",
        ),
        Picture(
            "Uses double in two years; high-risk uses triple",
            Lines(
                ("Q4 24", "Q1 25", "Q2 25", "Q3 25", "Q4 25", "Q1 26", "Q2 26", "Q3 26", "23 Nov"),
                (
                    Series("On record", (31, 35, 38, 42, 46, 49, 53, 57, 59), "59"),
                    Series("High-risk", (2, 2, 2, 3, None, 4, 5, 5, 6), "6", "alert"),
                    Series("Measured", (None, None, 3, 5, 6, 8, 10, 12, 14), "14", "reason"),
                ),
            ),
            alt="Three lines from December 2024 to November 2026.",
            note="Count at quarter end",
        ),
        Picture(
            "Half of the year's duties fall before March",
            Timeline(
                (
                    DatedDuty("Mark synthetic text, Art 50(2)", date(2026, 12, 2), "2 Dec 2026"),
                    DatedDuty("Own review of the credit score", date(2027, 1, 15), "15 Jan", "own"),
                    DatedDuty(
                        "High-risk duties, Annex III",
                        date(2027, 12, 2),
                        "2 Dec 2027",
                        "uncertain",
                        until=date(2028, 8, 2),
                        note="or later",
                    ),
                    DatedDuty("AI literacy measures", date(2025, 2, 2), "2 Feb 2025", "done"),
                ),
                date(2025, 1, 1),
                date(2028, 12, 31),
                TODAY,
            ),
            alt="Four duties on a line of time from 2025 to 2028.",
            note="Ring: legal date; amber ring: own or uncertain; dashed: two readings",
        ),
        Picture(
            "Evidence is thin where the risk is",
            Heat(
                ("People", "Credit", "Production"),
                ("Documents", "Tests", "Oversight"),
                ((1, 4, 9), (0, None, 3), (12, 7, 5)),
                (("1", "4", "9"), ("0", "?", "3"), ("12", "7", "5")),
            ),
            alt="Evidence by department and kind.",
            note="Pieces of evidence, count",
        ),
        Picture(
            "Service spends most on running",
            Stacks(
                (
                    Stack("Service", (5, 3, 1), "9"),
                    Stack("Production", (3, 3, 2), "8"),
                    Stack("People", (1, 0.5, 0.2), "1.7"),
                ),
                ("running", "building", "assurance"),
            ),
            alt="Spend by department in three parts.",
            note="M€, 2026",
        ),
    )


def strip() -> Strip:
    return Strip(
        (
            StripItem(
                "Uses on record", Figure("uses.active", 59, "59", trend=USES.trend, why=USES.why), "+2 since 30 Sep"
            ),
            StripItem("High-risk", Figure("uses.high", 6, "6", trend=HIGH.trend, why=HIGH.why), "+1 since 30 Sep"),
            StripItem(
                "Facts missing",
                Figure(
                    "facts.missing",
                    22,
                    "22",
                    trend=(41, 36, 30, 28, 22),
                    why=Why("Why 22 facts missing?", "22 facts bear on a class and are unknown."),
                ),
                "−6 since 30 Sep",
            ),
            StripItem(
                "Spend in a quarter",
                Figure("spend.quarter", Decimal("2.5"), "€2.5 m", trend=(1.6, 1.9, 2.1, 2.5)),
                "+€120k on Q2",
            ),
        ),
        note="Quarter ends from Dec 2024 to 23 Nov 2026",
    )


def long_table(rows: int = 60) -> Table:
    def row(n: int) -> tuple[object, ...]:
        name = Noted(Link(f"Use {n:02d} of the invented company", f"https://caio.example/uses/{n}"), f"UC-{n:03d}")
        mark = CLASSES[n % 6]
        return (
            name,
            Glyph(mark[0], mark[1]),
            Pips(n % 6 + 1, 6, STAGES[n % 6]),
            Number(n * 37, f"{n * 37:,}"),
            Trend((n % 3, n % 5, n % 7, n % 4), "moving"),
            None,
        )

    columns = (
        Column("Use"),
        Column("Class"),
        Column("Stage"),
        Column("Cost", "k€", "end"),
        Column("Cost by month"),
        Column("Owner"),
    )
    return Table(columns, tuple(row(n) for n in range(1, rows + 1)), f"All {rows} uses, 23 Nov 2026")  # type: ignore[arg-type]


def sample_paper(*, lang: str = "en") -> Paper:
    questions = Questions(
        (
            Question(
                "Do scheduling and shift planning use anyone’s behaviour or traits?",
                "Technician job scheduling; shift planning",
                "2 uses, 612 staff",
                Glyph("open", "Open"),
                Glyph("high", "High-risk"),
                "III 4(b)",
                "Nadia B.",
                "asked 9 Nov",
                "https://caio.example/q/1",
            ),
            Question(
                "Does learned defrost fail in a way that endangers health?",
                "Learned defrost control",
                "1 use",
                Glyph("open", "Open"),
                Glyph("high_product", "High-risk"),
                "Art 6(1)",
                "Freya H.",
                "asked 12 Nov",
            ),
        )
    )
    decisions = Decisions(
        (
            Decision(
                "Fund the 2027 plan",
                "€2.9 m in 2027, €1.5 m in 2028, for €7.3 m of value.",
                "",
                "Approve",
                "https://caio.example/plan",
            ),
            Decision(
                "Stop call-tone coaching", "It infers emotion from voice at work. Never used.", "Art 5(1)(f)", "Stop it"
            ),
        )
    )
    pictures = other_pictures()
    return Paper(
        title="The brief",
        subtitle="What the organisation does with AI, what the law asks of it, and what waits for a person.",
        organisation="Lindqvale N.V.",
        prepared_on=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
        record_at=datetime(2026, 11, 23, 6, 58, tzinfo=UTC),
        law_on=date(2026, 11, 22),
        ledger_head=LedgerHead("9f3c71be04d2a1", 18204),
        ears=(
            ("Heat pumps, made and serviced", "12 departments, 6,412 staff"),
            ("No. 47", "Prepared 07:00 for Ana V."),
        ),
        foot="Pack eu-ai-act 2026.7. Not legal advice.",
        lang=lang,
        blocks=(
            headline(),
            Heading(2, "What needs you now", "4 things by 15 Jan 2027, 1 late"),
            docket(),
            Heading(2, "State of the portfolio", "59 uses, 12 departments, 23 Nov 2026"),
            Columns(((class_picture(),), (Heading(3, "Fewer unknowns, one duty late"), strip())), (7, 5)),
            Columns(((value_picture(),), (pictures[0],)), (7, 5)),
            Columns(((pictures[1],), (pictures[2],))),
            Columns(((pictures[3],), (pictures[4],))),
            Heading(2, "What we do not know yet", "22 facts are missing; these two questions settle 3 of them"),
            questions,
            Heading(2, "Decisions to take", "Council, Thursday 26 Nov, 14:00"),
            decisions,
            Heading(2, "The record, in full"),
            Paragraph.of(
                "All uses stand here, as ",
                Text("one table", "strong"),
                "; see also ",
                Link("the register", "https://caio.example/register"),
                ". Run ",
                Text("caio show uses", "code"),
                ".",
            ),
            Listing.of("First thing", ("Second, with ", Text("weight", "strong"))),
            long_table(),
            Details("How this was made", (Paragraph.of("By the example company’s own record."),)),
            Particulars((("Name", "Ingrid Vasselot"), ("Place", "Rotterdam")), title="Who signs"),
            Entry(
                "Human oversight",
                (Paragraph.of("Two clerks decide."), Listing.of("before a limit is set", "after a refusal")),
                citation="Point 2(e)",
                origin="Stated by Greta Molwyn on 21 Sep 2026.",
                why=Why(question="Where is that from?", answer="It was stated.", as_of=date(2026, 9, 21)),
            ),
        ),
    )
