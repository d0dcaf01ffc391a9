#!/usr/bin/env python3
"""Recomputes losses, errors and accuracies of exported runs from their problem and parameters, by definition and in float64,
and compares them with what was recorded: an independent check of the whole way from a run to its file.

    ranksweep export run:3 --format npz --out run-3.npz && python3 tools/recompute.py run-3.npz

With --next, of two files of a run in batches that are one update apart, it compares the loss of the batch between them:

    python3 tools/recompute.py --next before.npz after.npz

Exit status: 0 all agree, 1 some differ, 2 a file cannot be read or holds nothing to compare.

Letters: N order, d_n dimension of mode n, n_obs observed entries or measurements, W_e the end tensor, y the targets.
"""

from __future__ import annotations

import functools
import json
import sys
from typing import Iterator, Mapping

import numpy as np

# What float32 may change: the loss by this part of it, and every prediction by this part of y's root mean square.
LOSS_ROUNDING = 1e-4
PREDICTION_ROUNDING = 1e-6
ENTRIES_AT_A_TIME = 4096
# In `test_mse_clamped`, a larger square counts as this (Razin et al. 2021).
MOST_SQUARE = 4

Arrays = Mapping[str, np.ndarray]


def chain_entries(parameters: list[np.ndarray], index: np.ndarray) -> np.ndarray:
    """Entries of W_e = W_1 W_2 ... W_L at index tuples (n, 2)."""
    end = parameters[0]
    for factor in parameters[1:]:
        end = end @ factor
    return end[index[:, 0], index[:, 1]]


def tree_entries(nodes: list[dict], parameters: dict[str, np.ndarray], index: np.ndarray) -> np.ndarray:
    """Entries of a factorization on a mode tree at index tuples (n, N).

    A leaf gives its row of the mode's index; another node the elementwise product of its children's vectors, times its
    matrix if it has one. An entry is the sum over the root's vector (Razin et al. 2022, section 3; without matrices this is
    CP).
    """
    vectors: list[np.ndarray] = []
    for node in nodes:
        if not node["children"]:
            vectors.append(parameters[node["parameter"]][index[:, node["modes"][0] - 1]])
            continue
        joined = functools.reduce(np.multiply, [vectors[child] for child in node["children"]])
        vectors.append(joined if node["parameter"] is None else joined @ parameters[node["parameter"]])
    return vectors[-1].sum(axis=1)


def entries(arrays: Arrays, stage: str, index: np.ndarray) -> np.ndarray:
    """Entries of W_e at index tuples (n, N), of the parameters `initial` or `final`."""
    network = json.loads(str(arrays["network"]))
    parameters = {name: arrays[f"{stage}/{name}"].astype(np.float64) for name in network["parameters"]}
    if network["kind"] == "chain":
        return chain_entries(list(parameters.values()), index)
    parts = [index[at : at + ENTRIES_AT_A_TIME] for at in range(0, len(index), ENTRIES_AT_A_TIME)]
    return np.concatenate([tree_entries(network["nodes"], parameters, part) for part in parts])


def predictions(arrays: Arrays, stage: str, observed: str = "observed") -> np.ndarray:
    """What is compared with y: the observed entries of W_e, or <A_k, W_e>; (n_obs,)."""
    if observed in arrays:
        return entries(arrays, stage, arrays[observed])
    dims = arrays["target"].shape
    end = entries(arrays, stage, np.indices(dims).reshape(len(dims), -1).T)
    return arrays["measurements"].reshape(-1, end.size) @ end


def mean_loss(loss: dict, residuals: np.ndarray, y: np.ndarray) -> float:
    """The mean over samples. Huber is SmoothL1: the textbook's, divided by its threshold."""
    size = np.abs(residuals)
    if loss["kind"] == "mse":
        return float(np.mean(residuals**2))
    if loss["kind"] == "l1":
        return float(np.mean(size))
    if loss["kind"] == "huber":
        threshold = loss["threshold"]
        return float(np.mean(np.where(size < threshold, size**2 / (2 * threshold), size - threshold / 2)))
    if loss["kind"] == "logistic":
        return float(np.mean(np.logaddexp(0, -y * (residuals + y))))
    raise ValueError(f"expected loss mse, l1, huber or logistic, found {loss['kind']}")


