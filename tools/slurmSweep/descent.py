"""Gradient descent on a number, slow enough to be interrupted. It saves its state now and then, and goes on from there."""

import json
import os
import sys
import time

lr, seed = float(sys.argv[1]), int(sys.argv[2])
folder = os.environ["RANKSWEEP_RUN_DIR"]
saved = os.environ.get("RANKSWEEP_CHECKPOINT")
# Runs with this learning rate wait here until a test lets them go on: there are more than tasks, so that none leaves before.
gate = os.environ.get("RANKSWEEP_TEST_GATE") if lr == 0.3 else None
step, x = 0, 1.0 + seed
if saved is not None:
    with open(f"{folder}/{saved}", encoding="utf-8") as file:
        step, x = json.load(file)

while step < 40:
    print(json.dumps({"iteration": step, "loss": x * x, "x": x}))
    while step == 20 and gate is not None and not os.path.exists(gate):
        time.sleep(0.05)
    x -= lr * x
    step += 1
    if step % 5 == 0:
        name = f"state-{step}.json"
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            json.dump([step, x], file)
        print(json.dumps({"iteration": step - 1, "checkpoint": name}))
    time.sleep(0.05)
