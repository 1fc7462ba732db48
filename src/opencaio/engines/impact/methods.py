"""Which methods are there, what does each of them answer, what does it need, and where does it come from?

`METHODS` is the one table of them by name; an `Estimate.method` is one of its keys.
"""

from dataclasses import dataclass

from opencaio.errors import NotFound


@dataclass(frozen=True, slots=True)
class Method:
    """One way to measure an effect. `call` is `module:function` below this package; it answers an `Estimate`."""

    name: str
    title: str
    question: str
    needs: tuple[str, ...]
    source: str
    call: str


_ALL = (
    Method(
        "ab_mean",
        "A/B test of a mean",
        "Is the mean of those who were drawn by lot to have it higher than that of those who were not?",
        ("people or cases assigned by lot", "one value each"),
        "Welch, Biometrika 34 (1947)",
        "experiment:means",
    ),
    Method(
        "ab_proportion",
        "A/B test of a proportion",
        "Did more of those who were drawn by lot succeed?",
        ("people or cases assigned by lot", "success or not of each"),
        "Newcombe, Statistics in Medicine 17 (1998), method 10",
        "experiment:proportions",
    ),
    Method(
        "ab_ratio",
        "A/B test of a ratio",
        "Is the ratio of two sums (cost per conversation) different among those who were drawn by lot?",
        ("people or cases assigned by lot", "numerator and denominator of each"),
        "Deng, Knoblich and Lu, KDD (2018): delta method",
        "experiment:ratios",
    ),
    Method(
        "cuped",
        "A/B test with CUPED",
        "The same as an A/B test of a mean, sharper by what was known of each before",
        ("people or cases assigned by lot", "the value of each before and after"),
        "Deng, Xu, Kohavi and Walker, WSDM (2013)",
        "cuped:cuped",
    ),
    Method(
        "sequential",
        "A/B test looked at any time",
        "What can be said now, however often one has looked?",
        ("people or cases assigned by lot", "sums as they come in"),
        "Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 52 (2024)",
        "sequential:difference",
    ),
    Method(
        "before_after",
        "Before and after",
        "Is the level afterwards different, neighbouring periods being alike?",
        ("one series", "a day on which it began"),
        "Zellner and Tiao, JASA 59 (1964); Newey and West, Econometrica 55 (1987) beside it",
        "before_after:before_after",
    ),
    Method(
        "interrupted",
        "Interrupted time series",
        "Did level and slope break on the day on which it began?",
        ("one series with a dozen periods before and after", "a day on which it began"),
        "Wagner, Soumerai, Zhang and Ross-Degnan, J. Clinical Pharmacy and Therapeutics 27 (2002)",
        "interrupted:interrupted",
    ),
    Method(
        "structural",
        "Bayesian structural time series",
        "What would the series have been, judged by its past and by series that were not touched?",
        ("one series with a long past", "series that it did not touch"),
        "Brodersen, Gallusser, Koehler, Remy and Scott, Annals of Applied Statistics 9 (2015)",
        "structural:structural",
    ),
    Method(
        "did",
        "Difference in differences",
        "Did the treated change more than the untreated, over the same time?",
        ("treated and untreated units", "values before and after"),
        "Card and Krueger, American Economic Review 84 (1994); Abadie, REStud 72 (2005)",
        "did:did",
    ),
    Method(
        "staggered",
        "Staggered difference in differences",
        "The same, where units began at several times",
        ("units with the period in which each began", "units that never began or began later"),
        "Callaway and Sant'Anna, Journal of Econometrics 225 (2021)",
        "staggered:staggered",
    ),
    Method(
        "synthetic_control",
        "Synthetic control",
        "How does one treated unit differ from a mixture of others that was like it before?",
        ("one treated unit", "several untreated ones", "many periods before"),
        "Abadie, Diamond and Hainmueller, JASA 105 (2010)",
        "synthetic_control:synthetic_control",
    ),
    Method(
        "synthetic_did",
        "Synthetic difference in differences",
        "The same as difference in differences, with units and periods weighted to be alike",
        ("treated and untreated units", "several periods before"),
        "Arkhangelsky, Athey, Hirshberg, Imbens and Wager, American Economic Review 111 (2021)",
        "synthetic_did:synthetic_did",
    ),
)

METHODS: dict[str, Method] = {one.name: one for one in _ALL}


def method(name: str) -> Method:
    """The method of this name. Raises NotFound with the names that there are."""
    if name not in METHODS:
        raise NotFound(f"There is no method “{name}”. There are: {', '.join(METHODS)}.")
    return METHODS[name]
