"""Recomputes every finding of a results.json, independently of the project's own code.

Usage: python3 findings.py results.json

Prints JSON: for each claim that is known here and each finding its estimate (mean, low, high, count) and its answer. What is measured is
written down here anew, by seed and from the curves and observations of the runs; so are the distributions, in plain
Python. Taken from the file: the runs, and of each finding its rule and its thresholds.
"""

import base64
import json
import math
import sys
from itertools import product
from operator import mul

ONE_SIDED, BINOMIAL = 0.025, 0.05
POWER, MOST_SEEDS = 0.8, 1000

# --- distributions -------------------------------------------------------------------------------------------------


def incomplete_beta(a, b, x):
    """The regularised incomplete beta function by its continued fraction (Lentz's method)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    fraction = d
    for m in range(1, 1000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + numerator / c
            c = c if abs(c) > tiny else tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return front * fraction / a


def t_probability(t, freedom):
    if math.isinf(t):
        return 0.0 if t < 0 else 1.0
    tail = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return tail if t < 0 else 1 - tail


def bisect(increasing, wanted, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        if increasing(middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_quantile(probability, freedom):
    # From the tail, where the probability keeps its digits.
    return -bisect(lambda t: t_probability(t, freedom), 1 - probability, -1e4, 0)


def at_least(successes, trials, share):
    return math.fsum(
        math.comb(trials, k) * share**k * (1 - share) ** (trials - k)
        for k in range(max(0, successes), trials + 1)
    )


def clopper_pearson(successes, trials, error):
    low = 0.0 if successes == 0 else bisect(lambda p: at_least(successes, trials, p), error, 0, 1)
    high = (
        1.0
        if successes == trials
        else bisect(lambda p: at_least(successes + 1, trials, p), 1 - error, 0, 1)
    )
    return low, high


# --- statistics ----------------------------------------------------------------------------------------------------


def mean(values):
    return math.fsum(values) / len(values)


def median(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def variance(values):
    centre = mean(values)
    return math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)


def slope_weights(x):
    centre = mean(x)
    squares = math.fsum((value - centre) ** 2 for value in x)
    return [(value - centre) / squares for value in x]


def errors(parts):
    """Standard error and degrees of freedom (Welch, Satterthwaite) of a sum; parts: (variance of the mean, n - 1)."""
    total = math.fsum(part for part, _ in parts)
    spread = math.fsum(part**2 / freedom for part, freedom in parts)
    return math.sqrt(total), (total**2 / spread if spread else min(freedom for _, freedom in parts))


def contrast(sample):
    centre = math.fsum(weight * mean(values) for weight, values in sample)
    if any(len(values) < 2 for _, values in sample):
        return centre, math.inf, 1
    return (
        centre,
        *errors([(weight**2 * variance(values) / len(values), len(values) - 1) for weight, values in sample]),
    )


def p_below(estimate, bound):
    centre, error, freedom = estimate
    if centre == bound:
        return 0.5
    return t_probability((centre - bound) / error if error else math.copysign(math.inf, centre - bound), freedom)


# --- deciding ------------------------------------------------------------------------------------------------------


def beyond(estimate, sides):
    below, above = sides["below"], sides["above"]
    return min(
        1 if below is None else p_below(estimate, below),
        1 if above is None else 1 - p_below(estimate, above),
    )


def test(sample, finding):
    """(mean, low, high, count), whether the claim holds, and p values over their errors: refuted, contrary."""
    rule, threshold = finding["rule"], finding["threshold"]
    claimed = threshold["claimed"]
    bottom = -math.inf if claimed["low"] is None else claimed["low"]
    top = math.inf if claimed["high"] is None else claimed["high"]
    values = [value for _, group in sample for value in group]
    n = len(values)
    if rule == "binomial":
        yes = sum(values)
        estimate = (yes / n, *clopper_pearson(yes, n, BINOMIAL), n)
        return estimate, at_least(yes, n, 0.5) <= BINOMIAL, (1 - at_least(yes + 1, n, 0.5)) / BINOMIAL, math.inf
    if rule == "every run":
        low, high = min(values), max(values)
        return (mean(values), low, high, n), low > bottom and high < top, 0, math.inf
    centre, error, freedom = contrast(sample)
    half = t_quantile(1 - ONE_SIDED, freedom) * error
    bounded = not math.isinf(half)
    estimate = (
        centre,
        centre - half if bounded else None,
        centre + half if bounded else None,
        min(len(group) for _, group in sample),
    )
    holds = bounded and centre - half > bottom and centre + half < top
    refuted = beyond((centre, error, freedom), threshold["refuted"]) / ONE_SIDED
    contrary = beyond((centre, error, freedom), threshold["opposite"]) / ONE_SIDED
    return estimate, holds, refuted, contrary


def decide(outcomes):
    """Holm's correction of what fails; what holds needs none."""
    answers = ["yes" if holds else "unclear" for _, holds, _, _ in outcomes]
    failing = sorted((refuted, index) for index, (_, holds, refuted, _) in enumerate(outcomes) if not holds)
    for rank, (refuted, index) in enumerate(failing):
        factor = len(outcomes) - rank
        if refuted * factor > 1:
            break
        answers[index] = "opposite" if outcomes[index][3] * factor <= 1 else "no"
    return answers