def right_side(loss: dict, f: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The share of predictions on the side of their label, and of those too close to the middle to tell in float32."""
    distance = f - (0 if loss["kind"] == "logistic" else 1)
    is_right = np.where(y > y.min(), distance > 0, distance < 0)
    return float(np.mean(is_right)), float(np.mean(np.abs(distance) <= LOSS_ROUNDING * np.maximum(1, np.abs(f))))


def recorded_value(arrays: Arrays, metric: str, iteration: int) -> float | None:
    """A metric at an iteration; None where it was not recorded."""
    if f"metrics/{metric}/values" not in arrays:
        return None
    found = arrays[f"metrics/{metric}/values"][arrays[f"metrics/{metric}/iterations"] == iteration]
    return float(found[0]) if found.size else None


def tolerance(loss: dict, residuals: np.ndarray, y: np.ndarray) -> float:
    """How far a loss computed in float32 may be from the one in float64."""
    shift = PREDICTION_ROUNDING * np.sqrt(np.mean(y**2))
    if loss["kind"] == "logistic":  # Its slope is at most 1.
        return LOSS_ROUNDING * mean_loss(loss, residuals, y) + shift
    exact = mean_loss(loss, residuals, y)
    return LOSS_ROUNDING * exact + mean_loss(loss, np.abs(residuals) + shift, y) - exact


def agree(recorded: float, recomputed: float, allowed: float) -> bool:
    """float32 overflows where float64 does not: then there is no finite value to compare."""
    if not np.isfinite(recorded):
        return not np.isfinite(recomputed) or recomputed > np.finfo(np.float32).max
    return abs(recorded - recomputed) <= allowed


MSE = {"kind": "mse"}


def values_at(arrays: Arrays, stage: str, has_batches: bool) -> Iterator[tuple[str, float, float]]:
    """Metrics that parameters alone tell: name, value, and how far float32's may be from it."""
    config = json.loads(str(arrays["config"]))
    loss = config["loss"]
    for part, observed, y_name in (("train", "observed", "y"), ("test", "test/observed", "test/y")):
        if y_name not in arrays:
            continue
        y = arrays[y_name].astype(np.float64)
        f = predictions(arrays, stage, observed)
        r = f - y
        # In batches, the training loss of an epoch is a mean over the parameters on the way.
        if part == "test" or not has_batches or stage == "initial":
            yield f"{part}_loss", mean_loss(loss, r, y), tolerance(loss, r, y)
        yield f"{part}_mse", mean_loss(MSE, r, y), tolerance(MSE, r, y)
        if part == "test":
            yield "test_mse_clamped", float(np.mean(np.minimum(r**2, MOST_SQUARE))), tolerance(MSE, r, y)
        if config["task"]["kind"] == "samples":
            yield f"{part}_accuracy", *right_side(loss, f, y)


def comparison(name: str, iteration: int, recorded: float, recomputed: float, allowed: float) -> tuple[str, bool]:
    good = agree(recorded, recomputed, allowed)
    return (
        f"iteration {iteration}: {name} recorded {recorded:.9g}, recomputed {recomputed:.9g}, "
        f"difference {abs(recorded - recomputed):.2g}: {'agree' if good else 'DIFFER'}",
        good,
    )


def comparisons(arrays: Arrays) -> Iterator[tuple[str, bool | None]]:
    """Lines for the beginning and for the end; True: agrees, None: nothing to compare."""
    has_batches = "batch_order" in arrays
    stages = [("initial", 0)]
    if "final_iteration" in arrays:
        stages.append(("final", int(arrays["final_iteration"])))
    else:
        yield "no final parameters in the file", None
    for stage, iteration in stages:
        found = False
        for name, value, allowed in values_at(arrays, stage, has_batches):
            recorded = recorded_value(arrays, name, iteration)
            if recorded is not None:
                found = True
                yield comparison(name, iteration, recorded, value, allowed)
        if not found:
            yield f"iteration {iteration}: train_loss was not recorded", None


def next_batch(before: Arrays, after: Arrays) -> tuple[str, bool]:
    """The loss of the batch between two files that are one update apart, as far as `train_loss` of the later one tells it."""
    config = json.loads(str(before["config"]))
    loss, size = config["loss"], config["batch"]["size"]
    iteration = int(before["final_iteration"])
    if int(after["final_iteration"]) != iteration + 1:
        raise ValueError(f"expected files one update apart, found {iteration} and {int(after['final_iteration'])} updates")
    n = len(before["y"])
    b = iteration % -(-n // size)
    batch = before["batch_order"][b * size : (b + 1) * size]
    y = before["y"][batch].astype(np.float64)
    r = entries(before, "final", before["observed"][batch]) - y
    samples, objective, _ = before["epoch_sums"]
    mean = (objective + len(batch) * mean_loss(loss, r, y)) / (samples + len(batch))
    recorded = recorded_value(after, "train_loss", iteration + 1)
    if recorded is None:
        raise ValueError(f"expected train_loss at iteration {iteration + 1}, found none")
    return comparison("train_loss", iteration + 1, recorded, mean, tolerance(loss, r, y))


def results_of(paths: list[str], is_next: bool) -> Iterator[tuple[str, str, bool | None]]:
    """Path, line and result of every comparison."""
    if is_next:
        with np.load(paths[0], allow_pickle=False) as before, np.load(paths[1], allow_pickle=False) as after:
            yield paths[1], *next_batch(before, after)
        return
    for path in paths:
        with np.load(path, allow_pickle=False) as arrays:
            for line, good in comparisons(arrays):
                yield path, line, good


def main(words: list[str]) -> int:
    is_next = words[:1] == ["--next"]
    paths = words[1:] if is_next else words
    if not paths or (is_next and len(paths) != 2):
        wanted = "two paths after --next" if is_next else "paths"
        print(f"recompute: expected {wanted} of .npz files made by ranksweep export, found {len(paths)}", file=sys.stderr)
        return 2
    results: dict[str, list[bool | None]] = {}
    try:
        for path, line, good in results_of(paths, is_next):
            print(f"{path}: {line}")
            results.setdefault(path, []).append(good)
    except (OSError, ValueError, KeyError) as error:
        print(f"recompute: expected a run exported as .npz, found {error!r}, in {' or '.join(paths)}", file=sys.stderr)
        return 2
    if any(False in found for found in results.values()):
        return 1
    return 0 if all(True in found for found in results.values()) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
