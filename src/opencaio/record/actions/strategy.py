"""How do the words of the strategy come on record, which no figure can give?"""

from pydantic import Field

from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import StrategyText
from opencaio.record.permissions import Right
from opencaio.record.strategy.sections import PARTS


class WriteStrategy(Asked):
    """The words of one part (empty: none); paragraphs have a blank line between them.

    ``version`` is the one that was read, so that nobody overwrites what somebody else wrote meanwhile.
    """

    part: str
    text: str = Field(max_length=20_000)
    version: int | None = None


@action("strategy.write", right=Right.EDIT, words="Write a part of the strategy")
def write(given: WriteStrategy, change: Change) -> StrategyText:
    """Set the words of one part; what it said before stays in its history."""
    change.allow_part(None)
    wordy = {key: part.title for key, part in PARTS.items() if part.ask}
    if given.part not in wordy:
        raise BadInput(f"“{given.part[:40]}” is no part with words of its own. These are: {', '.join(wordy)}.")
    row = StrategyText.objects.filter(part=given.part, retired_at=None).first()
    text = given.text.replace("\r\n", "\n").strip()
    change.say(f"Wrote the strategy: {wordy[given.part]}")
    if row is None:
        return change.create(StrategyText(part=given.part, text=text))
    return change.update(row, version=given.version, values={"text": text})
