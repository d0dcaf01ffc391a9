"""Optuna's side of `ranksweep bench search`. Needs optuna and cmaes.

    python3 optuna_search.py best < CONTESTS                  for each problem and sampler, the best value of every seed
    python3 optuna_search.py value < POINTS                   values of the functions, which are to be those of functions.ts
    python3 optuna_search.py suggestions FINISHED AXES COUNT  what a trial costs, after so many finished ones
    python3 optuna_search.py end FILE SAMPLER TRIALS SECONDS  trials of nothing in SQLite, as many as there is time for
"""

import json
import math
import random
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def branin(x):
    a, b = 15 * x[0] - 5, 15 * x[1]
    return (b - 5.1 / (4 * math.pi**2) * a * a + 5 / math.pi * a - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(a) + 10


def valley(y):
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(y, y[1:]))


def rosenbrock(x):
    return valley([4 * one - 2 for one in x])


def ackley(x):
    y = [40 * one - 18 for one in x]
    squares = sum(one * one for one in y) / len(y)
    cosines = sum(math.cos(2 * math.pi * one) for one in y) / len(y)
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(cosines) + 20 + math.e


def rastrigin(x):
    y = [10.24 * one - 4.12 for one in x]
    return sum(one * one - 10 * math.cos(2 * math.pi * one) + 10 for one in y)


ALPHA = [1.0, 1.2, 3.0, 3.2]
A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def hartmann(x):
    return -sum(
        alpha * math.exp(-sum(a * (one - p) ** 2 for a, p, one in zip(row, places, x)))
        for alpha, row, places in zip(ALPHA, A, P)
    )


def griewank(x):
    y = [1200 * one - 480 for one in x]
    waves = math.prod(math.cos(one / math.sqrt(i + 1)) for i, one in enumerate(y))
    return sum(one * one for one in y) / 4000 - waves + 1


def levy(x):
    w = [1 + (20 * one - 9) / 4 for one in x]
    middle = sum((one - 1) ** 2 * (1 + 10 * math.sin(math.pi * one + 1) ** 2) for one in w[:-1])
    last = w[-1]
    return math.sin(math.pi * w[0]) ** 2 + middle + (last - 1) ** 2 * (1 + math.sin(2 * math.pi * last) ** 2)


def styblinski_tang(x):
    return sum(y**4 - 16 * y * y + 5 * y for y in [10 * one - 5 for one in x]) / 2


def chosen_sum(x):
    first, second, *rest = x
    a, b = y = [4 * one - 2 for one in rest]
    camel = (4 - 2.1 * a * a + a**4 / 3) * a * a + a * b + (4 * b * b - 4) * b * b
    beale = (1.5 - a + a * b) ** 2 + (2.25 - a + a * b * b) ** 2 + (2.625 - a + a * b**3) ** 2
    terms = [valley(y) / 300, camel / 10, beale / 50]
    return terms[first] + terms[min(second, 2)]


def vessel(x):
    s, h, radius, length = x[0] / 16, x[1] / 16, x[2], x[3]
    cost = 0.6224 * s * radius * length + 1.7781 * h * radius**2 + 3.1661 * s * s * length + 19.84 * s * s * radius
    volume = math.pi * radius**2 * length + 4 / 3 * math.pi * radius**3
    lacks = [0.0193 * radius - s, 0.00954 * radius - h, 1 - volume / 1296000]
    return cost + 1e5 * sum(max(0, lack) for lack in lacks)


FUNCTIONS = {
    "Branin, 2 axes": branin,
    "Rosenbrock, 4 axes": rosenbrock,
    "Ackley, 5 axes": ackley,
    "Rastrigin, 3 axes": rastrigin,
    "Hartmann, 6 axes": hartmann,
    "Griewank, 6 axes": griewank,
    "Levy, 6 axes": levy,
    "Styblinski-Tang, 5 axes": styblinski_tang,
    "Func2C, 2 choices, 2 axes": chosen_sum,
    "pressure vessel, 2 integers, 2 axes": vessel,
}


