"""What has changed between two versions of a document, field by field?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Change = Literal["added", "removed", "changed"]
Fields = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """One field that reads differently; ``before`` or ``after`` is empty where one version says nothing."""

    section: str
    label: str
    change: Change
    before: str
    after: str


def differences(before: Fields, after: Fields) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the later version, those that it no longer has last."""
    return tuple(_differences({_key(one): one for one in before}, {_key(one): one for one in after}))


def _differences(old: Mapping[tuple[str, str], Any], new: Mapping[tuple[str, str], Any]) -> Iterator[Difference]:
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = (str(side[key]["text"]) if key in side else "" for side in (old, new))
        if was != now:
            yield Difference(*key, "added" if not was else "removed" if not now else "changed", was, now)


def _key(field: Mapping[str, Any]) -> tuple[str, str]:
    return field["section"], field["label"]
