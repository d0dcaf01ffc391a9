"""Cohorts in JAX: `vmap` over the update of one run, scanned over many updates, compiled as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from cohort import chunks, spread
from end_function import end_function
from jax_best import adam, group_rmsprop
from jax_objectives import dense_objective
from workload import Workload

# On GPUs JAX would round operands of products to TF32 otherwise.
jax.config.update("jax_default_matmul_precision", "highest")


def on_device(arrays: Sequence[np.ndarray], cohort: int) -> jax.Array:
    """(B, ...): a copy for every run."""
    distinct, which = spread(arrays, cohort)
    return jnp.asarray(distinct)[which]


class ScanTrainer:
    """State on the device; a compiled scan for each number of updates that `chunks` takes at once."""

    def __init__(self, members: Sequence[Workload], cohort: int) -> None:
        objective = dense_objective(members[0])
        start, update = (adam if members[0].optimizer["kind"] == "adam" else group_rmsprop)(
            members[0].optimizer
        )
        parameters = [on_device(a, cohort) for a in zip(*(member.parameters for member in members))]
        self.data = tuple(
            on_device(a, cohort) for a in zip(*(end_function(member).data for member in members))
        )
        self.state = (parameters, jax.vmap(start)(parameters))

        @jax.vmap
        def step(state, data):
            parameters, moments = state
            return update(parameters, objective.gradient(parameters, data, None), moments)

        @partial(jax.jit, donate_argnums=0, static_argnums=2)
        def scan(state, data, updates):
            return jax.lax.scan(lambda state, _: (step(state, data), None), state, length=updates)[0]

        self.scan = scan
        self.mean_squared_errors = jax.jit(jax.vmap(objective.mean_squared_error))

    def advance(self, iterations: int) -> None:
        for size in chunks(iterations):
            self.state = self.scan(self.state, self.data, size)
        jax.block_until_ready(self.state)

    def losses(self) -> list[float]:
        return self.mean_squared_errors(self.state[0], self.data).tolist()
