"""Does a schedule end as soon as it can, respect everybody's days, and say what slips?"""

from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.scheduling import Project, Schedule, Task, schedule, without
from opencaio.errors import BadInput


def project(*tasks: Task, days: int = 60, **away: set[int]) -> Project:
    """Tasks in a calendar of ``days``, and who is away when."""
    return Project(tasks, days=days, away={name: frozenset(gone) for name, gone in away.items()})


def test_tasks_wait_for_what_comes_before_and_side_by_side_otherwise() -> None:
    found = schedule(
        project(Task("design", 3), Task("build", 5, after=("design",)), Task("train", 2, after=("design",)))
    )
    assert (found.status, found.end) == ("optimal", 8)
    assert found.of("build").start == found.of("train").start == 3


def test_one_person_does_one_thing_at_a_time() -> None:
    found = schedule(project(Task("a", 3, people=("ann",)), Task("b", 4, people=("ann",))))
    assert found.end == 7


def test_work_goes_to_whoever_lets_it_end_soonest() -> None:
    found = schedule(project(Task("a", 3, people=("ann", "ben")), Task("b", 4, people=("ann",))))
    assert (found.end, found.of("a").person) == (4, "ben")


def test_days_away_stretch_the_task_of_who_is_away() -> None:
    found = schedule(project(Task("a", 4, people=("ann",)), ann={1, 2}))
    assert (found.of("a").start, found.of("a").end) == (0, 6)


def test_a_pool_is_never_overdrawn() -> None:
    tasks = tuple(Task(name, 2, pools={"gpu": 2}) for name in "abc")
    found = schedule(Project(tasks, days=20, pools={"gpu": 4}))
    assert found.end == 4


def test_what_cannot_be_in_time_is_late_by_as_little_as_can_be_and_said() -> None:
    found = schedule(project(Task("a", 5, people=("ann",), due=2), Task("b", 5, people=("ann",), due=30)))
    assert (found.of("a").late, found.of("b").late) == (2, 0)


def test_slack_says_which_tasks_hold_up_the_end() -> None:
    found = schedule(project(Task("a", 5), Task("b", 2), Task("c", 1, after=("a", "b"))))
    assert [(one.id, one.slack, one.is_critical) for one in found.placed] == [
        ("a", 0, True), ("b", 3, False), ("c", 0, True),
    ]  # fmt: skip


def test_the_classic_example_of_the_critical_path_takes_as_long_as_the_book_says() -> None:
    # Moder and Phillips style network: A2 B6 C4(A) D3(A) E5(C) F4(B,D) G2(E,F): longest chain A-C-E-G = 13.
    tasks = (
        Task("A", 2), Task("B", 6), Task("C", 4, ("A",)), Task("D", 3, ("A",)), Task("E", 5, ("C",)),
        Task("F", 4, ("B", "D")), Task("G", 2, ("E", "F")),
    )  # fmt: skip
    found = schedule(project(*tasks))
    assert found.end == 13
    assert {one.id for one in found.placed if one.is_critical} == {"A", "C", "E", "G"}
    assert (found.of("B").slack, found.of("D").slack, found.of("F").slack) == (1, 2, 1)


def test_who_leaves_takes_the_end_along_and_the_slips_say_where() -> None:
    plan = project(Task("a", 3, people=("ann", "ben")), Task("b", 4, people=("ann", "ben")))
    held = schedule(plan)
    left = without(plan, held, "ben")
    assert left.days == 3
    assert {slip.will.person for slip in left.slips} == {"ann"}


def test_what_only_he_could_do_is_named_when_he_leaves() -> None:
    plan = project(Task("a", 3, people=("ann",)), Task("b", 4, people=("ben",)))
    left = without(plan, schedule(plan), "ben")
    assert (left.nobody, left.days) == (("b",), None)


def test_what_was_done_before_he_left_stays_as_it_was() -> None:
    plan = project(Task("a", 3, people=("ben",)), Task("b", 4, after=("a",), people=("ann", "ben")))
    held = schedule(plan)
    left = without(plan, held, "ben", on=3)
    assert left.schedule is not None
    assert (left.schedule.of("a").person, left.schedule.of("b").person) == ("ben", "ann")


