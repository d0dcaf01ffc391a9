"""All index tuples of some modes, numbered; how the modes of a small tensor split into the two sides of a
matrix."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from workload import PeerError, Workload

LARGEST_END_TENSOR = 1 << 24


def wants_end_tensor(workload: Workload) -> bool:
    """Whether it pays to compute W_e as a whole."""
    return workload.batches is None and prod(workload.dims) <= LARGEST_END_TENSOR


class Grid(NamedTuple):
    """The tuples of `modes`, in that order, of dimensions `dims`; the last one changes fastest."""

    modes: tuple[int, ...]
    dims: tuple[int, ...]

    @property
    def size(self) -> int:
        return prod(self.dims)

    def join(self, other: Grid) -> Grid:
        """All pairs of a tuple of this grid and one of the other."""
        return Grid(self.modes + other.modes, self.dims + other.dims)

    def rank(self, indices: np.ndarray) -> np.ndarray:
        """(n_obs, N) index tuples of all modes to (n_obs,) numbers of their tuples in this grid."""
        return np.ravel_multi_index(tuple(indices[:, mode] for mode in self.modes), self.dims)


def split_children(children: Sequence[int], grids: Sequence[Grid]) -> tuple[Sequence[int], Sequence[int]]:
    """The root's children in two groups whose grids have the fewest tuples in total.

    Raises PeerError where there is nothing to split.
    """
    sizes = [grids[child].size for child in children]
    if len(children) < 2:
        raise PeerError(f"expected a root with two or more children, found {len(children)}, in the mode tree")
    place = min(range(1, len(children)), key=lambda place: prod(sizes[:place]) + prod(sizes[place:]))
    return children[:place], children[place:]
