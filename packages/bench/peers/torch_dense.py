"""The whole end tensor and its gradient by hand, for matrices and for tensors of not too many entries.

Each node of a mode tree is evaluated once per distinct index tuple of its modes (all of them: a dense
product) where the definition evaluates it once per sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import torch

from end_function import end_function
from grid import Grid, split_children
from torch_flat import FlatParameters, Variable
from torch_steps import Steps
from workload import Workload


class DenseObjective:
    """The mean squared error over the observed entries of W_e, and its gradient."""

    def __init__(self, workload: Workload, parameters: FlatParameters) -> None:
        steps = Steps()
        end = end_tensor(workload, parameters.variables, steps)
        self.end = end.value.view(-1)
        weight, target, self.entries, self.targets = map(torch.from_numpy, end_function(workload).data)
        slope, offset = 2 * weight, -2 * target  # dL/dW_e = slope * W_e + offset
        self.forward = steps.forward
        self.all_steps = [
            *steps.forward,
            partial(torch.addcmul, offset, slope, end.value, out=end.gradient),
            *reversed(steps.backward),
        ]

    def differentiate(self, _: np.ndarray) -> None:
        """Fills the gradients of all parameters, of the error over all entries."""
        for step in self.all_steps:
            step()

    def loss(self) -> float:
        """At the present parameters."""
        for step in self.forward:
            step()
        return (self.end[self.entries] - self.targets).square().mean().item()


def end_tensor(workload: Workload, parameters: Sequence[Variable], steps: Steps) -> Variable:
    """W_e as the matrix that `end_function` makes of it, one for each run where parameters are a cohort's."""
    return (_chain if workload.model == "matrix" else _tree)(workload, parameters, steps)


def _chain(workload: Workload, factors: Sequence[Variable], steps: Steps) -> Variable:
    end = factors[0]
    for factor in factors[1:]:
        end = steps.product(end, factor)
    return end


def _tree(workload: Workload, parameters: Sequence[Variable], steps: Steps) -> Variable:
    grids: list[Grid] = []
    values: list[Variable] = []

    def joined(children: Sequence[int]) -> tuple[Grid, Variable]:
        grid, value = grids[children[0]], values[children[0]]
        for child in children[1:]:
            grid, value = grid.join(grids[child]), steps.khatri_rao(value, values[child])
        return grid, value

    for index, node in enumerate(workload.nodes[:-1]):
        matrix = None if node.parameter is None else parameters[node.parameter]
        if node.children:
            grid, value = joined(node.children)
            value = value if matrix is None else steps.product(value, matrix)
        else:
            assert matrix is not None
            grid, value = Grid((index,), (workload.dims[index],)), matrix
        grids.append(grid)
        values.append(value)

    root = workload.nodes[-1]
    (row_grid, rows), (column_grid, columns) = map(joined, split_children(root.children, grids))
    if root.parameter is not None and row_grid.size <= column_grid.size:
        rows = steps.scaled(rows, parameters[root.parameter])
    elif root.parameter is not None:
        columns = steps.scaled(columns, parameters[root.parameter])
    return steps.product(rows, Variable(columns.value.mT, columns.gradient.mT))
