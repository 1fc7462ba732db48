"""Is what was acknowledged there after a kill, and what was not acknowledged passed over?"""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencaio.errors import Conflict
from opencaio.lake.spool import HEAD, Spool, frames

WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from opencaio.lake.spool import Spool
    spool = Spool(Path(sys.argv[1]), full=5000)
    for at in range(1_000_000):
        spool.append(f"number {at}".encode() * 20)
        print(at, flush=True)
    """
)


def kept(spool: Spool) -> list[bytes]:
    return [content for segment in spool.segments() for content in frames(segment)]


def test_what_was_kept_comes_back_in_order_across_segments(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", full=100)
    for at in range(50):
        spool.append(b"x" * at)
    spool.close()
    assert kept(spool) == [b"x" * at for at in range(50)]
    assert len(spool.segments()) > 5


def test_a_segment_that_is_written_to_is_not_handed_out(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(b"now")
    assert Spool(tmp_path).segments() == []
    spool.close()
    assert kept(Spool(tmp_path)) == [b"now"]


def test_nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    told = [int(next(writer.stdout)) for _ in range(60)]
    writer.send_signal(signal.SIGKILL)
    told += [int(line) for line in writer.stdout if line.endswith("\n")]
    writer.wait()
    found = kept(Spool(tmp_path))
    assert found[: len(told)] == [f"number {at}".encode() * 20 for at in told]
    assert len(found) - len(told) <= 1


@given(cut=st.integers(1, 200))
def test_a_torn_end_is_passed_over(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder = tmp_path_factory.mktemp("torn")
    spool = Spool(folder)
    for content in (b"first", b"second", b"y" * 190):
        spool.append(content)
    spool.close()
    (segment,) = spool.segments()
    os.truncate(segment, segment.stat().st_size - cut)
    assert list(frames(segment)) == [b"first", b"second"][: 2 if cut <= 190 + HEAD.size else 1]


def test_when_too_much_waits_senders_are_asked_to_come_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path, full=10, most=100)
    with pytest.raises(Conflict, match="again later"):
        for _ in range(20):
            spool.append(b"z" * 20)