def test_fixed_starts_that_clash_are_named_and_nothing_else() -> None:
    fixed = (Task("a", 3, people=("ann",), start=0), Task("b", 3, people=("ann",), start=1), Task("c", 1, start=0))
    found = schedule(project(*fixed))
    assert (found.status, found.conflict) == ("infeasible", ("the fixed start of a", "the fixed start of b"))


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ((Task("a", 1, ("b",)), Task("b", 1, ("a",))), "wait for each other"),
        ((Task("a", 1), Task("a", 1)), "Two tasks are called a"),
        ((Task("a", -1),), "takes -1 days"),
        ((Task("a", 1, ("z",)),), "waits for z"),
        ((Task("a", 1, pools={"gpu": 9}),), "needs 9 of gpu"),
        ((Task("a", 10**9),), "takes 1000000000 days"),
    ],
)
def test_a_project_that_makes_no_sense_is_told_by_name(tasks: tuple[Task, ...], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        schedule(Project(tasks, days=50, pools={"gpu": 1}))


def test_the_same_project_gives_the_same_schedule() -> None:
    tasks = tuple(Task(str(n), 1 + n % 4, people=("ann", "ben", "cy")) for n in range(12))
    assert schedule(project(*tasks)) == schedule(project(*tasks))


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A few tasks of two people, some waiting for earlier ones."""
    number = draw(st.integers(1, 5))
    tasks = []
    for index in range(number):
        after = tuple(str(one) for one in range(index) if draw(st.booleans()) and draw(st.booleans()))
        people = draw(st.sampled_from([("ann",), ("ben",), ("ann", "ben")]))
        tasks.append(Task(str(index), draw(st.integers(0, 4)), after, people))
    away = {name: draw(st.frozensets(st.integers(0, 6), max_size=3)) for name in ("ann", "ben")}
    return Project(tuple(tasks), days=40, away=away)


@settings(max_examples=25)
@given(projects())
def test_every_schedule_keeps_its_rules_and_none_of_the_orders_beats_it(plan: Project) -> None:
    found = schedule(plan)
    assert found.status == "optimal"
    _keeps_rules(plan, found)
    assert found.end == min(_length(plan, order) for order in permutations(plan.tasks))


def _keeps_rules(plan: Project, found: Schedule) -> None:
    for task in plan.tasks:
        placed = found.of(task.id)
        assert placed.person in task.people
        assert all(placed.start >= found.of(other).end for other in task.after)
        away = plan.away[placed.person or ""]
        worked = [day for day in range(placed.start, placed.end) if day not in away]
        assert len(worked) == task.days
    for name in plan.away:
        rows = sorted((one.start, one.end) for one in found.placed if one.person == name and one.end > one.start)
        assert all(first[1] <= second[0] for first, second in pairwise(rows))


def _length(plan: Project, order: tuple[Task, ...]) -> int:
    """The shortest length when tasks are begun in this order, over all choices of people."""
    best = [plan.days + 1]

    def place(left: tuple[Task, ...], free: dict[str, int], ends: dict[str, int]) -> None:
        if not left:
            best[0] = min(best[0], max(ends.values()))
            return
        task, rest = left[0], left[1:]
        if any(other not in ends for other in task.after):
            return
        for name in task.people:
            start = max([free[name] if task.days else 0, *(ends[other] for other in task.after)])
            for begin in range(start, plan.days):
                if task.days and begin in plan.away[name]:
                    continue
                end = _end(plan, name, begin, task.days)
                place(rest, {**free, name: max(free[name], end)}, {**ends, task.id: end})
                break

    place(order, dict.fromkeys(plan.away, 0), {})
    return best[0]


def _end(plan: Project, name: str, begin: int, days: int) -> int:
    day, left = begin, days
    while left:
        left -= day not in plan.away[name]
        day += 1
    return day
