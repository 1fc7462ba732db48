"""Which mixture of donors does pysyncon find, with all outcomes before as predictors of equal weight?"""

import json
import sys

import numpy as np
import pandas as pd
from pysyncon import Synth


def answer(asked: dict) -> dict:
    donors, target = pd.DataFrame(np.array(asked["donors"]).T), pd.Series(asked["target"], name="treated")
    # It divides every predictor by its spread; these weights take that back, so that all periods count alike.
    spread = pd.concat([donors, target], axis=1).std(axis=1).to_numpy()
    synth = Synth()
    synth.fit(X0=donors, X1=target, Z0=donors, Z1=target, custom_V=spread**2)
    weights = np.asarray(synth.W, dtype=float)
    miss = float(np.sum((donors.to_numpy() @ weights - target.to_numpy()) ** 2))
    return {"weights": weights.tolist(), "miss": miss}


if __name__ == "__main__":
    print("ANSWER" + json.dumps(answer(json.load(sys.stdin))))
