"""What do a year's events cost together, all of them and those that controls let through?

Each event has a size and a place in [0, 1); a control that leaves the part f of the events keeps those below f.
So what is kept under more controls is always among what is kept under fewer, and the events themselves never
depend on the controls.
"""

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opencaio.engines.risk.distributions import Draws, Lognormal, Pert

EXACT = 1_000
"""Events a year that are drawn one by one; more are drawn as one sum."""
CHUNK = 500_000
"""Events that are held in memory at once."""

Counts = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Streams:
    """A risk's own streams of chance, one for each thing that is drawn: none moves the draws of another."""

    rates: np.random.Generator
    counts: np.random.Generator
    sizes: np.random.Generator
    places: np.random.Generator
    sums: np.random.Generator
    splits: np.random.Generator


def streams(key: str, *, seed: int) -> Streams:
    """The streams of the risk called `key`, from the seed and a digest of the key."""
    own = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    children = np.random.SeedSequence([seed, own]).spawn(6)
    return Streams(*(np.random.Generator(np.random.PCG64(child)) for child in children))


def totals(counts: Counts, loss: Pert | Lognormal, shares: Sequence[float], chance: Streams) -> list[Draws]:
    """For each of the falling `shares`: the sum over each year of the losses of that share of its events.

    Years with up to `EXACT` events are drawn event by event. For the others the sum is drawn from the gamma
    distribution of the same mean and variance (the sum of so many is nearly normal), which bounds time and memory.
    """
    many = counts > EXACT
    found = _event_by_event(np.where(many, 0, counts), loss, shares, chance)
    if many.any():
        for whole, part in zip(found, _as_sums(counts[many], loss, shares, chance), strict=True):
            whole[many] = part
    return found


def _event_by_event(counts: Counts, loss: Pert | Lognormal, shares: Sequence[float], chance: Streams) -> list[Draws]:
    found = [np.zeros(counts.shape[0]) for _ in shares]
    for start, stop in _chunks(counts):
        part, size = counts[start:stop], stop - start
        drawn = loss.draw(chance.sizes, int(part.sum()))
        place = chance.places.random(drawn.shape[0])
        year = np.repeat(np.arange(size), part)
        for whole, share in zip(found, shares, strict=True):
            kept = drawn if share >= 1 else drawn * (place < share)
            whole[start:stop] = np.bincount(year, kept, minlength=size)
    return found


def _as_sums(counts: Counts, loss: Pert | Lognormal, shares: Sequence[float], chance: Streams) -> list[Draws]:
    """A gamma sum for all events; the share of a part of them in it is beta (Lukacs, Annals of Mathematical
    Statistics 26, 1955)."""
    certain = loss.variance <= 0 or loss.mean <= 0
    form = 1.0 if certain else loss.mean**2 / loss.variance
    now = counts * loss.mean if certain else chance.sums.gamma(counts * form, loss.mean / form)
    number, was, found = counts, 1.0, []
    for share in shares:
        if share < was:
            kept = chance.splits.binomial(number, share / was)
            now = now * _part_of(kept, number, form, certain=certain, chance=chance.splits)
            number, was = kept, share
        found.append(now)
    return found


def _part_of(kept: Counts, number: Counts, form: float, *, certain: bool, chance: np.random.Generator) -> Draws:
    if certain:
        return np.asarray(kept / np.maximum(number, 1))
    open_ = (kept > 0) & (kept < number)
    part = chance.beta(np.where(open_, kept * form, 1.0), np.where(open_, (number - kept) * form, 1.0))
    return np.asarray(np.where(open_, part, (kept > 0).astype(float)))


def _chunks(counts: Counts) -> list[tuple[int, int]]:
    """Stretches of years with at most about `CHUNK` events each."""
    block = (np.cumsum(counts) - 1).clip(0) // CHUNK
    edges = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), counts.shape[0]]
    return list(itertools.pairwise(edges))
