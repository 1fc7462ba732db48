"""Which model of the price lists does a name in a trace mean?

Traces name a model as the provider answered (``gpt-4o-2024-08-06``), with a route before it (``azure/gpt-4o``,
``eu.anthropic.claude-…-v1:0``) or with a version behind it. The nearest listed name wins: as it stands, without its
route, without its version.
"""

import re
from collections.abc import Collection, Iterator

ROUTE = re.compile(r"^(?:.*/|(?:[a-z]{2,4}\.)?[a-z0-9]+\.(?=[a-z]))")
VERSION = re.compile(r"(?:-v\d+(?::\d+)?|[-@]\d{4}-?\d{2}-?\d{2}|-\d{3,4}|-latest|-preview|:[\w.-]+)$")


def listed_name(name: str, listed: Collection[str]) -> str | None:
    """The name under which the lists know this model, or none."""
    return next((one for one in spellings(name) if one in listed), None)


def spellings(name: str) -> Iterator[str]:
    """Ways to write the name, the nearest first."""
    plain = name.strip().lower()
    for start in dict.fromkeys((plain, ROUTE.sub("", plain))):
        one, before = start, ""
        while one != before:
            yield one
            one, before = VERSION.sub("", one), one
