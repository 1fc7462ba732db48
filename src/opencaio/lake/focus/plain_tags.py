"""How are tags read fast, of which every line may have others?

Nearly all are one flat object of texts without escapes. Those are brought into the lake's form by Arrow; whether keys
are in order is looked at once for each set of keys. All else is parsed, one by one.
"""

import pyarrow as pa
import pyarrow.compute as pc

from opencaio.lake.cells import converted

TEXT = r'"[^"\\\x00-\x1f]*"'
MEMBER = rf"({TEXT})[ \t]*:[ \t]*({TEXT})[ \t]*(,?)[ \t]*"
#: The lake's form: what `cells.tags` writes.
FORM = rf"^\{{({TEXT}: {TEXT}(, {TEXT}: {TEXT})*)?\}}$"
VALUE = r'": "[^"]*"'
BETWEEN = ', "'


def read_tags(said: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """The tags as `cells.converted` reads them, and a mask of the cells that are none."""
    whole = said.combine_chunks()
    spaced = pc.replace_substring_regex(whole, MEMBER, r"\1: \2\3 ")
    spaced = pc.replace_substring_regex(spaced, r'" \}$', '"}')
    plain = pc.fill_null(pc.and_(pc.match_substring_regex(spaced, FORM), _in_order(spaced)), False)
    if pc.all(plain).as_py():
        return spaced, pc.invert(plain)
    slow, bad = converted(pa.chunked_array([pc.if_else(plain, None, whole)]), "map")
    return pc.coalesce(pc.if_else(plain, spaced, None), slow), bad


def _in_order(spaced: pa.Array) -> pa.Array:
    """Each key stands once, without blanks around it, and all in their order."""
    keys = pc.replace_substring_regex(spaced, VALUE, "").dictionary_encode()
    return pa.array([_is_in_order(one) for one in keys.dictionary.to_pylist()], pa.bool_()).take(keys.indices)


def _is_in_order(keys: str) -> bool:
    names = keys[2:-1].split(BETWEEN)
    return names == sorted({one.strip() for one in names})
