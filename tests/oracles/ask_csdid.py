"""What does csdid say of this panel? Runs in the oracles' own environment: JSON in, JSON out."""

import json
import sys

import pandas as pd
from csdid.att_gt import ATTgt


def answer(asked: dict) -> dict:
    table = pd.DataFrame(asked["rows"], columns=["unit", "period", "outcome", "first", "known"])
    formula = "outcome ~ known" if asked["covariates"] else None
    made = ATTgt(
        yname="outcome", tname="period", idname="unit", gname="first", data=table,
        control_group=[asked["control"]], xformla=formula,
    ).fit(est_method="dr", bstrap=False)  # fmt: skip
    cells = zip(made.results["group"], made.results["year"], made.results["att"], made.results["se"], strict=True)
    told = {"cells": [[int(g), int(t), float(a), float(s)] for g, t, a, s in cells]}
    for kind in ("simple", "dynamic", "group", "calendar"):
        found = made.aggte(typec=kind, bstrap=False, cband=False).atte
        told[kind] = [float(found["overall_att"]), float(found["overall_se"])]
    return told


if __name__ == "__main__":
    print("ANSWER" + json.dumps(answer(json.load(sys.stdin))))
