"""Does `caio --help` lead a stranger to the right command?"""

from typer.testing import CliRunner

from opencaio.faces.cli import app
from opencaio.faces.cli.shelves import OTHER, SHELVES


def the_help() -> str:
    said = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "100"})
    assert said.exit_code == 0
    return said.stdout


def test_commands_stand_under_headings_in_the_order_of_an_officers_first_weeks() -> None:
    words = the_help()
    places = [words.index(f" {shelf} ") for shelf in SHELVES]
    assert places == sorted(places)
    assert words.index("│ init ") < words.index("│ classify ") < words.index("│ plan ") < words.index("│ backup ")


def test_no_command_lacks_a_heading() -> None:
    assert f" {OTHER} " not in the_help()


def test_no_heading_names_a_command_that_is_not_there() -> None:
    words = the_help()
    assert [name for names in SHELVES.values() for name in names if f"│ {name} " not in words] == []
