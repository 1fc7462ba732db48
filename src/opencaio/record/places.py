"""Is this a place, and which place was meant?

The packs name the places that they know; beside these every country and territory counts, by its two letters.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from holidays import list_supported_countries

from opencaio.errors import BadInput
from opencaio.packs.law import load_law

OFTEN_MEANT = {"UK": "GB", "EL": "GR", "EN": "GB", "USA": "US"}


def places() -> dict[str, str]:
    """The places that the packs name: code and words."""
    return {one.code: one.words for one in load_law().vocabulary.facts["countries"].values}


def checked_places(codes: Iterable[str]) -> None:
    """Pass if every code is a country's, with or without a region; ``BadInput`` names the nearest."""
    for code in codes:
        if code not in places() and code.partition("-")[0] not in _countries():
            raise BadInput(f"“{code}” is no place that we know{_meant(code)}.")


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(list_supported_countries(include_aliases=False))


def _meant(code: str) -> str:
    known = places()
    near = OFTEN_MEANT.get(code) or next(iter(get_close_matches(code, known, n=1, cutoff=0.3)), "")
    return f"; did you mean {near}, {known[near]}?" if near in known else ""
