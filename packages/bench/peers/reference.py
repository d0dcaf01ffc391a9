"""The slow twin of all formulations: float64, one sample after another's definition, gradients without a
derivation."""

from __future__ import annotations

import numpy as np

from workload import Workload


def entries(workload: Workload, parameters: list[np.ndarray]) -> np.ndarray:
    """W_e at the observed index tuples, (n_obs,)."""
    if workload.model == "matrix":
        end = parameters[0]
        for factor in parameters[1:]:
            end = end @ factor
        return end[tuple(workload.indices.T)]
    vectors: list[np.ndarray] = []
    for index, node in enumerate(workload.nodes):
        if not node.children:
            assert node.parameter is not None
            vectors.append(parameters[node.parameter][workload.indices[:, index]])
            continue
        joined = np.prod([vectors[child] for child in node.children], axis=0)
        vectors.append(joined if node.parameter is None else joined @ parameters[node.parameter])
    return vectors[-1].sum(axis=1)


def mean_squared_error(workload: Workload, parameters: list[np.ndarray]) -> float:
    """mean over the observed entries of (W_e - y)^2."""
    return float(np.mean((entries(workload, parameters) - workload.targets.astype(np.float64)) ** 2))


def gradients(workload: Workload, parameters: list[np.ndarray]) -> list[np.ndarray]:
    """Central differences with step 1. W_e is affine in every single element of a parameter, so the loss is a
    quadratic in it, and its central differences are its derivative, whatever the step."""
    result = [np.zeros_like(parameter) for parameter in parameters]
    for parameter, gradient in zip(parameters, result):
        for position in np.ndindex(parameter.shape):
            value = parameter[position]
            parameter[position] = value + 1
            above = mean_squared_error(workload, parameters)
            parameter[position] = value - 1
            below = mean_squared_error(workload, parameters)
            parameter[position] = value
            gradient[position] = (above - below) / 2
    return result


def losses(workload: Workload, updates: int) -> list[float]:
    """The loss at the initial parameters and after each update."""
    parameters = [parameter.astype(np.float64) for parameter in workload.parameters]
    update = _group_rmsprop if workload.optimizer["kind"] == "group-rmsprop" else _adam
    state = [[np.zeros_like(parameter), np.zeros_like(parameter)] for parameter in parameters]
    result = [mean_squared_error(workload, parameters)]
    for t in range(1, updates + 1):
        update(workload.optimizer, parameters, gradients(workload, parameters), state, t)
        result.append(mean_squared_error(workload, parameters))
    return result


def _group_rmsprop(optimizer, parameters, gradient_list, state, t) -> None:
    """Razin et al. 2021: one second moment v for all parameters, here kept in every element of the state."""
    alpha = optimizer["decay"]
    squares = sum(float((gradient**2).sum()) for gradient in gradient_list)
    for parameter, gradient, moments in zip(parameters, gradient_list, state):
        moments[1] = alpha * moments[1] + (1 - alpha) * squares
        root = np.sqrt(moments[1] / (1 - alpha**t))
        parameter -= optimizer["learningRate"] * gradient / (root + optimizer["epsilon"])


def _adam(optimizer, parameters, gradient_list, state, t) -> None:
    """Kingma and Ba 2015, algorithm 1."""
    beta1, beta2 = optimizer["beta1"], optimizer["beta2"]
    for parameter, gradient, moments in zip(parameters, gradient_list, state):
        moments[0] = beta1 * moments[0] + (1 - beta1) * gradient
        moments[1] = beta2 * moments[1] + (1 - beta2) * gradient**2
        root = np.sqrt(moments[1] / (1 - beta2**t))
        parameter -= optimizer["learningRate"] * moments[0] / (1 - beta1**t) / (root + optimizer["epsilon"])
