"""Fits the product of a few weights to 1 by gradient descent.

It takes its parameters as options, so that it also runs alone: python3 product.py --depth 3

A line of JSON with "iteration" and numbers is a snapshot. Everything else that it prints goes to the log of the run.
It saves its state in the folder of the run. A later attempt at the same run finds the folder again and goes on.
"""

import argparse
import json
import math
import os
import random

SAVE_EVERY = 50

options = argparse.ArgumentParser()
options.add_argument("--depth", type=int, default=2)
options.add_argument("--rate", type=float, default=0.1)
options.add_argument("--seed", type=int, default=0)
options.add_argument("--iterations", type=int, default=200)
options = options.parse_args()

# The folder of the run. There is none where the program is started by hand, and it then saves nothing.
folder = os.environ.get("RANKSWEEP_RUN_DIR")

if "RANKSWEEP_CHECKPOINT" in os.environ:
    with open(os.path.join(folder, os.environ["RANKSWEEP_CHECKPOINT"])) as file:
        state = json.load(file)
    first, weights = state["iteration"], state["weights"]
    print(f"goes on from iteration {first}")
else:
    random_numbers = random.Random(options.seed)
    first, weights = 0, [random_numbers.uniform(0.05, 0.15) for _ in range(options.depth)]

for iteration in range(first, options.iterations + 1):
    product = math.prod(weights)
    residual = product - 1
    snapshot = {"iteration": iteration, "loss": residual**2 / 2, "product": product}
    if folder and iteration > first and iteration % SAVE_EVERY == 0:
        # Each state has a file of its own: one that ranksweep has not been told of in time is never gone on from.
        name = f"state-{iteration}.json"
        with open(os.path.join(folder, name), "w") as file:
            json.dump({"iteration": iteration, "weights": weights}, file)
        # Points up to this iteration are kept when a later attempt goes on from here.
        snapshot["checkpoint"] = name
    print(json.dumps(snapshot), flush=True)
    gradients = [residual * math.prod(weights[:i] + weights[i + 1 :]) for i in range(options.depth)]
    weights = [weight - options.rate * gradient for weight, gradient in zip(weights, gradients)]
