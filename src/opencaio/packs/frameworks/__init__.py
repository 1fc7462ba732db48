"""Which frameworks do we know, as data, how do they hang together, and does each file say what it must?

A framework is one YAML file in this folder (or a folder handed in); the duties of each rule pack of `packs/law` are a
framework, too, so that coverage speaks of law and frameworks alike. `load_frameworks()` gives all of them as one net.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from opencaio.engines.classification.model import Law
from opencaio.engines.coverage import Crosswalk, Framework, Net, Requirement
from opencaio.errors import BadPack, NotFound
from opencaio.packs.evidence import load_kinds
from opencaio.packs.frameworks.files import CrosswalkFile, FrameworkFile, RequirementFile
from opencaio.packs.frameworks.law import frameworks_of
from opencaio.packs.law import load_law
from opencaio.packs.reader import nearest, read_yaml

HERE = Path(__file__).parent
#: The columns of controls and stances hold no more.
LONGEST_ID = 60


_beside: list[Path] = []


def keep_beside(folder: Path) -> None:
    """From now on the frameworks of this folder stand beside ours, for everyone who asks `load_frameworks()`."""
    _beside[:] = [folder]


def load_frameworks(*folders: Path) -> Net:
    """Every framework and the duties of every law, with the crosswalks between them. Raises BadPack."""
    return _load((*_beside, *folders), load_law())


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...], law: Law) -> Net:
    return _net([path for folder in (HERE, *folders) for path in sorted(folder.glob("*.yaml"))], law)


def check_framework(path: Path) -> Framework:
    """The framework of this file, if it fits beside all others; an earlier one of yours it replaces. Raises BadPack."""
    one = _read(path)
    if is_ours(one.id):
        raise BadPack(f"{one.id} ships with OpenCAIO; give yours an id of its own.")
    others = [each for folder in (HERE, *_beside) for each in sorted(folder.glob("*.yaml"))]
    kept = [each for each in others if each.stem != one.id]
    net = _net([*kept, path], load_law())
    return next(each for each in net.frameworks if each.id == one.id)


def is_ours(id: str) -> bool:
    """True for what ships with OpenCAIO."""
    return (HERE / f"{id}.yaml").is_file() or any(pack.id == id for pack in load_law().packs)


def _net(paths: list[Path], law: Law) -> Net:
    frameworks = [*(_read(path) for path in paths), *frameworks_of(law)]
    _check_ids(frameworks)
    _check_walks(frameworks)
    return Net(sorted(frameworks, key=lambda one: (bool(one.regime), one.title.casefold())))


def framework(id: str) -> Framework:
    """One framework. Raises NotFound with the nearest id."""
    known = {one.id: one for one in load_frameworks().frameworks}
    if id not in known:
        raise NotFound(f"There is no framework {id}{nearest(id, known) or '.'}")
    return known[id]


def unknown_requirement(key: str) -> str:
    """What is wrong with a `framework:requirement` key, in words; empty when there is such a requirement."""
    known = load_frameworks().index
    if key in known:
        return ""
    return f"There is no requirement {key}{nearest(key, known) or '.'}"


def _read(path: Path) -> Framework:
    raw = path.read_bytes()
    file = read_yaml(raw.decode("utf-8"), into=FrameworkFile, file=path.name)
    groups = {group.id for group in file.groups}
    walks = _walks(file, name=path.name)
    for group in file.groups:
        if group.part_of and group.part_of not in groups:
            raise BadPack(f"{path.name}, group {group.id}: part of the unknown group {_known(group.part_of, groups)}")
    return Framework(
        id=file.id,
        title=file.title,
        source=file.source,
        version=file.version,
        licence=file.licence,
        checked_on=file.checked_on,
        groups=file.groups,
        requirements=tuple(
            _requirement(one, file, walks.get(one.id, ()), groups=groups, name=path.name) for one in file.requirements
        ),
        short=file.short or file.title,
        about=file.about,
        link=file.link,
        applies_when=file.applies_when,
        digest=hashlib.sha256(raw).hexdigest(),
    )


def _requirement(
    one: RequirementFile, file: FrameworkFile, walks: Iterable[Crosswalk], *, groups: set[str], name: str
) -> Requirement:
    if one.group not in groups:
        raise BadPack(f"{name}, {one.id}: unknown group {_known(one.group, groups)}")
    for kind in one.evidence:
        if kind not in load_kinds():
            raise BadPack(f"{name}, {one.id}: unknown kind of evidence {_known(kind, load_kinds())}")
    return Requirement(
        framework=file.id,
        id=one.id,
        title=one.title,
        group=one.group,
        plain=one.plain,
        of=one.of,
        evidence=one.evidence,
        alone=one.alone or file.alone,
        certainty=one.certainty,
        link=one.link or file.link,
        crosswalks=tuple(walks),
    )


def _walks(file: FrameworkFile, *, name: str) -> dict[str, list[Crosswalk]]:
    known = {one.id for one in file.requirements}
    found: dict[str, list[Crosswalk]] = {}
    for walk in file.crosswalks:
        if walk.from_ not in known:
            raise BadPack(f"{name}: a crosswalk from the unknown requirement {_known(walk.from_, known)}")
        found.setdefault(walk.from_, []).extend(_targets(walk, file.id))
    return found


def _targets(walk: CrosswalkFile, own: str) -> list[Crosswalk]:
    return [
        Crosswalk(to if ":" in to else f"{own}:{to}", walk.strength, walk.reason, is_same)
        for is_same, targets in ((True, walk.same_as), (False, walk.supports))
        for to in targets
    ]


def _check_ids(frameworks: list[Framework]) -> None:
    requirements = [(each.key, each.id) for one in frameworks for each in one.requirements]
    seen: set[str] = set()
    for key, name in (*((one.id, one.id) for one in frameworks), *requirements):
        if key in seen:
            raise BadPack(f"There are two of {key}.")
        if len(name) > LONGEST_ID:
            raise BadPack(f"{key}: an id has at most {LONGEST_ID} characters.")
        seen.add(key)


def _check_walks(frameworks: list[Framework]) -> None:
    known = {one.key for framework in frameworks for one in framework.requirements}
    for framework in frameworks:
        for one in framework.requirements:
            for walk in one.crosswalks:
                if walk.to not in known:
                    raise BadPack(f"{one.key}: a crosswalk to the unknown requirement {_known(walk.to, known)}")
                if walk.to == one.key:
                    raise BadPack(f"{one.key}: a crosswalk to itself.")


def _known(word: str, known: Iterable[str]) -> str:
    return f"{word}{nearest(word, known) or '.'}"
