"""What does moderndid say of this panel? Runs in the oracles' own environment: JSON in, JSON out."""

import json
import sys

import moderndid
import polars as pl


def answer(asked: dict) -> dict:
    names = ["unit", "period", "outcome", "first", "known"]
    table = pl.DataFrame(asked["rows"], schema=names, orient="row")
    made = moderndid.att_gt(
        table, yname="outcome", tname="period", idname="unit", gname="first",
        xformla="~ known" if asked["covariates"] else None, control_group=asked["control"], cband=False,
    )  # fmt: skip
    cells = zip(made.groups, made.times, made.att_gt, made.se_gt, strict=True)
    told = {"cells": [[int(g), int(t), float(a), float(s)] for g, t, a, s in cells]}
    for kind in ("simple", "dynamic", "group", "calendar"):
        found = moderndid.aggte(made, type=kind, cband=False)
        told[kind] = [float(found.overall_att), float(found.overall_se)]
    return told


if __name__ == "__main__":
    print("ANSWER" + json.dumps(answer(json.load(sys.stdin))))
