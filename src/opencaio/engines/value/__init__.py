"""What is an initiative worth in money, with which chance, and what follows from the uncertainty?"""

from opencaio.engines.value.assumptions import HORIZONS, KEYS, Assumptions, Key, read_assumptions, unusual

__all__ = ["HORIZONS", "KEYS", "Assumptions", "Key", "read_assumptions", "unusual"]
