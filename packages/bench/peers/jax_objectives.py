"""The mean squared error of a workload as functions that JAX differentiates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from binary import SAFE_RATIO, SMALLEST_FACTOR, binary_modes
from grid import Grid, split_children
from workload import Workload

Parameters = list[jax.Array]


class Objective(NamedTuple):
    """Initial parameters, and functions of parameters and data. Data are handed over at each call because
    large constants make compilation slow."""

    parameters: Parameters
    data: Any
    gradient: Callable[[Parameters, Any], Parameters]
    mean_squared_error: Callable[[Parameters, Any], jax.Array]


def dense_objective(workload: Workload) -> Objective:
    """The whole end tensor, of which each node is evaluated once per distinct index tuple of its modes."""
    row_grid, column_grid, end = _chain(workload) if workload.model == "matrix" else _tree(workload)
    entries = row_grid.join(column_grid).rank(workload.indices)
    shape, n_obs = (row_grid.size, column_grid.size), len(entries)
    # mean (W_e - y)^2 = sum over all entries of weight W_e^2 - 2 target W_e, and a constant.
    weight = np.bincount(entries, minlength=row_grid.size * column_grid.size) / n_obs
    target = np.bincount(entries, workload.targets, minlength=row_grid.size * column_grid.size) / n_obs

    def value(parameters, data):
        weight, target, _, _ = data
        tensor = end(parameters)
        return jnp.sum(tensor * (weight * tensor - 2 * target))

    def mean_squared_error(parameters, data):
        _, _, entries, targets = data
        return jnp.mean((end(parameters).ravel()[entries] - targets) ** 2)

    parameters = [jnp.asarray(parameter) for parameter in workload.parameters]
    weight, target = weight.reshape(shape).astype(np.float32), target.reshape(shape).astype(np.float32)
    data = tuple(map(jnp.asarray, (weight, target, entries, workload.targets)))
    return Objective(parameters, data, jax.grad(value), mean_squared_error)


def _chain(workload: Workload) -> tuple[Grid, Grid, Callable[[Parameters], jax.Array]]:
    def end(parameters):
        product = parameters[0]
        for factor in parameters[1:]:
            product = product @ factor
        return product

    return Grid((0,), workload.dims[:1]), Grid((1,), workload.dims[1:]), end


def _tree(workload: Workload) -> tuple[Grid, Grid, Callable[[Parameters], jax.Array]]:
    """W_e as a matrix whose rows and columns are the tuples of the two groups of the root's children."""
    grids: list[Grid] = []
    for index, node in enumerate(workload.nodes[:-1]):
        leaf = Grid((index,), workload.dims[index : index + 1])
        grids.append(_joined(Grid.join, [grids[child] for child in node.children]) if node.children else leaf)
    root = workload.nodes[-1]
    left, right = split_children(root.children, grids)

    def end(parameters):
        values: list[jax.Array] = []

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


def _khatri_rao(a: jax.Array, b: jax.Array) -> jax.Array:
    """(m, R) and (n, R) to (m n, R)."""
    return (a[:, None] * b[None]).reshape(-1, a.shape[1])


def binary_objective(workload: Workload) -> Objective:
    """CP over binary modes in the log domain (binary.py) by one matrix product: XLA is slow at sums of
    gathered rows."""
    modes = binary_modes(workload)
    varying, base = modes.varying, modes.base
    fixed = np.setdiff1d(np.arange(len(base)), varying)

    def split(rows):
        """(N, 2, R) to rows of the varying modes at their base and off it, (V, R) each, and the sum of the
        others'."""
        return (
            rows[varying, base[varying]],
            rows[varying, 1 - base[varying]],
            rows[fixed, base[fixed]].sum(axis=0),
        )

    def plain(factors, differs):
        """(n_obs,) entries, for positive factors."""
        own, other, constant = split(jnp.log(factors))
        return jnp.exp(differs @ (other - own) + own.sum(axis=0) + constant).sum(axis=1)

    def careful(factors, differs):
        """(n_obs,) entries, for all factors, and with no difference of sums in the derivative."""

        def sample_sums(rows):
            own, other, constant = split(rows)
            return differs @ other + (1 - differs) @ own + constant

        # Zeros are replaced in value only: the derivative goes to the parameter itself.
        factors = jnp.where(jnp.abs(factors) < SMALLEST_FACTOR, SMALLEST_FACTOR + factors, factors)
        odd = sample_sums(jax.lax.stop_gradient(factors < 0).astype(jnp.float32)) % 2
        return ((1 - 2 * odd) * jnp.exp(sample_sums(jnp.log(jnp.abs(factors))))).sum(axis=1)

    def error_of(predictions):
        return lambda parameters, data: jnp.mean((predictions(parameters[0], data[0]) - data[1]) ** 2)

    def gradient(parameters, data):
        is_plain = parameters[0].min() > SAFE_RATIO * jnp.abs(parameters[0]).max()
        return jax.lax.cond(
            is_plain, jax.grad(error_of(plain)), jax.grad(error_of(careful)), parameters, data
        )

    data = (jnp.asarray(modes.differs, jnp.float32), jnp.asarray(workload.targets))
    return Objective([jnp.asarray(np.stack(workload.parameters))], data, gradient, error_of(careful))
