"""Completes a matrix by gradient descent on its factors, from a problem and initial factors that ranksweep has exported.

    python3 factorization.py problem.npz --rate 0.2 --iterations 2000 --every 20

Letters: W_1, ..., W_L the factors; W_e = W_1 ... W_L their product, a matrix; y its wanted entries at the places `observed`.
"""

import argparse
import json

import numpy as np

options = argparse.ArgumentParser()
options.add_argument("problem", help="a file of ranksweep export --format npz")
options.add_argument("--rate", type=float, default=0.2)
options.add_argument("--iterations", type=int, default=2000)
options.add_argument("--every", type=int, default=20, help="iterations between snapshots")
options = options.parse_args()

problem = np.load(options.problem)
target = problem["target"].astype(float)
rows, columns = problem["observed"].T
y = problem["y"].astype(float)
names = json.loads(str(problem["network"]))["parameters"]
factors = [problem[f"initial/{name}"].astype(float) for name in names]


def product(matrices):
    """The product of matrices in their order; the identity if there are none."""
    return np.linalg.multi_dot([np.eye(len(target)), np.eye(len(target)), *matrices])


for iteration in range(options.iterations + 1):
    end_matrix = product(factors)
    residual = end_matrix[rows, columns] - y
    if iteration % options.every == 0:
        snapshot = {
            "iteration": iteration,
            "train_loss": np.mean(residual**2),
            "reconstruction_error": np.linalg.norm(end_matrix - target) / np.linalg.norm(target),
        }
        singular_values = np.linalg.svd(end_matrix, compute_uv=False)
        snapshot.update({f"singular_value_{i + 1}": value for i, value in enumerate(singular_values[:3])})
        print(json.dumps(snapshot))
    # Of the mean squared residual with respect to W_e: a matrix that is 0 where nothing is observed.
    gradient = np.zeros_like(end_matrix)
    gradient[rows, columns] = 2 * residual / len(y)
    factors = [
        factor - options.rate * product(factors[:i]).T @ gradient @ product(factors[i + 1 :]).T
        for i, factor in enumerate(factors)
    ]
