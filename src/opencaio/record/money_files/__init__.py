"""How does a file of actuals, budgets or rates become rows: read and judged first, written by its action?"""

from opencaio.record.money_files.actuals import plan_actuals
from opencaio.record.money_files.budgets import plan_budgets
from opencaio.record.money_files.outcome import MoneyPlan, MoneyReport, write_refusals_of
from opencaio.record.money_files.rates import plan_rates
from opencaio.record.money_files.reading import Sheet, read_sheet

__all__ = [
    "MoneyPlan",
    "MoneyReport",
    "Sheet",
    "plan_actuals",
    "plan_budgets",
    "plan_rates",
    "read_sheet",
    "write_refusals_of",
]
