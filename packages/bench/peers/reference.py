"""The slow twin of all formulations: float64, one sample after another's definition, gradients without a
derivation."""

from __future__ import annotations

import numpy as np

from workload import Workload


def entries(workload: Workload, parameters: list[np.ndarray], samples: np.ndarray) -> np.ndarray:
    """W_e at the index tuples of those samples, (n,)."""
    indices = workload.indices[samples]
    if workload.model == "matrix":
        end = parameters[0]
        for factor in parameters[1:]:
            end = end @ factor
        return end[tuple(indices.T)]
    vectors: list[np.ndarray] = []
    for index, node in enumerate(workload.nodes):
        if not node.children:
            assert node.parameter is not None
            vectors.append(parameters[node.parameter][indices[:, index]])
            continue
        joined = np.prod([vectors[child] for child in node.children], axis=0)
        vectors.append(joined if node.parameter is None else joined @ parameters[node.parameter])
    return vectors[-1].sum(axis=1)


def mean_squared_error(workload: Workload, parameters: list[np.ndarray], samples: np.ndarray) -> float:
    """mean over those samples of (W_e - y)^2."""
    y = workload.targets[samples].astype(np.float64)
    return float(np.mean((entries(workload, parameters, samples) - y) ** 2))


def gradients(workload: Workload, parameters: list[np.ndarray], samples: np.ndarray) -> list[np.ndarray]:
    """Central differences with step 1. W_e is affine in every single element of a parameter, so the loss is a
    quadratic in it, and its central differences are its derivative, whatever the step."""
    result = [np.zeros_like(parameter) for parameter in parameters]
    for parameter, gradient in zip(parameters, result):
        for position in np.ndindex(parameter.shape):
            value = parameter[position]
            parameter[position] = value + 1
            above = mean_squared_error(workload, parameters, samples)
            parameter[position] = value - 1
            below = mean_squared_error(workload, parameters, samples)
            parameter[position] = value
            gradient[position] = (above - below) / 2
    return result


def losses(workload: Workload, updates: int) -> list[float]:
    """The loss over all samples at the initial parameters and after each update."""
    parameters = [parameter.astype(np.float64) for parameter in workload.parameters]
    update = _group_rmsprop if workload.optimizer["kind"] == "group-rmsprop" else _adam
    state = [[np.zeros_like(parameter), np.zeros_like(parameter)] for parameter in parameters]
    everything = np.arange(len(workload.targets))
    result = [mean_squared_error(workload, parameters, everything)]
    for t in range(1, updates + 1):
        samples = _samples_of(workload, t)
        update(workload.optimizer, parameters, gradients(workload, parameters, samples), state, t)
        result.append(mean_squared_error(workload, parameters, everything))
    return result


def _samples_of(workload: Workload, t: int) -> np.ndarray:
    """Of update t = 1, 2, ..."""
    if workload.batches is None:
        return np.arange(len(workload.targets))
    size = workload.batches.size
    return workload.batches.order.ravel()[(t - 1) * size : t * size]


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
