"""What a benchmark asks a peer to train: a folder with `workload.json` and its .npy arrays, read and
checked.

Letters, here and in all files of this folder: N order (number of modes), d_n dimension of mode n, n_obs
observed entries, R width, W_e the end tensor, y the targets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np


class PeerError(Exception):
    """A mistake of the caller, told as what was expected, what was found, and where."""


class Trainer(Protocol):
    """One workload in one framework and formulation."""

    def advance(self, iterations: int) -> None:
        """Applies that many updates, and returns once they are computed."""

    def loss(self) -> float:
        """Mean squared error over all observed entries at the present parameters."""


@dataclass(frozen=True)
class Node:
    """A node of a mode tree: multiplies the product of its children's vectors by its parameter, if it has
    one."""

    children: tuple[int, ...]
    parameter: int | None


@dataclass(frozen=True)
class Batches:
    """How mini-batches are drawn. size: samples of an update; it divides n_obs. order: (epochs, n_obs) int32,
    the samples of the first epochs in the order in which they are taken. Later epochs are shuffled by the
    peer."""

    size: int
    order: np.ndarray


@dataclass(frozen=True)
class Workload:
    """A factorization at its initial parameters, with the entries to fit by their mean squared error.

    parameters: float32 matrices, (rows, cols) each. For a `matrix` model W_e is their product in this
    order. nodes: of `cp` and `hierarchical` models, bottom up: node n < N is the leaf of mode n, the last
    one is the root, and an entry of W_e is the sum over the root's vector. Empty for `matrix`. indices:
    (n_obs, N) int32, zero-based. targets: (n_obs,) float32. batches: None where every update takes all
    entries.
    """

    name: str
    model: str
    dims: tuple[int, ...]
    optimizer: dict[str, Any]
    parameters: tuple[np.ndarray, ...]
    nodes: tuple[Node, ...]
    indices: np.ndarray
    targets: np.ndarray
    batches: Batches | None = None


OPTIMIZERS = {
    "group-rmsprop": {"learningRate", "decay", "epsilon"},
    "adam": {"learningRate", "beta1", "beta2", "epsilon"},
}
MODELS = ("matrix", "cp", "hierarchical")


def read_workload(folder: Path) -> Workload:
    """Reads FOLDER/workload.json and the arrays that it names.

    Raises PeerError where a file is missing, or where its contents are not a workload.
    """
    path = folder / "workload.json"
    if not path.is_file():
        raise PeerError(f"expected a file workload.json, found none in {folder}")
    try:
        fields = json.loads(path.read_text())
        workload = Workload(
            name=fields["name"],
            model=fields["model"],
            dims=tuple(fields["dims"]),
            optimizer=fields["optimizer"],
            parameters=tuple(
                _read_array(folder / parameter["file"], "float32", (parameter["rows"], parameter["cols"]))
                for parameter in fields["parameters"]
            ),
            nodes=tuple(
                Node(tuple(node["children"]), node["parameter"]) for node in fields.get("nodes") or ()
            ),
            indices=_read_indices(folder / fields["indices"], len(fields["dims"])),
            targets=_read_array(folder / fields["targets"], "float32", (None,)),
            batches=_read_batches(folder, fields.get("batches")),
        )
        loss = fields["loss"]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise PeerError(f"expected a workload, found {type(error).__name__}: {error}, in {path}") from error
    _check(workload, loss, path)
    return workload


def _read_indices(path: Path, order: int) -> np.ndarray:
    """int32 or, where modes are many and their dimensions small, uint8."""
    return _read_array(path, ("int32", "uint8"), (None, order)).astype(np.int32)


def _read_batches(folder: Path, fields: dict[str, Any] | None) -> Batches | None:
    if fields is None:
        return None
    return Batches(fields["size"], _read_array(folder / fields["order"], "int32", (None, None)))


def _read_array(path: Path, dtype: str | tuple[str, ...], shape: tuple[int | None, ...]) -> np.ndarray:
    """An array of that type, or one of these, and of that shape; None stands for any length."""
    dtypes = (dtype,) if isinstance(dtype, str) else dtype
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise PeerError(f"expected a .npy file, found {error}, at {path}") from error
    fits = len(shape) == array.ndim and all(n in (None, m) for n, m in zip(shape, array.shape))
    if array.dtype.name not in dtypes or not fits:
        raise PeerError(
            f"expected {' or '.join(dtypes)} of shape {shape}, found {array.dtype} of shape {array.shape}, "
            f"in {path}"
        )
    return np.ascontiguousarray(array)


def _check(workload: Workload, loss: str, path: Path) -> None:
    kind = workload.optimizer.get("kind")
    n_obs = len(workload.targets)
    if loss != "mse":
        raise PeerError(f"expected loss 'mse', found {loss!r}, in {path}")
    if workload.model not in MODELS:
        raise PeerError(f"expected model {' or '.join(MODELS)}, found {workload.model!r}, in {path}")
    if kind not in OPTIMIZERS or not OPTIMIZERS[kind] <= workload.optimizer.keys():
        expected = ", or ".join(f"{name} with {', '.join(sorted(keys))}" for name, keys in OPTIMIZERS.items())
        raise PeerError(f"expected optimizer {expected}; found {workload.optimizer}, in {path}")
    if n_obs == 0 or len(workload.indices) != n_obs:
        raise PeerError(
            f"expected as many targets as index tuples, found {n_obs} and {len(workload.indices)}, in {path}"
        )
    if (workload.indices < 0).any() or (workload.indices >= np.array(workload.dims)).any():
        raise PeerError(f"expected indices from 0 to below {workload.dims}, found others, in {path}")
    if workload.batches is not None:
        _check_batches(workload.batches, n_obs, path)
    if workload.model != "matrix":
        _check_nodes(workload, path)


def _check_batches(batches: Batches, n_obs: int, path: Path) -> None:
    if type(batches.size) is not int or batches.size < 1 or n_obs % batches.size != 0:
        raise PeerError(f"expected a size of batches that divides {n_obs}, found {batches.size!r}, in {path}")
    if not (np.sort(batches.order, axis=1) == np.arange(n_obs)).all():
        raise PeerError(f"expected orders of all {n_obs} samples, found others, in the batches of {path}")


def _check_nodes(workload: Workload, path: Path) -> None:
    if len(workload.nodes) <= len(workload.dims):
        raise PeerError(
            f"expected a leaf for each mode and a root, found {len(workload.nodes)} nodes, in {path}"
        )
    for index, node in enumerate(workload.nodes):
        is_leaf = index < len(workload.dims)
        well_formed = (
            not node.children and node.parameter is not None
            if is_leaf
            else node.children and all(0 <= child < index for child in node.children)
        )
        if not well_formed or node.parameter not in (None, *range(len(workload.parameters))):
            expected = "a leaf with a parameter" if is_leaf else "children before their parent"
            raise PeerError(f"expected {expected}, found {node}, at node {index} in {path}")