def suggest(trial, name, axis):
    if "choices" in axis:
        return trial.suggest_categorical(name, range(axis["choices"]))
    if axis.get("integer"):
        return trial.suggest_int(name, axis["from"], axis["to"])
    return trial.suggest_float(name, axis["from"], axis["to"])


def objective_of(contest):
    """The value at a trial's point: of a function, or from the table of a sweep, whose last axis varies fastest."""
    axes, table = contest["axes"], contest["table"]

    def look_up(x):
        place = 0
        for index, axis in zip(x, axes):
            place = place * (axis["to"] + 1) + index
        return table[place]

    value_at = FUNCTIONS[contest["name"]] if table is None else look_up
    return lambda trial: value_at([suggest(trial, f"x{d}", axis) for d, axis in enumerate(axes)])


def sampler_of(name, seed):
    samplers = {
        "random": optuna.samplers.RandomSampler,
        "tpe": optuna.samplers.TPESampler,
        "cma-es": optuna.samplers.CmaEsSampler,
    }
    return samplers[name](seed=seed)


def best():
    asked = json.load(sys.stdin)
    found = []
    for contest in asked["contests"]:
        values = []
        for seed in range(asked["seeds"]):
            study = optuna.create_study(sampler=sampler_of(contest["sampler"], seed))
            study.optimize(objective_of(contest), n_trials=asked["trials"])
            values.append(study.best_value)
        found.append(values)
    print(json.dumps(found))


def cost_of(work, count):
    """Milliseconds for each of the trials that it makes, on the clock and of processor time."""
    wall, busy = time.perf_counter(), time.process_time()
    work()
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    return {"wallMs": 1000 * wall / count(), "busyMs": 1000 * busy / count()}


def suggestions(finished, axes, count):
    """In memory, where Optuna is fastest."""
    distributions = {f"x{d}": optuna.distributions.FloatDistribution(0, 1) for d in range(axes)}
    draw = random.Random(0)

    def bowl(values):
        return sum((value - 0.3) ** 2 for value in values)

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    points = [{name: draw.random() for name in distributions} for _ in range(finished)]
    study.add_trials(
        [
            optuna.trial.create_trial(params=point, distributions=distributions, value=bowl(point.values()))
            for point in points
        ]
    )

    def objective(trial):
        return bowl([trial.suggest_float(name, 0, 1) for name in distributions])

    study.optimize(objective, n_trials=3)
    print(json.dumps(cost_of(lambda: study.optimize(objective, n_trials=count), lambda: count)))


def end(path, name, trials, seconds):
    """The curve says what a trial cost on average until there were so many, for every thousand."""
    study = optuna.create_study(storage=f"sqlite:///{path}", sampler=sampler_of(name, 0))
    wall, busy = time.perf_counter(), time.process_time()
    curve = []

    def cost(made):
        now = time.perf_counter(), time.process_time()
        return {"trials": made, "wallMs": 1000 * (now[0] - wall) / made, "busyMs": 1000 * (now[1] - busy) / made}

    def note(_, trial):
        if (trial.number + 1) % 1000 == 0:
            curve.append(cost(trial.number + 1))
            print(curve[-1], file=sys.stderr, flush=True)

    study.optimize(
        lambda trial: trial.suggest_float("std", 0.01, 1), n_trials=trials, timeout=seconds, callbacks=[note]
    )
    last = cost(len(study.get_trials(deepcopy=False)))
    print(json.dumps({**last, "curve": curve}))


command, *words = sys.argv[1:]
if command == "best":
    best()
elif command == "value":
    asked = json.load(sys.stdin)
    print(json.dumps([FUNCTIONS[one["name"]](one["x"]) for one in asked]))
elif command == "suggestions":
    suggestions(*map(int, words))
else:
    end(words[0], words[1], int(words[2]), float(words[3]))
