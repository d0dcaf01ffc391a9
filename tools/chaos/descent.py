"""Gradient descent on a number, which reports every step. It saves its state every so many steps, and goes on from there."""

import json
import os
import sys
import time

lr, seed, every = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
folder = os.environ["RANKSWEEP_RUN_DIR"]
saved = os.environ.get("RANKSWEEP_CHECKPOINT")
step, x = 0, 1.0 + seed
if saved is not None:
    with open(f"{folder}/{saved}", encoding="utf-8") as file:
        step, x = json.load(file)

while step < 30:
    print(json.dumps({"iteration": step, "loss": x * x, "x": x}))
    x -= lr * x
    step += 1
    if step % 3 == 0:
        print(json.dumps({"iteration": step - 1, "test_loss": (x - 0.1) ** 2}))
    if every > 0 and step % every == 0:
        name = f"state-{step}.json"
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            json.dump([step, x], file)
        print(json.dumps({"iteration": step - 1, "checkpoint": name}))
    time.sleep(0.005)
