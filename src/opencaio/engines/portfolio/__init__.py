"""Which initiatives should be funded, and when, so that the plan is worth most within its limits?

`read_problem` takes the exchange format (docs/guide/plan-format.md), `solve` plans, `check` verifies any plan without
a solver, `write_answer` writes what is printed and stored.
"""

from opencaio.engines.portfolio.accounts import (
    BudgetUse,
    SkillUse,
    budgets_used,
    platforms_of,
    scenario_values,
    skills_used,
    tail_mean,
    value_of,
)
from opencaio.engines.portfolio.answering import (
    problem_document,
    problem_hash,
    read_decisions,
    use_of,
    write_answer,
)
from opencaio.engines.portfolio.checking import Violation, check
from opencaio.engines.portfolio.problem import (
    Answer,
    Budget,
    Caps,
    Contract,
    Decisions,
    Excludes,
    Hire,
    Initiative,
    Platform,
    Problem,
    Requires,
    RiskAversion,
    Share,
    Skill,
    Spend,
    Synergy,
)
from opencaio.engines.portfolio.reading import MOST_INITIATIVES, parse_document, read_problem
from opencaio.engines.portfolio.search import Progress, Timer, Watch, gap_of, solve

__all__ = [
    "MOST_INITIATIVES",
    "Answer",
    "Budget",
    "BudgetUse",
    "Caps",
    "Contract",
    "Decisions",
    "Excludes",
    "Hire",
    "Initiative",
    "Platform",
    "Problem",
    "Progress",
    "Requires",
    "RiskAversion",
    "Share",
    "Skill",
    "SkillUse",
    "Spend",
    "Synergy",
    "Timer",
    "Violation",
    "Watch",
    "budgets_used",
    "check",
    "gap_of",
    "parse_document",
    "platforms_of",
    "problem_document",
    "problem_hash",
    "read_decisions",
    "read_problem",
    "scenario_values",
    "skills_used",
    "solve",
    "tail_mean",
    "use_of",
    "value_of",
    "write_answer",
]
