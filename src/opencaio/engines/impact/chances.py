"""How likely is so large a statistic by chance alone, and which bound goes with a level?

The distributions that the methods share; scipy is loaded at the first question, not at the start.
"""

from statistics import NormalDist

_NORMAL = NormalDist()


def normal_bound(level: float) -> float:
    """The two-sided bound of the standard normal: 1.96 for 0.95."""
    return _NORMAL.inv_cdf((1 + level) / 2)


def normal_p(statistic: float) -> float:
    """The two-sided p-value of a standard normal statistic."""
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(statistic)))


def t_bound(level: float, *, freedom: float) -> float:
    """The two-sided bound of Student's t with `freedom` degrees."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))


def t_p(statistic: float, *, freedom: float) -> float:
    """The two-sided p-value of Student's t with `freedom` degrees."""
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(statistic)))


def chi_square_p(statistic: float, *, freedom: int) -> float:
    """The chance of so large a chi-square statistic or a larger one."""
    from scipy.special import chdtrc

    return float(chdtrc(freedom, max(statistic, 0.0)))


def holm(p_values: tuple[float, ...]) -> tuple[float, ...]:
    """The p-values adjusted after Holm (Scandinavian Journal of Statistics 6, 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = highest
    return tuple(adjusted)
