"""How does a bill in FOCUS become rows of the lake, what is wrong with it, and what does it come to?"""

from opencaio.lake.focus.blocks import Source
from opencaio.lake.focus.reading import Bill, FileRead, Part, read_bill
from opencaio.lake.focus.rules import RULES, Fault, Rule
from opencaio.lake.focus.totals import Total

__all__ = ["RULES", "Bill", "Fault", "FileRead", "Part", "Rule", "Source", "Total", "read_bill"]
