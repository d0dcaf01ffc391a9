"""W_e as a function of the parameters, in operations that the arrays of JAX and of PyTorch both have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from grid import Grid, split_children
from workload import Workload


class EndFunction(NamedTuple):
    """end: parameters to W_e, a matrix. data: `weight` and `target`, of W_e's shape; the observed `entries` of
    the flattened W_e, and the `targets`, (n_obs,) each. For entries of W_e that are all there,
    mean (W_e - y)^2 = sum of weight W_e^2 - 2 target W_e, and a constant."""

    end: Callable[[Sequence[Any]], Any]
    data: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def end_function(workload: Workload) -> EndFunction:
    """Each node is evaluated once per distinct index tuple of its modes."""
    row_grid, column_grid, end = _chain(workload) if workload.model == "matrix" else _tree(workload)
    entries = row_grid.join(column_grid).rank(workload.indices)
    shape = (row_grid.size, column_grid.size)

    def mean(weights):
        sums = np.bincount(entries, weights, minlength=row_grid.size * column_grid.size)
        return (sums / len(entries)).reshape(shape).astype(np.float32)

    return EndFunction(end, (mean(None), mean(workload.targets), entries, workload.targets))


def _chain(workload: Workload) -> tuple[Grid, Grid, Callable[[Sequence[Any]], Any]]:
    def end(parameters):
        product = parameters[0]
        for factor in parameters[1:]:
            product = product @ factor
        return product

    return Grid((0,), workload.dims[:1]), Grid((1,), workload.dims[1:]), end


def _tree(workload: Workload) -> tuple[Grid, Grid, Callable[[Sequence[Any]], Any]]:
    """W_e as a matrix whose rows and columns are the tuples of the two groups of the root's children."""
    grids: list[Grid] = []
    for index, node in enumerate(workload.nodes[:-1]):
        leaf = Grid((index,), workload.dims[index : index + 1])
        grids.append(_joined(Grid.join, [grids[child] for child in node.children]) if node.children else leaf)
    root = workload.nodes[-1]
    left, right = split_children(root.children, grids)

    def end(parameters):
        values: list[Any] = []

        def joined(children):
            return _joined(_khatri_rao, [values[child] for child in children])

        for node in workload.nodes[:-1]:
            matrix = None if node.parameter is None else parameters[node.parameter]
            if not node.children:
                values.append(matrix)
            else:
                values.append(joined(node.children) if matrix is None else joined(node.children) @ matrix)
        rows = joined(left) if root.parameter is None else joined(left) * parameters[root.parameter].T
        return rows @ joined(right).T

    return _joined(Grid.join, [grids[c] for c in left]), _joined(Grid.join, [grids[c] for c in right]), end


def _joined(join: Callable, parts: Sequence):
    result = parts[0]
    for part in parts[1:]:
        result = join(result, part)
    return result


def _khatri_rao(a, b):
    """(m, R) and (n, R) to (m n, R)."""
    return (a[:, None] * b[None]).reshape(-1, a.shape[1])
