"""The contest of `benchmarks/portfolio.py` on every instance of mknapcb and more drawn portfolios: hours, resumable.

Each run is kept as it ends in `results/portfolio_long.json`; called again, it goes on with what is missing. Run:
`make bench-long`, or `python -m benchmarks.long.portfolio --again` to begin anew.
"""

import argparse

from benchmarks._contest import DATA, mknapcb, realistic, sac94
from benchmarks._verdict import table
from benchmarks.portfolio import SIZES, earlier, run_all

NAME = "portfolio_long"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--again", action="store_true", help="forget what was measured")
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    wanted = realistic({size: 2 * seconds for size, seconds in SIZES.items()}, seeds=range(1, 11))
    if DATA.is_dir():
        wanted += sac94(60.0) + mknapcb(60.0, each=None)
    figures = run_all(NAME, wanted, known=[] if given.again else earlier(NAME), workers=given.workers)
    for line in table({key: value for key, value in figures.items() if key not in ("runs", "building")}):
        print(line)


if __name__ == "__main__":
    main()
