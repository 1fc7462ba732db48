"""Does the catalogue of common risks say what it must?"""

import pytest

from opencaio.packs.risks import load_catalogue, load_criteria, load_references

CATALOGUE = load_catalogue()


def test_there_are_about_forty_risks_over_every_category():
    assert len(CATALOGUE) >= 40
    assert {one.category for one in CATALOGUE.values()} == set(load_criteria().categories)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_each_says_cause_event_consequence_and_usual_controls(key):
    one = CATALOGUE[key]
    assert all(text.strip() for text in (one.title, one.cause, one.event, one.consequence))
    assert len(one.controls) >= 2
    assert len({one.cause, one.event, one.consequence}) == 3


def test_every_reference_leads_to_its_publisher():
    used = {reference for one in CATALOGUE.values() for reference in one.references}
    assert len(used) >= 30
    assert all(load_references()[reference].link.startswith("https://") for reference in used)


def test_all_ten_of_owasp_for_llm_applications_and_for_agents_are_covered():
    used = {reference for one in CATALOGUE.values() for reference in one.references}
    for family in ("owasp-llm-2025", "owasp-agentic-2026"):
        wanted = {key for key in load_references() if key.startswith(f"{family}:")}
        assert len(wanted) == 10
        assert wanted <= used
