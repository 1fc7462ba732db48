"""Which words of a text carry its meaning, and which of them are forms of one word?

A suffix is cut where at least four letters stay, the longest first (Lovins, Development of a stemming algorithm, 1968).
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 60
LEAST_STEM = 4
_WORD = re.compile(r"[^\W_]+")

#: What stands in every text, in English and French, and "AI", which stands in all of ours.
_STOP = """
a an the and or but not no nor of to in on at by for from with without into onto over under about as is are was were
be been being am do does did done has have had having it its itself this that these those there here he she they them
their theirs his her hers him we us our ours you your yours i me my mine who whom whose which what when where why how
all any each every some such more most many much very too so than then thus also just only own same other another both
few can cannot could will would shall should may might must if because while until before after again once up down out
between through during per via etc eg ie use uses used using make makes made get gets got give gives given take takes
off ai ia artificial intelligence
le la les un une des du de d l et ou mais ni ne pas que qui quoi dont ou est sont etre ete avoir ont au aux ce cet
cette ces il elle ils elles on nous vous je tu se sa son ses leur leurs notre nos votre vos mon ma mes par pour sur
sous dans avec sans entre plus moins tres tout tous toute toutes aussi comme si
"""
STOP = frozenset(_STOP.split())

_ENDINGS = """
ifications ification ifying ified ifies ify isations isation izations ization ising izing ised ized ises izes ise ize
ations ation ating ated ates ate ions ion ings ing ees ee ies ied ed es e y s
"""
_SUFFIXES = sorted(_ENDINGS.split(), key=len, reverse=True)


def terms(text: str) -> dict[str, list[str]]:
    """The stems of the words that carry meaning, each with the words that it stood in, in their order.

    Case and accents make no difference; numbers and single letters are left out.
    """
    found: dict[str, list[str]] = {}
    for word in _WORD.findall(text.casefold()):
        plain = without_accents(word)
        if len(plain) > 1 and not plain.isdigit() and plain not in STOP:
            found.setdefault(stem(plain), []).append(word[:LONGEST_WORD])
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without its ending: invoice, invoices and invoicing all give "invoic"."""
    word = word[:LONGEST_WORD]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= LEAST_STEM:
            return word[: -len(suffix)]
    return word


def without_accents(word: str) -> str:
    """é as e, ß as it is."""
    spread = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
