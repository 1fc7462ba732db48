"""Whose is what the bills say, in the report currency, and what was it divided by?"""

from opencaio.record.billing.allocated import Allocated, Share, allocated
from opencaio.record.billing.measures import usage_measures
from opencaio.record.billing.worth import Worth, worth_of

__all__ = ["Allocated", "Share", "Worth", "allocated", "usage_measures", "worth_of"]
