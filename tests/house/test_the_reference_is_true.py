"""Is every action, query, command, setting and pack in `docs/reference`, as it is now?"""

import shutil
from pathlib import Path

from opencaio.record import actions, queries
from tools import reference


def test_the_committed_reference_is_what_the_registries_say() -> None:
    assert reference.differing() == [], "run make reference"


def test_a_page_that_is_behind_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(reference.REFERENCE, folder)
    page = folder / "actions.md"
    page.write_text(page.read_text(encoding="utf-8").replace("use_cases.add", "use_cases.put"), encoding="utf-8")
    (folder / "packs.md").unlink()
    (folder / "gone.md").write_text("# Gone\n", encoding="utf-8")
    assert reference.differing(folder) == ["actions.md", "gone.md", "packs.md"]


def test_every_action_and_query_has_its_heading() -> None:
    made = reference.pages()
    assert actions.ACTIONS, "no action is registered"
    assert queries.QUERIES, "no query is registered"
    assert [name for name in actions.ACTIONS if f"## `{name}`" not in made["actions.md"]] == []
    assert [name for name in queries.QUERIES if f"## `{name}`" not in made["queries.md"]] == []


def test_every_setting_that_is_read_is_explained() -> None:
    assert "OPENCAIO_HOME" in reference.settings_read()
    assert reference.settings_read() == set(reference.SETTINGS)


def test_every_pack_is_listed_with_words() -> None:
    page = reference.pages()["packs.md"]
    names = [path.relative_to(reference.PACKAGE / "packs").as_posix() for path in reference.pack_files()]
    assert names
    assert [name for name in names if f"| `{name}` |" not in page] == []
    assert "|  |" not in page


def test_every_command_has_its_heading_and_words() -> None:
    page = reference.pages()["commands.md"]
    for verb in (
        "init",
        "import",
        "classify",
        "brief",
        "serve",
        "ledger verify",
        "backup",
        "restore",
        "doctor",
    ):
        assert f"## `caio {verb}`" in page
    blocks = page.split("\n## ")[1:]
    assert [block.splitlines()[0] for block in blocks if not block.splitlines()[2].strip()] == []
