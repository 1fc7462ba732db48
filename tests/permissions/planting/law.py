"""How is what the law changes asked of Bo's uses?"""

from typing import Any

from tests.permissions.planted import Planted


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """Two years and two texts, about all and about Bo's department."""
    years = {"since": "2026-11-22", "until": "2028-12-02"}
    texts = {"since": "eu-ai-act@2024", "until": "eu-ai-act@2026"}
    return {"law.diff": [years, texts, {**years, "department": "HEALTH"}]}
