"""What does diff-diff say of this panel? Runs in the oracles' own environment: JSON in, JSON out."""

import json
import sys

import diff_diff
import pandas as pd


def group_time(asked: dict, table: pd.DataFrame) -> dict:
    control = {"nevertreated": "never_treated", "notyettreated": "not_yet_treated"}[asked["control"]]
    found = diff_diff.CallawaySantAnna(control_group=control).fit(
        table, outcome="outcome", unit="unit", time="period", first_treat="first",
        covariates=["known"] if asked["covariates"] else None,
    )  # fmt: skip
    cells = [[int(g), int(t), float(v["effect"]), float(v["se"])] for (g, t), v in found.group_time_effects.items()]
    return {"cells": cells, "simple": [float(found.overall_att), float(found.overall_se)]}


def bacon(table: pd.DataFrame) -> dict:
    found = diff_diff.BaconDecomposition().fit(
        table, outcome="outcome", unit="unit", time="period", first_treat="first"
    )
    return {
        "effect": float(found.twfe_estimate),
        "parts": [[float(c.weight), float(c.estimate)] for c in found.comparisons],
    }


def synthetic(asked: dict, table: pd.DataFrame) -> dict:
    table["treated"] = (table["first"] > 0).astype(int)
    start = int(table["first"].max())
    after = [int(one) for one in sorted(table["period"].unique()) if one >= start]
    found = diff_diff.SyntheticDiD(zeta_omega=asked["zeta"], zeta_lambda=0.0, n_bootstrap=20, seed=1).fit(
        table, outcome="outcome", treatment="treated", unit="unit", time="period", post_periods=after
    )
    units = {str(key): float(value) for key, value in found.unit_weights.items()}
    times = {str(key): float(value) for key, value in found.time_weights.items()}
    return {"effect": float(found.att), "units": units, "periods": times}


def answer(asked: dict) -> dict:
    table = pd.DataFrame(asked["rows"], columns=["unit", "period", "outcome", "first", "known"])
    if asked["question"] == "group_time":
        return group_time(asked, table)
    return bacon(table) if asked["question"] == "bacon" else synthetic(asked, table)


if __name__ == "__main__":
    print("ANSWER" + json.dumps(answer(json.load(sys.stdin))))
