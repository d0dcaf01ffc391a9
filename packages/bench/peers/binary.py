"""CP over binary modes in the log domain: the logarithm of a sample's product is a sum over its modes.

Each mode has a base index, the one that most samples have. Relative to the sample that has all base
indices, a sample is the set of the modes in which it differs, and `bag_levels` shares what such sets have
in common: distinct patterns of neighbouring modes are summed once, then distinct patterns of neighbouring
patterns, as long as that saves work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from workload import PeerError, Workload

SMALLEST_FACTOR = 1e-30
"""Stands for a factor of zero. A product with it is zero to float32's eyes, and the derivative with respect
to it, product / factor, is still the product of the other factors."""

SAFE_RATIO = 0.01
"""The gradient of a base factor, as a difference of sums over samples, loses digits where the factor is
much smaller than the other of its mode. While the smallest factor is at least this much of the largest,
that is harmless."""


@dataclass(frozen=True)
class BinaryModes:
    """base: (N,) the index of each mode that most samples have. varying: (V,) modes that not all samples
    have at it. differs: (n_obs, V) bool, whether a sample differs from the base there."""

    base: np.ndarray
    varying: np.ndarray
    differs: np.ndarray


def binary_modes(workload: Workload) -> BinaryModes:
    """Raises PeerError unless the workload is a CP without linear output, all of whose dimensions are 2."""
    if workload.model != "cp" or set(workload.dims) != {2} or workload.nodes[-1].parameter is not None:
        raise PeerError(
            f"expected a small end tensor, or a cp model without linear output and with dims of 2 only; "
            f"found {workload.model} with dims {sorted(set(workload.dims))}, in {workload.name}"
        )
    base = (2 * workload.indices.sum(axis=0) > len(workload.indices)).astype(np.int64)
    differs = workload.indices != base
    varying = np.flatnonzero(differs.any(axis=0))
    return BinaryModes(base, varying, differs[:, varying])


class Bags(NamedTuple):
    """Sums of rows: sum k is of rows members[starts[k]], ..., members[starts[k + 1] - 1] (the last: to the
    end)."""

    members: np.ndarray
    starts: np.ndarray


def bag_levels(differs: np.ndarray) -> list[Bags]:
    """Sums by levels. Rows 0, ..., V - 1 are the varying modes, then come the sums of each level, which are
    of rows of earlier levels; the last level has the samples' own sums, (n_obs)."""
    n_obs, row_count = differs.shape
    groups = [np.where(column, row, -1) for row, column in enumerate(differs.T)]  # (n_obs,) rows; -1: none
    levels: list[Bags] = []
    while True:
        merged: list[np.ndarray] = []
        pairs: list[np.ndarray] = []
        for first, second in zip(groups[::2], groups[1::2]):
            group, new_pairs = _merge(first, second, row_count + sum(len(rows) for rows in pairs))
            merged.extend([first, second] if group is None else [group])
            pairs.append(new_pairs)
        merged.extend(groups[len(groups) - len(groups) % 2 :])
        new_rows = np.concatenate(pairs) if pairs else np.empty((0, 2), np.int64)
        if len(merged) == len(groups):
            break
        levels.append(Bags(new_rows.ravel(), np.arange(0, new_rows.size, 2)))
        row_count += len(new_rows)
        groups = merged
    rows = np.stack(groups, axis=1) if groups else np.empty((n_obs, 0), np.int64)
    present = rows >= 0
    starts = np.concatenate([[0], np.cumsum(present.sum(axis=1))[:-1]])
    return [*levels, Bags(rows[present], starts)]


def _merge(first: np.ndarray, second: np.ndarray, next_row: int) -> tuple[np.ndarray | None, np.ndarray]:
    """One group in place of two, with the pairs of rows (new rows, 2) that it sums; None where that is more
    work."""
    both = (first >= 0) & (second >= 0)
    pairs, number = np.unique(np.stack([first[both], second[both]], axis=1), axis=0, return_inverse=True)
    # A merged sample saves a gather; a new row costs two, and is written and read.
    if 3 * len(pairs) > both.sum() > 0:
        return None, pairs[:0]
    group = np.maximum(first, second)
    group[both] = next_row + number.ravel()
    return group, pairs


def transposed_bags(levels: list[Bags], row_count: int) -> list[Bags]:
    """For the gradient: by level (the modes first, without the samples), which later rows contain each of
    its rows."""
    sizes = [row_count, *(len(level.starts) for level in levels)]
    first_rows = np.cumsum([0, *sizes])
    members = np.concatenate([level.members for level in levels])
    owners = np.concatenate(
        [
            np.repeat(first + np.arange(len(level.starts)), np.diff([*level.starts, len(level.members)]))
            for first, level in zip(first_rows[1:], levels)
        ]
    )
    order = np.argsort(members, kind="stable")
    counts = np.bincount(members, minlength=first_rows[-1])
    ends = np.cumsum(counts)
    result = []
    for first, size in zip(first_rows, sizes[:-1]):
        rows = slice(first, first + size)
        begin, end = (ends[first] - counts[first], ends[first + size - 1]) if size else (0, 0)
        result.append(Bags(owners[order[begin:end]], ends[rows] - counts[rows] - begin))
    return result
