"""What stands in a backup file, and which backup files are not to be trusted?

A backup is a ZIP: `manifest.json`, the database (`record.sqlite3`, or `tables/<table>.jsonl` when portable),
`anchors.json`, the attachments under `files/`, the lake's Parquet under `lake/` with `lake.key` (by which its people
are known), and what the workspace has of its own: `formats/`, `packs/`, `frameworks/`. The workspace's secret is not
in it: whoever finds a backup can read the record, but cannot sign in with it.
"""

import hashlib
import json
import re
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from opencaio.errors import BadFile, Conflict

LAYOUT = 1
DATABASE = "record.sqlite3"
ANCHORS = "anchors.json"
MANIFEST = "manifest.json"
LAKE, LAKE_KEY = "lake", "lake.key"
NAMES = re.compile(
    r"^(record\.sqlite3|anchors\.json|lake\.key|tables/[a-z0-9_]+\.jsonl|(formats|packs|frameworks)/[A-Za-z0-9_-]+\.ya?ml"
    r"|lake/(cost|usage|decisions|kpi)/day=[0-9]{4}-[0-9]{2}-[0-9]{2}/[A-Za-z0-9-]+\.parquet"
    r"|files/(?P<start>[0-9a-f]{2})/(?P<digest>(?P=start)[0-9a-f]{62}))$"
)
FOLDERS = ("files", "formats", "packs", "frameworks")
"""The folders of a workspace that a backup holds."""
LARGEST_MANIFEST = 64 * 1024 * 1024
SLACK = 64 * 1024 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One file of a backup: SHA-256 and size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; ``migrations`` names the newest migration of each Django app."""

    version: str
    made_at: str
    portable: bool
    ledger_count: int
    ledger_head: str
    migrations: dict[str, list[str]]
    parts: dict[str, Part]
    layout: int = field(default=LAYOUT)

    def to_json(self) -> str:
        """As it stands in the file."""
        whole = {**vars(self), "parts": {name: vars(part) for name, part in self.parts.items()}}
        return json.dumps(whole, indent=1, sort_keys=True)


def write(path: Path, folder: Path, manifest: Manifest) -> None:
    """Pack the parts that lie in ``folder`` into ``path``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        pack.writestr(MANIFEST, manifest.to_json())
        for name in sorted(manifest.parts):
            # Parquet is packed already.
            pack.write(folder / name, name, zipfile.ZIP_STORED if name.startswith(f"{LAKE}/") else None)


def unpack(path: Path, folder: Path) -> Manifest:
    """Take a backup apart into ``folder``; ``BadFile`` unless every part is there, whole and expected."""
    if not path.is_file():
        raise BadFile(f"There is no backup at {path}.")
    try:
        with zipfile.ZipFile(path) as pack:
            manifest = _manifest(pack)
            _refuse_strangers(pack, manifest)
            _refuse_too_large(pack, manifest, folder)
            for name, part in manifest.parts.items():
                _take_out(pack, name, part, folder / name)
            return manifest
    # zipfile says NotImplementedError of a member packed in a way that it does not know.
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadFile(f"{path.name} is damaged or not a backup: {error}.") from error


def digest_of(path: Path) -> Part:
    """SHA-256 and size of a file."""
    with path.open("rb") as file:
        return Part(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _manifest(pack: zipfile.ZipFile) -> Manifest:
    try:
        entry = pack.getinfo(MANIFEST)
    except KeyError:
        raise BadFile("This is not a backup of OpenCAIO: it has no manifest.") from None
    if entry.file_size > LARGEST_MANIFEST:
        raise BadFile("This backup's manifest is too large to be true.")
    try:
        whole = json.loads(pack.read(entry))
        if whole["layout"] != LAYOUT:
            raise BadFile(
                f"This backup has layout {whole['layout']}; this version reads layout {LAYOUT}. "
                f"It was made by OpenCAIO {whole['version']}: restore it with that version or a newer one."
            )
        return _read(whole)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadFile("This backup's manifest cannot be read.") from error


def _read(whole: dict[str, Any]) -> Manifest:
    parts = {name: Part(str(one["sha256"]), int(one["size"])) for name, one in whole["parts"].items()}
    migrations = {str(app): [str(one) for one in names] for app, names in whole["migrations"].items()}
    return Manifest(
        version=str(whole["version"]),
        made_at=str(whole["made_at"]),
        portable=bool(whole["portable"]),
        ledger_count=int(whole["ledger_count"]),
        ledger_head=str(whole["ledger_head"]),
        migrations=migrations,
        parts=parts,
    )


def _refuse_strangers(pack: zipfile.ZipFile, manifest: Manifest) -> None:
    names = [entry.filename for entry in pack.infolist() if entry.filename != MANIFEST]
    if len(names) != len(set(names)) or set(names) != set(manifest.parts):
        raise BadFile("This backup does not hold what its manifest lists. Nothing was restored.")
    for name, part in manifest.parts.items():
        found = NAMES.match(name)
        if not found:
            raise BadFile(f"This backup holds “{name}”, which no backup of ours holds. Nothing was restored.")
        if found["digest"] and found["digest"] != part.sha256:
            raise BadFile(f"The attachment {name} is not what its name says. Nothing was restored.")


def _refuse_too_large(pack: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    sizes = {entry.filename: entry.file_size for entry in pack.infolist()}
    if any(sizes[name] != part.size for name, part in manifest.parts.items()):
        raise BadFile("The parts of this backup have other sizes than its manifest says.")
    needed, free = sum(sizes.values()), shutil.disk_usage(folder).free
    if needed + SLACK > free:
        raise Conflict(f"Restoring takes {needed / 2**20:.0f} MB; only {free / 2**20:.0f} MB are free here.")


def _take_out(pack: zipfile.ZipFile, name: str, part: Part, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole, size = hashlib.sha256(), 0
    with pack.open(name) as source, target.open("wb") as file:
        while block := source.read(CHUNK):
            size += len(block)
            if size > part.size:
                raise BadFile(f"{name} is larger than the backup says. Nothing was restored.")
            whole.update(block)
            file.write(block)
    if whole.hexdigest() != part.sha256:
        raise BadFile(f"{name} was changed since the backup was made. Nothing was restored.")
