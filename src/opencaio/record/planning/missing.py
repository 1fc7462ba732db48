"""What does a plan not know, by name?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """One thing that the record does not say; ``leaves_out``: the initiative is not in the plan because of it."""

    kind: str
    about: str
    words: str
    department: str = ""
    leaves_out: bool = False
