"""Do the matrix and the exceedance curve show what their numbers say, on the web and on paper?"""

import re
from xml.etree import ElementTree

import pytest

from opencaio.papers.charts import draw
from opencaio.papers.drawings import Curve, Curves, LevelGrid

GRID = LevelGrid(
    rows=("2 Likely", "1 Rare"),
    columns=("1 Slight", "2 Grave"),
    levels=((1, 3), (1, 2)),
    counts=((0, 7), (4, 0)),
    level_names=("Low", "Moderate", "High"),
    appetite=2,
    appetite_name="appetite: up to Moderate",
)
CURVES = Curves(
    curves=(
        Curve("Now", ((0, 0.6), (1_000, 0.4), (50_000, 0.05), (900_000, 0.0)), "reason"),
        Curve("Later", ((0, 0.3), (1_000, 0.1), (90_000, 0.0)), "quiet"),
    ),
    ticks=((1_000, "€1k"), (10_000, "€10k"), (100_000, "€100k")),
    fence=(100_000, "appetite €100k"),
)


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter() if one.tag.endswith("text")]


def points(svg: str) -> list[list[tuple[float, float]]]:
    found = re.findall(r'points="([^"]+)"', svg)
    return [[tuple(map(float, pair.split(","))) for pair in one.split()] for one in found]


@pytest.mark.parametrize("mode", ["web", "paper"])
@pytest.mark.parametrize("width", [340, 484, 960])
def test_both_are_whole_svg_without_styles_at_every_width(mode, width):
    for drawing in (GRID, CURVES):
        svg = draw(drawing, mode=mode, width=width, title="Title & more")
        ElementTree.fromstring(svg)
        assert "style=" not in svg
        assert "Title &amp; more" in svg


def test_each_cell_says_its_count_and_its_level():
    said = texts(draw(GRID, mode="web"))
    assert {"7", "4", "High", "Moderate", "2 Likely", "1 Rare", "2 Grave", "appetite: up to Moderate"} <= set(said)
    assert said.count("·") == 2


def test_a_line_runs_around_what_is_beyond_the_appetite_and_only_there():
    fenced = draw(GRID, mode="web").count('class="c-fence"')
    assert fenced == 2 + 1, "two sides of the one cell beyond, and the stroke of the legend"
    plain = LevelGrid(GRID.rows, GRID.columns, GRID.levels, GRID.counts, GRID.level_names)
    assert 'class="c-fence"' not in draw(plain, mode="web")


def test_the_curves_fall_from_left_to_right_and_end_at_zero():
    lines = points(draw(CURVES, mode="web"))
    assert len(lines) == 2
    for line in lines:
        assert [x for x, _ in line] == sorted(x for x, _ in line)
        assert [y for _, y in line] == sorted(y for _, y in line)
    assert lines[0][-1][1] == lines[1][-1][1]


def test_amounts_chances_and_the_limit_are_named():
    said = texts(draw(CURVES, mode="web"))
    assert {"€1k", "€10k", "€100k", "appetite €100k", "Now", "Later"} <= set(said)
    assert any(one.startswith("100") for one in said)


@pytest.mark.parametrize("drawing", [Curves((), ()), LevelGrid((), (), (), (), ())])
def test_nothing_to_draw_is_drawn_as_nothing(drawing):
    ElementTree.fromstring(draw(drawing, mode="web"))
