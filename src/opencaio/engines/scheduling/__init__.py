"""When is each task of an initiative done, by whom, and what slips if someone leaves?

The solver is large: it is loaded with the first schedule, not with this package.
"""

from opencaio.engines.scheduling.project import (
    WORK,
    Placed,
    Project,
    Schedule,
    Slip,
    Slips,
    Task,
    check_project,
    in_order,
)

__all__ = [
    "ENGINE_VERSION",
    "Placed",
    "Project",
    "Schedule",
    "Slip",
    "Slips",
    "Task",
    "check_project",
    "in_order",
    "schedule",
    "without",
]

ENGINE_VERSION = "scheduling-1"


def schedule(project: Project, *, work: float = WORK, seed: int = 1) -> Schedule:
    """The schedule that ends soonest; the same one for the same project, ``work`` and ``seed``.

    ``work`` is CP-SAT's deterministic time (about seconds). Raises ``BadInput`` for a project that makes no sense.
    """
    from opencaio.engines.scheduling.solving import solved

    return solved(project, work=work, seed=seed)


def without(project: Project, held: Schedule, person: str, *, on: int = 0, work: float = WORK, seed: int = 1) -> Slips:
    """What slips when ``person`` is gone from day ``on``: what was done by then stays, the rest is planned anew."""
    from opencaio.engines.scheduling.leaving import slips_without

    return slips_without(project, held, person, on=on, work=work, seed=seed)
