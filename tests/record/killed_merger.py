"""Writes the merged files of the lake's batches and is killed before anything is committed: run as a program."""

import os
import signal
import sys


def main() -> None:
    """No arguments."""
    import django

    django.setup()
    from opencaio.record.actions import lake_compaction, load
    from opencaio.record.permissions import FOUNDER

    load()
    told = lake_compaction.prepare(lake_compaction.CompactLake(), FOUNDER)
    sys.stdout.write(f"{sum(len(one.parts) for one in told.mergers)}\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
