"""Optuna's side of `ranksweep bench search`. Needs optuna and cmaes.

    python3 optuna_search.py best < PROBLEMS                  the best values of every seed: a line of JSON for each problem and sampler
    python3 optuna_search.py suggestions FINISHED AXES COUNT  milliseconds of a trial, after so many finished ones
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


def rosenbrock(x):
    y = [4 * one - 2 for one in x]
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(y, y[1:]))


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


FUNCTIONS = {
    "branin": branin,
    "rosenbrock": rosenbrock,
    "ackley": ackley,
    "rastrigin": rastrigin,
    "hartmann": hartmann,
}


def objective_of(problem):
    """The value at a point of a trial: of a function on the unit cube, or from the table of a sweep."""
    names = [f"x{d}" for d in range(len(problem["sizes"] or [0] * problem["dimensions"]))]
    if problem["sizes"] is None:
        function = FUNCTIONS[problem["name"]]
        return lambda trial: function([trial.suggest_float(name, 0.0, 1.0) for name in names])
    sizes, table = problem["sizes"], problem["table"]

    def look_up(trial):
        place = 0
        for name, size in zip(names, sizes):
            place = place * size + trial.suggest_int(name, 0, size - 1)
        return table[place]

    return look_up


def sampler_of(name, seed):
    samplers = {
        "random": optuna.samplers.RandomSampler,
        "tpe": optuna.samplers.TPESampler,
        "cma-es": optuna.samplers.CmaEsSampler,
    }
    return samplers[name](seed=seed)


def best():
    asked = json.load(sys.stdin)
    for problem in asked["problems"]:
        objective = objective_of(problem)
        for name in asked["samplers"]:
            values = []
            for seed in range(asked["seeds"]):
                study = optuna.create_study(sampler=sampler_of(name, seed))
                study.optimize(objective, n_trials=asked["trials"])
                values.append(study.best_value)
            print(json.dumps({"problem": problem["name"], "sampler": name, "best": values}), flush=True)


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
    began = time.perf_counter()
    study.optimize(objective, n_trials=count)
    print(json.dumps({"ms": 1000 * (time.perf_counter() - began) / count}))


def end(path, name, trials, seconds):
    study = optuna.create_study(storage=f"sqlite:///{path}", sampler=sampler_of(name, 0))
    began = time.perf_counter()
    study.optimize(lambda trial: trial.suggest_float("std", 0.01, 1), n_trials=trials, timeout=seconds)
    ms = 1000 * (time.perf_counter() - began)
    print(json.dumps({"trials": len(study.trials), "ms": ms}))


command, *words = sys.argv[1:]
if command == "best":
    best()
elif command == "suggestions":
    suggestions(*map(int, words))
else:
    end(words[0], words[1], int(words[2]), float(words[3]))
