"""Are drawings well-formed, inert, the same twice, and true to their numbers?"""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import class_picture, other_pictures, value_picture

from opencaio.papers.charts import Mode, chart_css, draw, mark, pips, spark
from opencaio.papers.charts.ink import LOOKS, PAPER_COLOURS
from opencaio.papers.charts.ticks import ticks_around, ticks_of_lines
from opencaio.papers.charts.units import squares_stand_for
from opencaio.papers.drawings import (
    Band,
    Bar,
    Bars,
    DatedDuty,
    Dot,
    Dots,
    Drawing,
    Heat,
    Lines,
    MarkName,
    Series,
    Spark,
    Stacks,
    Timeline,
    Units,
)

SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS: tuple[Drawing, ...] = (
    class_picture().drawing,
    value_picture().drawing,
    *(p.drawing for p in other_pictures()),
    Spark((1, 2, 3)),
)
PLACES = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"}
MODES: tuple[Mode, ...] = get_args(Mode)


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("width", [350, 640])
@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda d: type(d).__name__)
def test_a_drawing_is_whole_and_needs_no_style_attribute(drawing: Drawing, width: float, mode: Mode) -> None:
    svg = draw(drawing, mode=mode, width=width, title="What it says", desc="In which unit")
    tree = ET.fromstring(svg)
    assert tree.get("role") == "img" and tree.findtext(f"{SVG}title") == "What it says"
    assert tree.findtext(f"{SVG}desc") == "In which unit"
    assert not [node for node in tree.iter() if "style" in node.attrib or any(k.startswith("on") for k in node.attrib)]
    assert draw(drawing, mode=mode, width=width, title="What it says", desc="In which unit") == svg
    places = [value for node in tree.iter() for key, value in node.attrib.items() if key in PLACES]
    assert all(abs(float(value)) < 10_000 for value in places)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda d: type(d).__name__)
def test_the_web_gets_classes_and_paper_gets_colours(drawing: Drawing) -> None:
    web, paper = draw(drawing, mode="web"), draw(drawing, mode="paper")
    classes = set(re.findall(r'class="c-([^"]+)"', web)) - {"svg"}
    assert classes and classes <= set(LOOKS)
    assert "#" not in web and "class=" not in paper
    assert set(re.findall(r"#[0-9a-f]{6}", paper)) <= set(PAPER_COLOURS.values())


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda d: type(d).__name__)
@pytest.mark.parametrize("width", [350, 520, 640])
def test_no_shape_lies_outside_the_picture(drawing: Drawing, width: float) -> None:
    tree = ET.fromstring(draw(drawing, mode="web", width=width))
    height = float(tree.get("height", "0"))
    for node in tree.iter():
        for name, most in (
            ("x", width),
            ("x1", width),
            ("x2", width),
            ("cx", width),
            ("y", height),
            ("y1", height),
            ("y2", height),
            ("cy", height),
        ):
            if node.tag != f"{SVG}svg" and name in node.attrib:
                assert -0.1 <= float(node.attrib[name]) <= most + 0.1, ET.tostring(node)


def test_every_class_has_a_rule_with_a_colour_of_its_own_right() -> None:
    sheet = chart_css()
    assert all(f".c-{look}{{" in sheet for look in LOOKS)
    assert "var(--chart-ink,#131d22)" in sheet and "url(" not in sheet


def test_words_of_people_are_escaped() -> None:
    hostile = "<script>alert(1)</script> & \" ' \x00 ]]>"
    svg = draw(Bars((Bar(hostile, 1, hostile),)), mode="web", width=2000, title=hostile, desc=hostile)
    assert "<script" not in svg
    assert texts(svg)[0] == hostile.replace("\x00", "")


def test_each_use_has_its_square() -> None:
    svg = draw(Units((("high", "High"), ("minimal", "Minimal")), ("Idea", "Live"), ((1, 2), (0, 30))), mode="paper")
    # A row's mark stands once beside its name; the rest are squares.
    assert svg.count("<g ") == 2 + 33
    assert {"33", "30", "32", "3"} <= set(texts(svg))


def test_large_counts_share_squares_and_say_so() -> None:
    many = Units((("minimal", "Minimal"),), ("Live",), ((3611,),))
    assert squares_stand_for(many) == 100
    assert "□ = 100" in texts(draw(many, mode="web"))
    assert squares_stand_for(Units((("minimal", "M"),), ("Live",), ((28,),))) == 1


def test_an_interval_below_zero_moves_the_line_of_zero() -> None:
    plain = draw(Bars((Bar("a", 10, "10"),)), mode="web")
    below = draw(Bars((Bar("a", 10, "10", low=-90, high=20),)), mode="web")
    zero = re.compile(r'class="c-zero" x1="([\d.]+)"')
    assert float(zero.findall(below)[0]) > float(zero.findall(plain)[0])


@pytest.mark.parametrize("span", [0.04, 0.4, 3.0, 70.0, 25_000.0])
def test_no_two_marks_of_an_axis_read_alike(span: float) -> None:
    svg = draw(Dots((Dot(100.0, 5.0), Dot(100.0 + span, 5.0 + span)), x_name="cost", y_name="value"), mode="web")
    for anchor in ("middle", "end"):
        marks = [node.text for node in ET.fromstring(svg).iter(f"{SVG}text") if node.get("text-anchor") == anchor]
        assert len(set(marks)) == len(marks) >= 2


