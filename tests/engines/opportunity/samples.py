"""A small world of work for the tests: two occupations, three groups."""

from decimal import Decimal

from opencaio.engines.opportunity import Group, Line, Occupation, Profiles, Rung, Task, profiles_of

GROUPS = (
    Group("writing", "Writing", "Letters and texts.", ("Drafts of letters",), ("letter", "draft"), "model", ("use",)),
    Group("repair", "Repairing", "Machines repaired.", ("Diagnosis",), ("machine", "maintenance")),
    Group("other", "Other work", "The rest.", (), ()),
)
CLERK, FITTER = "43-0000.00", "49-0000.00"
TASKS = {
    CLERK: (
        Task(1, CLERK, 2, "E1", "E1", "T2", 0.5, "writing"),
        Task(2, CLERK, 2, "E0", "E2", "T1", 0.0, "writing"),
        Task(3, CLERK, 1, "E2", "E2", "T1", 0.0, "repair"),
    ),
    FITTER: (
        Task(4, FITTER, 2, "", "E0", "T0", 0.0, "repair"),
        Task(5, FITTER, 1, "", "E2", "T0", 0.0, "other"),
    ),
}
OCCUPATIONS = {
    CLERK: Occupation(CLERK, "Office Clerks", ("4110",), "43-0000", 100, Decimal(40_000)),
    FITTER: Occupation(FITTER, "Machine Fitters", ("7233",), "49-0000", 100, Decimal(50_000)),
    "49-0000.01": Occupation("49-0000.01", "Crane Fitters"),
}
CROSSWALK = (
    Rung("4110", "aa-bb", "general office clerk", CLERK, 1.0),
    Rung("7233", "cc-dd", "machine fitter", FITTER, 0.5),
    Rung("7233", "ee-ff", "crane fitter", "49-0000.01", 0.25),
)


def profiles() -> Profiles:
    """The profiles of the two occupations."""
    return profiles_of(TASKS, groups=[one.id for one in GROUPS])


def line(department: str, occupation: str, people: int, pay: int | None = None, source: str = "own") -> Line:
    """A line of workforce."""
    money = None if pay is None else Decimal(pay)
    return Line(department, occupation, Decimal(people), money, source if money is not None else "")
