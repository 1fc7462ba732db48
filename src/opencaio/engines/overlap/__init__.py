"""Which of the things that we hold reads most like these words, and which words say so?

`nearest(text, candidates)` for one look; a `Shelf(candidates)` is built once and asked often.
"""

from opencaio.engines.overlap.nearest import ENOUGH, Candidate, Near, Shelf, Word, nearest
from opencaio.engines.overlap.words import stem, terms

__all__ = ["ENOUGH", "Candidate", "Near", "Shelf", "Word", "nearest", "stem", "terms"]
