"""What does pyfixest's regression with effects of units and periods say? JSON in, JSON out."""

import json
import sys

import pandas as pd
import pyfixest


def answer(asked: dict) -> dict:
    table = pd.DataFrame(asked["rows"], columns=["unit", "period", "outcome", "first", "known"])
    table["on"] = ((table["first"] > 0) & (table["period"] >= table["first"])).astype(float)
    fit = pyfixest.feols("outcome ~ on | unit + period", data=table, vcov={"CRV1": asked.get("cluster", "unit")})
    return {"effect": float(fit.coef()["on"]), "error": float(fit.se()["on"])}


if __name__ == "__main__":
    print("ANSWER" + json.dumps(answer(json.load(sys.stdin))))
