"""A workload in JAX: one compiled loop over updates, of an epoch at a time where there are batches, so that
little but arithmetic is timed. Gradients are JAX's own."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp

from epochs import epochs
from grid import wants_end_tensor
from jax_objectives import binary_objective, dense_objective
from workload import Workload


class BestTrainer:
    """State on the device; `advance` is one call of a loop that was compiled for any number of iterations."""

    def __init__(self, workload: Workload) -> None:
        make = dense_objective if wants_end_tensor(workload) else binary_objective
        objective = make(workload)
        start, update = (adam if workload.optimizer["kind"] == "adam" else group_rmsprop)(
            workload.optimizer
        )

        def loop(state, data, order, first, iterations):
            def step(i, state):
                parameters, moments = state
                samples = None if order is None else order[i]
                return update(parameters, objective.gradient(parameters, data, samples), moments)

            return jax.lax.fori_loop(first, first + iterations, step, state)

        self.loop = jax.jit(loop, donate_argnums=0)
        self.mean_squared_error = jax.jit(objective.mean_squared_error)
        self.data = objective.data
        self.state = (objective.parameters, start(objective.parameters))
        self.epochs = workload.batches and epochs(workload.batches)
        self.order, self.taken = self.epochs and next(self.epochs), 0
        self._apply(0)

    def advance(self, iterations: int) -> None:
        if self.order is None:
            self._apply(iterations)
            return
        while iterations > 0:
            if self.taken == len(self.order):
                self.order, self.taken = next(self.epochs), 0
            within_epoch = min(iterations, len(self.order) - self.taken)
            self._apply(within_epoch)
            self.taken += within_epoch
            iterations -= within_epoch

    def _apply(self, iterations: int) -> None:
        """So many updates, of the present epoch if there are batches."""
        loop = self.loop(self.state, self.data, self.order, self.taken, iterations)
        self.state = jax.block_until_ready(loop)

    def loss(self) -> float:
        return float(self.mean_squared_error(self.state[0], self.data))


def group_rmsprop(options: dict[str, Any]):
    """v <- alpha v + (1 - alpha) sum ||g||^2, one v for all parameters (Razin et al. 2021)."""
    alpha, learning_rate, epsilon = options["decay"], options["learningRate"], options["epsilon"]

    def start(_):
        return jnp.float32(0), jnp.float32(1)

    def update(parameters, gradients, moments):
        second_moment, power = moments
        power = power * alpha
        second_moment = alpha * second_moment + (1 - alpha) * sum(jnp.vdot(g, g) for g in gradients)
        step = learning_rate / (jnp.sqrt(second_moment / (1 - power)) + epsilon)
        return [p - step * g for p, g in zip(parameters, gradients)], (second_moment, power)

    return start, update


def adam(options: dict[str, Any]):
    """Kingma and Ba 2015, algorithm 1."""
    beta1, beta2 = options["beta1"], options["beta2"]
    learning_rate, epsilon = options["learningRate"], options["epsilon"]

    def start(parameters):
        zeros = [jnp.zeros_like(p) for p in parameters]
        return zeros, [jnp.zeros_like(p) for p in parameters], jnp.float32(0)

    def update(parameters, gradients, moments):
        first, second, t = moments
        t = t + 1
        # 1 - beta^t, which float32 would round to few digits
        correction1, correction2 = (-jnp.expm1(t * math.log(beta)) for beta in (beta1, beta2))
        first = [beta1 * m + (1 - beta1) * g for m, g in zip(first, gradients)]
        second = [beta2 * v + (1 - beta2) * g * g for v, g in zip(second, gradients)]
        moved = [
            p - learning_rate * (m / correction1) / (jnp.sqrt(v / correction2) + epsilon)
            for p, m, v in zip(parameters, first, second)
        ]
        return moved, (first, second, t)

    return start, update
