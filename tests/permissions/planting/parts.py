"""Facts of Bo's parts, with the word in their answer, their text and their source."""

from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

KINDS = {"system": "aisystem", "model": "model", "dataset": "dataset", "vendor": "vendor"}


def plant(planted: Planted) -> None:
    """One fact of each, and one of the system that was taken back."""
    bo = planted.cast.bo
    for kind, name in KINDS.items():
        about = {"kind": name, "id": planted.parts[kind].pk}
        do("facts.state", bo, **about, key="card.kind", value=f"Kind {WORD}", text=WORD, source=WORD)
    about = {"kind": "system", "id": planted.parts["system"].pk, "key": "card.uses"}
    do("facts.state", bo, **about, value=f"Uses {WORD}", source=WORD)
    do("facts.withdraw", bo, **about)
