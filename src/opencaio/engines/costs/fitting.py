"""Does a charge fit a rule's condition?"""

import re
from collections.abc import Mapping
from functools import lru_cache

from opencaio.engines.costs.model import Charge, Rule


def fits(rule: Rule, charge: Charge) -> bool:
    """Every attribute that the condition names is there and fits one of its patterns (* any text, ? one character).

    Case is not looked at. A rule that takes the use from an attribute fits only where there is such an attribute.
    """
    if not rule.holds_in(charge.month) or (rule.by and not charge.attributes.get(rule.by)):
        return False
    return all(_fits_one(charge.attributes, name, patterns) for name, patterns in rule.condition.items())


def _fits_one(attributes: Mapping[str, str], name: str, patterns: tuple[str, ...]) -> bool:
    text = attributes.get(name)
    return text is not None and any(_pattern(one).fullmatch(text) for one in patterns)


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    parts = (".*" if each == "*" else "." if each == "?" else re.escape(each) for each in text)
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
