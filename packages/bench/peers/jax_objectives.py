"""The mean squared error of a workload as functions that JAX differentiates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from binary import SAFE_RATIO, SMALLEST_FACTOR, binary_modes
from end_function import end_function
from workload import Workload

Parameters = list[jax.Array]


class Objective(NamedTuple):
    """Initial parameters, and functions of parameters and data. Data are handed over at each call because
    large constants make compilation slow. The gradient is also of the samples that it is taken over; None
    stands for all."""

    parameters: Parameters
    data: Any
    gradient: Callable[[Parameters, Any, jax.Array | None], Parameters]
    mean_squared_error: Callable[[Parameters, Any], jax.Array]


def dense_objective(workload: Workload) -> Objective:
    """The whole end tensor, of which each node is evaluated once per distinct index tuple of its modes."""
    function = end_function(workload)
    end = function.end

    def value(parameters, data):
        weight, target, _, _ = data
        tensor = end(parameters)
        return jnp.sum(tensor * (weight * tensor - 2 * target))

    def mean_squared_error(parameters, data):
        _, _, entries, targets = data
        return jnp.mean((end(parameters).ravel()[entries] - targets) ** 2)

    parameters = [jnp.asarray(parameter) for parameter in workload.parameters]
    data = tuple(map(jnp.asarray, function.data))
    gradient = jax.grad(value)
    return Objective(
        parameters, data, lambda parameters, data, _: gradient(parameters, data), mean_squared_error
    )


MOST_ROWS = 1000
"""Of a matrix product: so many samples, as float32, stay in a cache between their two products."""


def binary_objective(workload: Workload) -> Objective:
    """CP over binary modes in the log domain (binary.py) by matrix products: XLA is slow at sums of gathered
    rows. Matrices have the components as rows, which XLA multiplies faster."""
    modes = binary_modes(workload)
    varying, base = modes.varying, modes.base
    fixed = np.setdiff1d(np.arange(len(base)), varying)

    def split(rows):
        """(N, 2, R) to columns of the varying modes at their base and off it, (R, V) each, and the sum of the
        others', (R, 1)."""
        return (
            rows[varying, base[varying]].T,
            rows[varying, 1 - base[varying]].T,
            rows[fixed, base[fixed]].sum(axis=0)[:, None],
        )

    def plain_terms(factors):
        """For positive factors."""
        own, other, constant = split(jnp.log(factors))
        return other - own, own.sum(axis=1, keepdims=True) + constant

    def plain_products(terms, differs):
        """(R, n)."""
        difference, constant = terms
        return jnp.exp(difference @ differs.T + constant)

    def careful_terms(factors):
        """For all factors, and with no difference of sums in the derivative."""
        # Zeros are replaced in value only: the derivative goes to the parameter itself.
        factors = jnp.where(jnp.abs(factors) < SMALLEST_FACTOR, SMALLEST_FACTOR + factors, factors)
        is_negative = jax.lax.stop_gradient(factors < 0).astype(jnp.float32)
        return split(jnp.log(jnp.abs(factors))), split(is_negative)

    def careful_products(terms, differs):
        """(R, n)."""
        logarithms, negatives = (
            other @ differs.T + own @ (1 - differs).T + constant for own, other, constant in terms
        )
        return (1 - 2 * (negatives % 2)) * jnp.exp(logarithms)

    def summed(of_rows, differs, targets):
        """Sum over all samples of a function of some."""
        rows = max(n for n in range(1, MOST_ROWS + 1) if len(targets) % n == 0)
        chunks = (differs.reshape(-1, rows, len(varying)), targets.reshape(-1, rows))

        def add(total, chunk):
            return jax.tree.map(jnp.add, total, of_rows(chunk[0].astype(jnp.float32), chunk[1])), None

        shapes = jax.eval_shape(of_rows, jax.ShapeDtypeStruct(chunks[0].shape[1:], jnp.float32), chunks[1][0])
        zeros = jax.tree.map(lambda shape: jnp.zeros(shape.shape, shape.dtype), shapes)
        return jax.lax.scan(add, zeros, chunks)[0]

    def squares(products):
        """Sum of squared residuals as a function of terms, and of some samples."""
        return lambda terms, differs, targets: jnp.sum((products(terms, differs).sum(axis=0) - targets) ** 2)

    def gradient_by(terms_of, products):
        def gradient(factors, differs, targets):
            terms, pull_back = jax.vjp(terms_of, factors)
            slope = jax.grad(squares(products))
            of_terms = summed(lambda *rows: slope(terms, *rows), differs, targets)
            (result,) = pull_back(of_terms)
            return result / len(targets)

        return gradient

    def gradient(parameters, data, samples):
        (factors,) = parameters
        differs, targets = data if samples is None else (data[0][samples], data[1][samples])
        is_plain = factors.min() > SAFE_RATIO * jnp.abs(factors).max()
        plain, careful = (
            gradient_by(plain_terms, plain_products),
            gradient_by(careful_terms, careful_products),
        )
        return [jax.lax.cond(is_plain, plain, careful, factors, differs, targets)]

    def mean_squared_error(parameters, data):
        terms = careful_terms(parameters[0])
        return summed(lambda *rows: squares(careful_products)(terms, *rows), *data) / len(data[1])

    data = (jnp.asarray(modes.differs, jnp.uint8), jnp.asarray(workload.targets))
    return Objective([jnp.asarray(np.stack(workload.parameters))], data, gradient, mean_squared_error)
