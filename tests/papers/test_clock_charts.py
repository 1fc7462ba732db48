"""Does the picture of the clocks show each clock with its ends, wide and on a phone?"""

import xml.etree.ElementTree as ET

import pytest

from opencaio.papers.charts import draw
from opencaio.papers.drawings import Clocks, ClockTrack

BREACH = ClockTrack("Report the breach", strict=72, lenient=72.9, display="37 hours left")
TRIAGE = ClockTrack("Answer the questions", strict=1, display="met at 10:05", met=0.75, is_law=False)
LATE = ClockTrack("Tell the provider", strict=4, display="2 days late", late=True, is_law=False)


def parts(svg: str, tag: str) -> list[ET.Element]:
    """All elements of a kind."""
    return [one for one in ET.fromstring(svg).iter() if one.tag.endswith(tag)]


@pytest.mark.parametrize("width", [340, 960])
def test_every_clock_stands_there_with_its_words_and_inside_the_picture(width: int) -> None:
    svg = draw(Clocks((BREACH, TRIAGE, LATE), now=52), mode="web", width=width, title="Clocks")
    texts = " ".join(one.text or "" for one in parts(svg, "text"))
    for track in (BREACH, TRIAGE, LATE):
        assert track.label in texts and track.display in texts
    assert all(0 <= float(one.attrib["cx"]) <= width for one in parts(svg, "circle"))
    assert "style=" not in svg


def test_what_ends_later_stands_further_right() -> None:
    svg = draw(Clocks((BREACH, TRIAGE), now=52), mode="web", width=960)
    rings = [float(one.attrib["cx"]) for one in parts(svg, "circle") if "ring-" in one.attrib["class"]]
    lenient, strict, own, met = rings
    assert met < own < strict < lenient


def test_the_law_is_told_from_our_own_measure_and_what_is_late_by_its_colour() -> None:
    svg = draw(Clocks((BREACH, LATE), now=52), mode="web", width=960)
    looks = [one.attrib["class"] for one in parts(svg, "circle")]
    assert "c-ring-legal" in looks and "c-ring-own" in looks
    late = next(one for one in parts(svg, "text") if one.text == LATE.display)
    assert late.attrib["class"] == "c-alert-text"


def test_a_deadline_of_no_hours_or_of_a_year_breaks_nothing() -> None:
    odd = (ClockTrack("Now", strict=0, display="now"), ClockTrack("A year", strict=9000, display="later", met=12000))
    for mode in ("web", "paper"):
        assert "NaN" not in draw(Clocks(odd, now=20000), mode=mode, width=960)  # type: ignore[arg-type]
    assert draw(Clocks(()), mode="web", width=340)