def seeds_to_settle(sample, finding, parts):
    seen = min(len(values) for _, values in sample)
    candidates = range(seen + 1, MOST_SEEDS)
    if finding["rule"] == "binomial":
        values = [value for _, group in sample for value in group]
        share = sum(values) / len(values)
        for seeds in candidates:
            yes = math.floor(share * seeds + 0.5)
            fewer = 1 - at_least(yes + 1, seeds, 0.5)
            if at_least(yes, seeds, 0.5) <= BINOMIAL or fewer <= BINOMIAL / parts:
                return seeds
        return MOST_SEEDS
    if seen < 2:
        return None
    centre = contrast(sample)[0]
    claimed, refuted = finding["threshold"]["claimed"], finding["threshold"]["refuted"]
    inside = min(
        math.inf if claimed["low"] is None else centre - claimed["low"],
        math.inf if claimed["high"] is None else claimed["high"] - centre,
    )
    outside = max(
        -math.inf if refuted["below"] is None else refuted["below"] - centre,
        -math.inf if refuted["above"] is None else centre - refuted["above"],
    )

    def half_width(seeds, error):
        standard, freedom = errors([(w**2 * variance(v) / seeds, seeds - 1) for w, v in sample])
        return (t_quantile(1 - error, freedom) + t_quantile(POWER, freedom)) * standard

    for seeds in candidates:
        if half_width(seeds, ONE_SIDED) <= max(0, inside):
            return seeds
        if half_width(seeds, ONE_SIDED / parts) <= max(0, outside):
            return seeds
    return MOST_SEEDS


# --- what the runs say ---------------------------------------------------------------------------------------------

RESULTS = json.load(open(sys.argv[1], encoding="utf8"))
EXPERIMENTS = RESULTS["experiments"]


class Missing(Exception):
    """A run did not record what a finding reads."""


def run(name, seed):
    return next(one for one in EXPERIMENTS[name]["replicates"] if one["seed"] == seed)


def paired(names, quantity, weight=1):
    """One group: a value for each seed that the experiments share."""
    seeds = set.intersection(*(set(EXPERIMENTS[name]["seeds"]) for name in names))
    return [(weight, [quantity(*(run(name, seed) for name in names)) for seed in sorted(seeds)])]


def change(before, after, quantity):
    return paired([before, after], lambda a, b: quantity(b) - quantity(a))


def apart(before, after, quantity):
    """Two groups that have nothing to do with each other."""
    return paired([after], quantity) + paired([before], quantity, -1)


def metric(split, name):
    return lambda one: one["final"][split][name]


def better(name, split="test"):
    sign = 1 if name == "accuracy" else -1
    return lambda one: sign * one["final"][split][name]


def gap(name, split="test"):
    sign = 1 if name == "accuracy" else -1
    return lambda one: sign * (one["final"]["train"][name] - one["final"][split][name])


def recorded(one, *path):
    for key in path:
        if one is None or key not in one:
            raise Missing(key)
        one = one[key]
    return one


def last_model(one):
    return (one.get("snapshots") or [{}])[-1]


METRICS = ("accuracy", "loss")
HINGES = {}


def hinges(n):
    """For curves of n values: knots, hinges without their straight lines, and their products."""
    if n not in HINGES:
        centre = (n + 1) / 2
        ones = [1 / math.sqrt(n)] * n
        length = math.sqrt(math.fsum((x - centre) ** 2 for x in range(1, n + 1)))
        line = [(x - centre) / length for x in range(1, n + 1)]
        rests = {}
        for knot in range(3, n - 2):
            hinge = [max(0, x - knot) for x in range(1, n + 1)]
            level, tilt = math.fsum(map(mul, hinge, ones)), math.fsum(map(mul, hinge, line))
            rests[knot] = [h - level * a - tilt * b for h, a, b in zip(hinge, ones, line)]
        products = {
            (k, j): sum(map(mul, rests[k], rests[j])) for k in rests for j in rests if j == k or j >= k + 3
        }
        HINGES[n] = rests, products
    return HINGES[n]


