"""Cohorts: runs of equal shape that advance together. What formulations of every framework share of them.

B is the number of runs of a cohort, the first axis of all its arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from grid import wants_end_tensor
from workload import PeerError, Workload, read_workload


class CohortTrainer(Protocol):
    """A cohort in one framework and formulation."""

    def advance(self, iterations: int) -> None:
        """Applies that many updates to every run, and returns once they are computed."""

    def losses(self) -> Sequence[float]:
        """Of every run, the mean squared error over all its observed entries at the present parameters."""


def read_members(folder: Path) -> list[Workload]:
    """The runs `member-0`, `member-1`, ... of a folder, whose shapes are equal.

    Raises PeerError where there are none, or where one is not a workload that cohorts are of.
    """
    paths = [folder / f"member-{i}" for i in range(sum(1 for _ in folder.glob("member-*")))]
    if not paths:
        raise PeerError(f"expected folders member-0, member-1, ..., found none in {folder}")
    members = [read_workload(path) for path in paths]
    for path, member in zip(paths, members):
        if not wants_end_tensor(member):
            raise PeerError(f"expected a run without batches on a small tensor, found another, in {path}")
    return members


def spread(arrays: Sequence[np.ndarray], cohort: int) -> tuple[np.ndarray, np.ndarray]:
    """One array of each member, stacked, and which of them each run of the cohort has, (B,): members are
    handed out in turn."""
    return np.stack(arrays), np.arange(cohort) % len(arrays)


CHUNKS = (50, 10, 1)
"""Updates that are recorded or compiled as a whole. Requests are mostly for multiples of the first."""


def chunks(iterations: int) -> Iterator[int]:
    """Sizes of chunks that together are so many updates."""
    for size in CHUNKS:
        for _ in range(iterations // size):
            yield size
        iterations %= size
