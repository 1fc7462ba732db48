"""How is a metric declared, and what is wrong with a declaration that cannot be measured?

A metric is a numerator, and for a ratio a denominator, each an aggregate on one fact: ``rows`` (count them),
``filled`` (count those where a column is known), ``sum``, ``distinct`` (exact), ``quantile`` (from fixed bins).
Conditions say which rows count; dimensions by what it may be divided. What is unknown meets no condition but
``known: false``.
"""

from opencaio.lake.declarations.conditions import read_conditions, read_dimensions
from opencaio.lake.declarations.names import column_named, fact_named, near
from opencaio.lake.declarations.reading import read_spec
from opencaio.lake.declarations.shapes import HOWS, OPERATORS, Aggregate, Condition, How, MetricSpec, narrowed

__all__ = [
    "HOWS",
    "OPERATORS",
    "Aggregate",
    "Condition",
    "How",
    "MetricSpec",
    "column_named",
    "fact_named",
    "narrowed",
    "near",
    "read_conditions",
    "read_dimensions",
    "read_spec",
]