def knees(curve):
    rests, products = hinges(len(curve))
    along = {knot: math.fsum(map(mul, rest, curve)) for knot, rest in rests.items()}
    best, most = None, -math.inf
    for (k, j), kj in products.items():
        if j == k:
            continue
        kk, jj = products[k, k], products[j, j]
        explained = (jj * along[k] ** 2 - 2 * kj * along[k] * along[j] + kk * along[j] ** 2) / (kk * jj - kj**2)
        if explained > most:
            best, most = (k, j), explained
    if best is None:
        raise Missing("three phases")
    return best


def later_rate(curve, first, second):
    end = len(curve) - 1
    if end <= second:
        raise Missing("third phase")
    return abs(((curve[end] - curve[second]) / (end - second)) / ((curve[first] - curve[0]) / first))


def phases(name, first, second):
    found = {}
    for split, kind in product(("train", "test"), METRICS):
        curve = lambda one, s=split, k=kind: one["history"][s][k]
        for at, phase in enumerate(("fast", "slow")):
            found[f"{split}-{kind}-{phase}"] = lambda c=curve, a=at: paired(
                [name], lambda one: math.log2(knees(c(one))[a])
            )
        found[f"{split}-{kind}-level"] = lambda c=curve: paired([name], lambda one: later_rate(c(one), first, second))
    return found


WIDTHS = range(100, 1001, 100)
NARROW, WIDE = [w for w in WIDTHS if w <= 500], [w for w in WIDTHS if w >= 500]


def slopes(quantity, narrow, wide):
    """The slope per 100 neurons below 500 times a factor, and that above times another."""
    factors = dict.fromkeys(WIDTHS, 0.0)
    for widths, factor in ((NARROW, narrow), (WIDE, wide)):
        for width, weight in zip(widths, slope_weights([w / 100 for w in widths])):
            factors[width] += factor * weight
    used = [w for w in WIDTHS if factors[w] != 0 or (w in NARROW and narrow) or (w in WIDE and wide)]
    return [group for w in used for group in paired([f"a-width-{w}"], quantity, factors[w])]


