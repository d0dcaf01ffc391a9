#!/usr/bin/env python3
"""Recomputes the loss of exported runs from their problem and parameters, by definition and in float64, and compares it
with what was recorded: an independent check of the whole way from a run to its file.

    ranksweep export run:3 --format npz --out run-3.npz && python3 tools/recompute.py run-3.npz

Exit status: 0 all agree, 1 some differ, 2 a file cannot be read or holds nothing to compare.

Letters: N order, d_n dimension of mode n, n_obs observed entries or measurements, W_e the end tensor, y the targets.
"""

from __future__ import annotations

import json
import sys
from typing import Iterator, Mapping

import numpy as np

# What float32 may change: the loss by this part of it, and every prediction by this part of y's root mean square.
LOSS_ROUNDING = 1e-4
PREDICTION_ROUNDING = 1e-6
ENTRIES_AT_A_TIME = 4096

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
        joined = np.prod([vectors[child] for child in node["children"]], axis=0)
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


def predictions(arrays: Arrays, stage: str) -> np.ndarray:
    """What is compared with y: the observed entries of W_e, or <A_k, W_e>; (n_obs,)."""
    if "observed" in arrays:
        return entries(arrays, stage, arrays["observed"])
    dims = arrays["target"].shape
    end = entries(arrays, stage, np.indices(dims).reshape(len(dims), -1).T)
    return arrays["measurements"].reshape(-1, end.size) @ end


def mean_loss(loss: dict, residuals: np.ndarray) -> float:
    """The mean over samples. Huber is SmoothL1: the textbook's, divided by its threshold."""
    size = np.abs(residuals)
    if loss["kind"] == "mse":
        return float(np.mean(residuals**2))
    if loss["kind"] == "l1":
        return float(np.mean(size))
    if loss["kind"] == "huber":
        threshold = loss["threshold"]
        return float(np.mean(np.where(size < threshold, size**2 / (2 * threshold), size - threshold / 2)))
    raise ValueError(f"expected loss mse, l1 or huber, found {loss['kind']}")


def recorded_loss(arrays: Arrays, iteration: int) -> float | None:
    """`train_loss` at an iteration; None where it was not recorded."""
    if "metrics/train_loss/values" not in arrays:
        return None
    found = arrays["metrics/train_loss/values"][arrays["metrics/train_loss/iterations"] == iteration]
    return float(found[0]) if found.size else None


def tolerance(loss: dict, residuals: np.ndarray, y: np.ndarray) -> float:
    """How far a loss computed in float32 may be from the one in float64."""
    shift = PREDICTION_ROUNDING * np.sqrt(np.mean(y**2))
    exact = mean_loss(loss, residuals)
    return LOSS_ROUNDING * exact + mean_loss(loss, np.abs(residuals) + shift) - exact


def agree(recorded: float, recomputed: float, allowed: float) -> bool:
    """float32 overflows where float64 does not: then there is no finite value to compare."""
    if not np.isfinite(recorded):
        return not np.isfinite(recomputed) or recomputed > np.finfo(np.float32).max
    return abs(recorded - recomputed) <= allowed


def comparisons(arrays: Arrays) -> Iterator[tuple[str, bool | None]]:
    """One line for the beginning and one for the end; True: agrees, None: nothing to compare."""
    loss = json.loads(str(arrays["config"]))["loss"]
    y = arrays["y"].astype(np.float64)
    stages = [("initial", 0)]
    if "final_iteration" in arrays:
        stages.append(("final", int(arrays["final_iteration"])))
    else:
        yield "no final parameters in the file", None
    for stage, iteration in stages:
        recorded = recorded_loss(arrays, iteration)
        if recorded is None:
            yield f"iteration {iteration}: train_loss was not recorded", None
            continue
        residuals = predictions(arrays, stage) - y
        recomputed = mean_loss(loss, residuals)
        good = agree(recorded, recomputed, tolerance(loss, residuals, y))
        yield (
            f"iteration {iteration}: {loss['kind']} recorded {recorded:.9g}, recomputed {recomputed:.9g}, "
            f"difference {abs(recorded - recomputed):.2g}: {'agree' if good else 'DIFFER'}",
            good,
        )


def main(paths: list[str]) -> int:
    if not paths:
        print("recompute: expected paths of .npz files made by ranksweep export, found none", file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        try:
            with np.load(path, allow_pickle=False) as arrays:
                results = []
                for line, good in comparisons(arrays):
                    print(f"{path}: {line}")
                    results.append(good)
        except (OSError, ValueError, KeyError) as error:
            print(f"recompute: expected a run exported as .npz, found {error!r}, in {path}", file=sys.stderr)
            return 2
        if False in results:
            status = 1
        elif True not in results and status == 0:
            status = 2
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
