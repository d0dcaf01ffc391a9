"""Gradient descent on (w^2 - 1)^2 / 4 from a small random start.

Replace it by your own program. All that ranksweep wants is a line of JSON with "iteration" and numbers for every snapshot.
Everything else that it prints goes to the log of its run.
"""

import argparse
import json
import os
import random

parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--iterations", type=int, default=100)
options = parser.parse_args()

SAVE_EVERY = 50
# A folder of the run's own, which is there again when an interrupted run is tried again. There is none if you start the program by hand.
folder = os.environ.get("RANKSWEEP_RUN_DIR")

if "RANKSWEEP_CHECKPOINT" in os.environ:
    # An earlier attempt has said that it saved this file.
    with open(os.path.join(folder, os.environ["RANKSWEEP_CHECKPOINT"])) as file:
        first, w = json.load(file)
else:
    first, w = 0, random.Random(options.seed).uniform(0.001, 0.1)

for iteration in range(first, options.iterations + 1):
    print(json.dumps({"iteration": iteration, "loss": (w * w - 1) ** 2 / 4, "w": w}), flush=True)
    if folder and iteration > first and iteration % SAVE_EVERY == 0:
        name = f"state-{iteration}.json"
        with open(os.path.join(folder, name), "w") as file:
            json.dump([iteration, w], file)
        # From now on the run goes on from here if it is interrupted, and keeps its points up to here.
        print(json.dumps({"iteration": iteration, "checkpoint": name}), flush=True)
    w -= options.rate * w * (w * w - 1)