def test_a_point_that_was_not_measured_leaves_a_gap() -> None:
    whole = draw(Lines(("a", "b", "c", "d"), (Series("s", (1, 2, 3, 4)),)), mode="web")
    gap = draw(Lines(("a", "b", "c", "d", "e"), (Series("s", (1, 2, None, 4, 5)),)), mode="web")
    assert (whole.count("<polyline"), gap.count("<polyline")) == (1, 2)


def test_unknown_does_not_look_like_zero() -> None:
    svg = draw(Heat(("r",), ("known", "unknown"), ((0, None),), (("0", "?"),)), mode="web")
    assert svg.count('class="c-hatch"') == 1 and svg.count('class="c-tint"') == 1


def test_two_readings_of_the_law_are_two_rings_and_a_dashed_line() -> None:
    duty = DatedDuty("Duty", date(2027, 12, 2), "2 Dec 2027", "uncertain", until=date(2028, 8, 2))
    svg = draw(Timeline((duty,), date(2027, 1, 1), date(2028, 12, 31), date(2027, 1, 2)), mode="web")
    assert svg.count('class="c-ring-uncertain"') == 2 and svg.count('class="c-dashed"') == 1


@pytest.mark.parametrize(
    "drawing",
    [
        Bars(()),
        Stacks((), ()),
        Units((), ("Idea",), ()),
        Spark(()),
        Spark((3,)),
        Lines((), ()),
        Lines(("a",), (Series("s", (None,)),)),
        Lines(("a",), (), band=Band("b", (None,), (None,))),
        Heat((), (), (), ()),
        Timeline((), date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
        Bars((Bar("zero", 0, "0"),)),
    ],
    ids=lambda d: type(d).__name__,
)
def test_nothing_to_draw_is_no_error(drawing: Drawing) -> None:
    for mode in MODES:
        ET.fromstring(draw(drawing, mode=mode, width=350))


@given(st.lists(st.floats(-1e9, 1e9), max_size=30))
def test_any_numbers_make_a_spark_inside_its_box(values: list[float]) -> None:
    svg = spark(tuple(values), mode="web")
    heights = [float(y) for y in re.findall(r",(-?[\d.]+)", " ".join(re.findall(r'points="([^"]*)"', svg)))]
    assert all(2.9 <= y <= 15.1 for y in heights)


@given(st.lists(st.floats(-1e12, 1e12), max_size=9))
def test_an_axis_has_few_round_numbers_that_reach_around_its_values(values: list[float]) -> None:
    ticks = ticks_around(values)
    assert 2 <= len(ticks) <= 7 and ticks == sorted(set(ticks))
    slack = (ticks[-1] - ticks[0]) * 1e-6
    assert not values or (ticks[0] <= min(values) + slack and max(values) <= ticks[-1] + slack)


def test_lines_that_lie_near_each_other_and_far_from_zero_are_not_drawn_flat() -> None:
    assert ticks_of_lines([50.7, 65.2]) == [50, 55, 60, 65, 70]
    assert ticks_of_lines([6_230, 6_535]) == [5_500, 6_000, 6_500, 7_000, 7_500]
    assert ticks_of_lines([3.0, 65.2])[0] == 0 and ticks_of_lines([-2.0, 1.0])[0] < 0


def test_a_band_lies_behind_its_line_in_a_piece_for_each_run_of_points() -> None:
    band = Band("95 %:", (1, 1, None, 2, 2), (3, 3, None, 4, 4), "2 to 4")
    svg = draw(Lines(("a", "b", "c", "d", "e"), (Series("s", (2, 2, 2, 3, 3)),), band=band), mode="web")
    assert svg.count("<polygon") == 2 and svg.index("<polygon") < svg.index("<polyline")
    assert "95 %: 2 to 4" in svg


def test_where_something_began_stands_upright_with_its_name() -> None:
    svg = draw(Lines(("a", "b", "c"), (Series("s", (1, 2, 3)),), start=1, start_name="3 May 2026"), mode="web")
    assert svg.count('class="c-dashed"') == 1 and "3 May 2026" in svg


def test_on_a_narrow_picture_the_name_of_a_line_gives_way_and_its_figure_stays() -> None:
    line = Series("Time until the first answer", (1, 2, 3), "127.09")
    band = Band("95 %:", (0, 1, 2), (2, 3, 4), "115.72 to 138.46")
    svg = draw(Lines(("a", "b", "c"), (line,), band=band), mode="web", width=300)
    assert "… 127.09<" in svg and "Time until the first answer 127.09" not in svg
    wide = draw(Lines(("a", "b", "c"), (line,), band=band), mode="web", width=960)
    assert "Time until the first answer 127.09" in wide and "95 %: 115.72 to 138.46" in wide


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6))
def test_names_at_the_ends_of_lines_never_stand_over_each_other(values: list[float]) -> None:
    svg = draw(Lines(("a", "b"), tuple(Series(f"line{at}", (0.0, one)) for at, one in enumerate(values))), mode="web")
    nodes = [one for one in ET.fromstring(svg).iter(f"{SVG}text") if (one.text or "").startswith("line")]
    heights = sorted(float(one.get("y", "0")) for one in nodes)
    assert len(heights) == len(values) and all(b - a >= 13.8 for a, b in itertools.pairwise(heights))


@pytest.mark.parametrize("name", get_args(MarkName))
def test_each_mark_can_be_drawn_in_both_modes(name: MarkName) -> None:
    assert ET.fromstring(mark(name, mode="web")).get("aria-hidden") == "true"
    assert "#" in mark(name, mode="paper")


def test_pips_show_how_far_along() -> None:
    assert pips(2, 6, mode="web").count("c-pip-on") == 2
    assert pips(2, 6, mode="web").count("c-pip-off") == 4
