"""Can an assistant lead its person through the questionnaire with the tools alone?"""

import asyncio
from typing import Any

from mcp import Client

from opencaio.faces.mcp.server import made
from opencaio.record.models import Assessment
from tests.record.cast import Cast

NEXT, ANSWER = "questionnaire.next", "questionnaire.answer"


def test_an_assistant_finds_the_questions_and_answers_until_the_class_is_settled(cast: Cast) -> None:
    replies: dict[str, dict[str, Any]] = {
        "what": {"chosen": ["system"]},
        "places": {"chosen": ["eu_used"]},
        "use": {"chosen": ["edu_grading"]},
        "exclusion": {"values": {"exclusion": "none"}},
        "role": {"values": {"role": ["deployer"]}},
        "product": {"values": {"product.law": "none"}},
        "minor_role": {"values": {"art6_3.condition": "none"}},
        "personal_data": {"values": {"gdpr.personal": False}},
    }

    async def conversation() -> tuple[list[Any], list[str]]:
        async with Client(made(lambda ctx: cast.bo)) as client:

            async def call(tool: str, **given: Any) -> Any:
                return (await client.call_tool(tool, given)).structured_content

            found = (await call("find", words="question"))["found"]
            asked: list[str] = []
            while len(asked) < 25:
                stand = await call("show", query=NEXT, input={"use_case": cast.triage.code})
                question = stand["question"]
                if question is None or not question["for_class"]:
                    break
                asked.append(question["key"])
                whole = question["options"] or question["facts"]
                assert len(whole) == len(question["offered"])
                reply = replies.get(question["key"], {"chosen": []})
                sent = {"use_case": cast.triage.code, "question": question["key"], "seen": question["seen"], **reply}
                done = await call("do", action=ANSWER, input=sent | {"source": "Asked in a talk"})
                assert done["entry"], done
            return found, asked

    found, asked = asyncio.run(conversation())
    assert {NEXT, ANSWER} <= {one["name"] for one in found}
    assert 3 < len(asked) <= 12
    assert Assessment.objects.get(use_case=cast.triage, regime="EU", superseded_at=None).klass == "high_risk_annex_iii"
