"""Where does a budget line end the year, how sure is that, and why does it differ from what was allowed?"""

from opencaio.engines.budget.carrying import Year, carried
from opencaio.engines.budget.drivers import Driver, Reason, bridge
from opencaio.engines.budget.model import ENGINE_VERSION, Bound, Line, Planned, Spent, rounded
from opencaio.engines.budget.months import first_of, last_of, month_after, months_between
from opencaio.engines.budget.quantities import PriceAndVolume, price_and_volume
from opencaio.engines.budget.running import Rest, rest_of
from opencaio.engines.budget.spreading import part_within
from opencaio.engines.budget.year_end import Forecast, forecast

__all__ = [
    "ENGINE_VERSION",
    "Bound",
    "Driver",
    "Forecast",
    "Line",
    "Planned",
    "PriceAndVolume",
    "Reason",
    "Rest",
    "Spent",
    "Year",
    "bridge",
    "carried",
    "first_of",
    "forecast",
    "last_of",
    "month_after",
    "months_between",
    "part_within",
    "price_and_volume",
    "rest_of",
    "rounded",
]