def iterations_to(one, right):
    goals = right["history"]["test"]["accuracy"]
    goal = goals[len(goals) // 2 - 1]
    curve = one["history"]["test"]["accuracy"]
    return next((at for at, value in enumerate(curve, 1) if value >= goal), len(curve))


def least_growth(one):
    train, validation = one["history"]["train"]["loss"], one["history"]["validation"]["loss"]
    gaps = [v - t for t, v in zip(train, validation)]
    if len(gaps) < 4:
        raise Missing("quarters")
    edges = [math.floor(q * len(gaps) / 4 + 0.5) for q in range(5)]
    quarters = [mean(gaps[a:b]) for a, b in zip(edges, edges[1:])]
    return min(b - a for a, b in zip(quarters, quarters[1:]))


def significantly_better(before, after, images):
    bits = [base64.b64decode(recorded(last_model(one), "testCorrect")) for one in (before, after)]
    right = [[(data[i // 8] >> (i % 8)) & 1 for i in range(images)] for data in bits]
    gained = sum(b > a for a, b in zip(*right))
    lost = sum(a > b for a, b in zip(*right))
    return gained > lost and 2 * at_least(gained, gained + lost, 0.5) < 0.05


def evaluated_gap(one):
    return one["final"]["validation"]["loss"] - recorded(one, "history", "trainEvaluated")["loss"][-1]


def epochs_needed(name):
    settings, samples = EXPERIMENTS[name]["config"], EXPERIMENTS[name]["samples"]
    steps_per_epoch = math.ceil(samples["train"] / settings["batchSize"])

    def needed(one):
        seen = recorded(one, "observations")
        for step, accuracy in zip(seen["steps"], seen["test"]["accuracy"]):
            if accuracy >= 0.85:
                return step / steps_per_epoch
        return settings["epochs"]

    return needed


def epochs_saved(names):
    every = names + [f"{name}-normalized" for name in names]

    def saved(*ones):
        needed = [epochs_needed(name)(one) for name, one in zip(every, ones)]
        return min(needed[: len(names)]) - min(needed[len(names) :])

    return lambda: paired(every, saved)


SETTINGS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


def more_settings(sweep, quantity):
    plain = [f"{sweep}-{value:g}" for value in SETTINGS]
    names = plain + [f"{name}-normalized" for name in plain]

    def more(*ones):
        accuracies = [one["final"]["test"]["accuracy"] for one in ones]
        trains = [accuracy > max(accuracies) / 2 for accuracy in accuracies]
        sides = (trains[: len(SETTINGS)], trains[len(SETTINGS) :])
        without, within = ([v for v, ok in zip(SETTINGS, side) if ok] for side in sides)
        return int(quantity(within) > quantity(without))

    return lambda: paired(names, more)


def movement(one, kind):
    seen = recorded(one, "observations", "unitInputs")
    start = len(seen["p50"]) // 10
    moved = []
    for unit in range(len(seen["p50"][0])):
        low, middle, high = ([look[unit] for look in seen[p][start:]] for p in ("p15", "p50", "p85"))
        spreads = [h - l for l, h in zip(low, high)]
        if kind == "drift":
            moved.append(max(abs(value - middle[0]) for value in middle) / spreads[0])
        else:
            moved.append(max(max(s / spreads[0], spreads[0] / s) for s in spreads))
    return median(moved)


def departure(one, kind):
    units = recorded(one, "observations", "normalizedUnits")
    if kind == "mean":
        return max(abs((m - b) / g) for m, b, g in zip(units["mean"], units["beta"], units["gamma"]))
    return max(abs(abs(d / g) - 1) for d, g in zip(units["deviation"], units["gamma"]))


def not_gaussian(one):
    """The share of units that the test of Jarque and Bera rejects at 5 %."""
    units = recorded(one, "observations", "normalizedUnits")
    n, thirds, fourths = (recorded(units, key) for key in ("samples", "skewness", "excessKurtosis"))
    rejected = [
        third is None or fourth is None or n / 6 * (third**2 + fourth**2 / 4) > -2 * math.log(0.05)
        for third, fourth in zip(thirds, fourths)
    ]
    return sum(rejected) / len(rejected)


# --- the claims ----------------------------------------------------------------------------------------------------

accuracy, loss = metric("test", "accuracy"), metric("test", "loss")
A, B, SOFTMAX = "a-network-a", "a-network-b", "a-softmax"
L1, L2_PRINTED, L2 = "a-l1-as-printed", "a-l2-as-printed", "a-l2-0.0001"
LADDER = ["a-l2-0.00001", L2, L2_PRINTED, "a-l2-0.01", "a-l2-1.0"]
MODELS = [f"b-model{number}" for number in range(1, 6)]
NORMALISED = {"c-sigmoid": "c-sigmoid-normalized", "c-relu": "c-relu-normalized"}
TUNED = ["c-relu", "c-relu-0.03", "c-relu-0.3"]


def removed(name, kind):
    return paired([B, name], lambda plain, penalised: 1 - gap(kind)(penalised) / gap(kind)(plain))


def weights(before, after, kind):
    return change(before, after, lambda one: recorded(last_model(one), "weights", kind))


def validation_gap(kind):
    return gap(kind, "validation")


def gap_ratio(kind):
    return lambda less, more: validation_gap(kind)(more) / validation_gap(kind)(less)


def first_of_five(is_first):
    return lambda: paired(MODELS, lambda *ones: int(is_first(ones)))


def overfits_least(ones):
    accuracies = [accuracy(one) for one in ones]
    gaps = [validation_gap("loss")(one) for one in ones]
    near = [value > max(accuracies) - 0.02 for value in accuracies]
    return near[1] and all(gaps[at] > gaps[1] for at in range(5) if at != 1 and near[at])


def dropout(plain, dropped):
    plotted = validation_gap("loss")
    return {
        "plotted": lambda: change(plain, dropped, plotted),
        "together": lambda: paired([plain, dropped], lambda a, b: 1 - plotted(b) / plotted(a)),
        "evaluated": lambda: change(plain, dropped, evaluated_gap),
        "no-cost": lambda: change(plain, dropped, accuracy),
        "lower": lambda: change(plain, dropped, loss),
        "halved": lambda: paired([plain, dropped], lambda a, b: 1 - loss(b) / loss(a)),
    }


def narrowed_more(plain4, dropped4, plain5, dropped5):
    plotted = validation_gap("loss")
    return (plotted(plain5) - plotted(dropped5)) - (plotted(plain4) - plotted(dropped4))


CLAIMS = {
    "A1": {"level": lambda: paired([SOFTMAX], accuracy)},
    "A2": phases(SOFTMAX, 25, 100),
    "A3": {
        f"{kind}-{n}": lambda k=kind, n=n: change(SOFTMAX, f"{SOFTMAX}-{n}", better(k))
        for n in (500, 1000, 2000)
        for kind in METRICS
    },
    "A4": {"level": lambda: paired([A], accuracy), "lift": lambda: apart(SOFTMAX, A, accuracy)},
    "A5": phases(A, 10, 50),
    "A6": {
        f"{kind}-{part}": lambda k=kind, n=narrow, w=wide: slopes(better(k), n, w)
        for kind in METRICS
        for part, narrow, wide in (("rise", 4, 0), ("bend", 0.5, -1), ("level", 0, 5))
    },
    "A7": {
        **{
            f"{kind}-{part}": lambda k=kind, n=narrow, w=wide: slopes(gap(k), n, w)
            for kind in METRICS
            for part, narrow, wide in (("growth", 0, 5), ("onset", -1, 1))
        },
        "harm": lambda: slopes(accuracy, 0, 5),
    },
    "A8": {
        f"{kind}-{part}": lambda k=kind: apart(A, B, better(k)) for kind in METRICS for part in ("better", "little")
    },
    "A9": {
        f"{step}-{kind}": lambda k=kind, ends=ends: apart(*ends, better(k))
        for step, ends in (("first", (SOFTMAX, A)), ("second", (A, B)))
        for kind in METRICS
    },
    "A10": {
        f"{step}-{kind}": lambda k=kind, ends=ends: apart(*ends, gap(k))
        for step, ends in (("first", (SOFTMAX, A)), ("second", (A, B)))
        for kind in METRICS
    },
    "A11": {name: lambda n=name: paired([n], accuracy) for name in (L1, L2_PRINTED, L2)},
    "A12": {
        **{
            f"{name}-{kind}": lambda n=name, k=kind: removed(n, k)
            for name in (L1, L2_PRINTED, L2)
            for kind in METRICS
        },
        **{
            f"softmax-{kind}": lambda k=kind: paired(
                [L1, L2_PRINTED, L2], lambda *ones: mean([gap(k)(one) for one in ones])
            )
            + paired([SOFTMAX], gap(k), -1)
            for kind in METRICS
        },
    },
    "A13": {
        **{
            f"loss-{delta}": lambda a=smaller, b=larger: change(a, b, loss)
            for smaller, larger, delta in zip(LADDER, LADDER[1:], ("0.0001", "0.001", "0.01", "1.0"))
        },
        "coefficients": lambda: weights(LADDER[0], LADDER[3], "meanMagnitude"),
        "underperforms": lambda: change(LADDER[3], B, accuracy),
        "ruined": lambda: paired([LADDER[4]], accuracy),
    },
    "A14": {
        name: lambda s=smaller, r=right: paired([s, r], lambda a, b: iterations_to(a, b) / iterations_to(b, b))
        for name, smaller, right in (("L1", f"{L1}-0.000001", L1), ("L2", LADDER[0], L2))
    },
    "A15": {
        name: lambda n=name: paired([n], lambda one: recorded(last_model(one), "predictionSumError")) for name in (SOFTMAX, A, B)
    },
    "A16": {
        L1: lambda: weights(B, L1, "nearZero"),
        "a-l1": lambda: weights(B, "a-l1", "nearZero"),
        "l2-shrinks": lambda: weights(B, L2, "meanMagnitude"),
        "l2-keeps": lambda: weights(B, L2, "nearZero"),
    },
    "B1": {
        "level": lambda: paired(["b-model1"], accuracy),
        **{f"behind-{kind}": lambda k=kind: paired(["b-model1"], validation_gap(k)) for kind in METRICS},
        "widens": lambda: paired(["b-model1"], least_growth),
    },
    "B2": {
        "figure": lambda: change("b-model1", "b-model2", accuracy),
        "gain": lambda: change("b-model1", "b-model2", accuracy),
        "widens": lambda: paired(["b-model2"], least_growth),
    },
    "B3": {
        f"{name}-{part}": lambda n=name, p=part: {
            "loss": lambda: change("b-model2", n, loss),
            "accuracy": lambda: change("b-model2", n, accuracy),
            "significance": lambda: paired(
                ["b-model2", n],
                lambda a, b: int(not significantly_better(a, b, EXPERIMENTS[n]["samples"]["test"])),
            ),
        }[p]()
        for name in MODELS[2:]
        for part in ("loss", "accuracy", "significance")
    },
    "B4": {
        **{
            f"{to}-{kind}": lambda a=before, b=to, k=kind: change(a, b, validation_gap(k))
            for before, to in zip(MODELS, MODELS[1:])
            for kind in METRICS
        },
        "far-wider": lambda: paired(["b-model2", "b-model5"], gap_ratio("loss")),
        "most-in-loss": lambda: paired(
            ["b-model2", "b-model5"], lambda a, b: gap_ratio("loss")(a, b) - gap_ratio("accuracy")(a, b)
        ),
    },
    "B5": dropout("b-model4", "b-model4r"),
    "B6": {
        **dropout("b-model5", "b-model5r"),
        "even-more": lambda: paired(["b-model4", "b-model4r", "b-model5", "b-model5r"], narrowed_more),
    },
    "B7": {
        "criterion": first_of_five(overfits_least),
        "loss": first_of_five(lambda ones: all(loss(one) > loss(ones[1]) for one in ones if one is not ones[1])),
        "accuracy": first_of_five(
            lambda ones: all(accuracy(one) < accuracy(ones[1]) for one in ones if one is not ones[1])
        ),
    },
    "C1": {
        f"{name}-{phase}": lambda n=name, part=part: change(
            f"{n}-normalized", n, lambda one: mean(one["history"]["test"]["loss"][part])
        )
        for name in ("c-sigmoid", "c-relu", "c-relu-adam")
        for phase, part in (("early", slice(0, 3)), ("end", slice(-1, None)))
    },
    "C2": {
        **{name: epochs_saved([name]) for name in ("c-sigmoid", "c-relu", "c-relu-adam")},
        "tuned": epochs_saved(TUNED),
    },
    "C3": {"larger": more_settings("c-rate", lambda trained: max(trained, default=0))},
    "C4": {
        "wider": more_settings("c-weights", lambda trained: max(trained) / min(trained) if trained else 0)
    },
    "C5": {
        f"{kind}-{part}": lambda k=kind, p=part: (
            paired(["c-sigmoid-normalized"], lambda one: movement(one, k))
            if p == "stable"
            else change(
                "c-sigmoid-normalized", "c-sigmoid", lambda one: math.log10(movement(one, k))
            )
        )
        for kind in ("drift", "stretch")
        for part in ("stable", "steadier")
    },
    "C6": {
        f"{name}-{kind}": lambda n=name, k=kind: paired([n], lambda one: departure(one, k))
        for name in NORMALISED.values()
        for kind in ("mean", "deviation")
    },
    "C7": {
        name: lambda n=name: paired([n], not_gaussian)
        for name in (*NORMALISED.values(), "c-relu-normalized-after")
    },
}

# Figures of the write-up that depend on the data: missing them on other data than its own decides nothing.
FIGURES = {("B1", "level"), ("B2", "figure"), ("B5", "halved"), ("B6", "halved")}
OTHER_DATA = {dataset["name"] for dataset in RESULTS["datasets"] if "otherThanDocument" in dataset}


def sample_of(claim, finding):
    try:
        return CLAIMS[claim][finding["id"]]()
    except Missing:
        return None


def recompute(claim):
    samples = [sample_of(claim["id"], finding) for finding in claim["findings"]]
    known = [(finding, sample) for finding, sample in zip(claim["findings"], samples) if sample is not None]
    outcomes = [test(sample, finding) for finding, sample in known]
    found = {}
    for (finding, sample), outcome, answer in zip(known, outcomes, decide(outcomes)):
        is_figure = (claim["id"], finding["id"]) in FIGURES
        if answer != "yes" and is_figure and EXPERIMENTS[claim["experiments"][0]]["dataset"] in OTHER_DATA:
            answer = "not comparable"
        settle = seeds_to_settle(sample, finding, len(known)) if answer == "unclear" else None
        mean_, low, high, count = outcome[0]
        found[finding["id"]] = {
            "estimate": {"mean": mean_, "low": low, "high": high, "count": count},
            "holds": answer,
            "seedsToSettle": settle,
        }
    unknown = {"estimate": None, "holds": "not run", "seedsToSettle": None}
    return {finding["id"]: found.get(finding["id"], unknown) for finding in claim["findings"]}


json.dump({claim["id"]: recompute(claim) for claim in RESULTS["claims"] if claim["id"] in CLAIMS}, sys.stdout)
