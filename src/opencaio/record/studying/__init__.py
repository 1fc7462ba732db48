"""How does a study read its series from the lake and come to an estimate?"""

from opencaio.record.studying.estimating import DESIGNS, Design, estimate_of
from opencaio.record.studying.paths import path_of
from opencaio.record.studying.series import Reading, Readings, first_day_of, readings_for, readings_of
from opencaio.record.studying.worth import worth_of_effect

__all__ = ["DESIGNS", "Design", "Reading", "Readings", "estimate_of", "first_day_of", "path_of", "readings_for",
           "readings_of", "worth_of_effect"]  # fmt: skip
