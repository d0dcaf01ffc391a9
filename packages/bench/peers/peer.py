"""Trains a workload with PyTorch or JAX on one thread, as a partner of `ranksweep bench --peers`.

The protocol, one JSON object a line on standard output and input, is described in README.md.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from probe import FRAMEWORKS, package_version, probe

if TYPE_CHECKING:
    from workload import Trainer

TRAINERS = {
    ("torch", "authors"): ("torch_authors", "AuthorsTrainer"),
    ("torch", "best"): ("torch_best", "BestTrainer"),
    ("jax", "best"): ("jax_best", "BestTrainer"),
}

# Read when a library is loaded. XLA takes the number of its threads from NPROC: its flag alone leaves
# it several.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NPROC": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "JAX_PLATFORMS": "cpu",
}


class Parser(argparse.ArgumentParser):
    """Reports wrong arguments the way all failures are reported."""

    def error(self, message: str) -> NoReturn:
        usage = " ".join(self.format_usage().split())
        fail(f"expected arguments as in '{usage}'; found {message}")


def emit(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


def fail(message: str) -> NoReturn:
    emit({"error": message})
    sys.exit(1)


def keep_freed_memory() -> None:
    """Else glibc gives large tensors back to the system and asks for the memory again at the next
    operation."""
    trim_threshold, mmap_threshold = -1, -3
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return  # another library than glibc
    mallopt(trim_threshold, 1 << 30)
    mallopt(mmap_threshold, 1 << 25)


def trainer_of(folder: Path, framework: str, formulation: str) -> Trainer:
    """Raises PeerError or ImportError with what is missing."""
    os.environ.update(ONE_THREAD)
    keep_freed_memory()
    require_packages(framework)
    from workload import PeerError, read_workload

    if (framework, formulation) not in TRAINERS:
        raise PeerError(f"expected formulation best for {framework}, found {formulation}, in the arguments")
    if framework == "torch":
        import torch

        torch.set_num_threads(1)
    module, name = TRAINERS[framework, formulation]
    workload = read_workload(folder)
    return getattr(importlib.import_module(module), name)(workload)


def require_packages(framework: str) -> None:
    """Raises ImportError with what is missing."""
    for package in ("numpy", framework):
        if package_version(package) is None:
            raise ImportError(f"expected the Python package {package}, found none, in {sys.executable}")


def serve(trainer: Trainer) -> None:
    """Answers requests until standard input ends."""
    iteration = 0
    for line in sys.stdin:
        iterations = requested_iterations(line)
        if iterations is None:
            loss = trainer.loss()
            emit({"loss": loss if math.isfinite(loss) else None})
            continue
        wall_ms = timed(trainer, iterations)
        iteration += iterations
        emit({"wallMs": wall_ms, "iteration": iteration})


def timed(trainer: Any, iterations: int) -> float:
    """Milliseconds that so many updates take."""
    start = time.perf_counter()
    trainer.advance(iterations)
    return (time.perf_counter() - start) * 1e3


def requested_iterations(line: str) -> int | None:
    """The number of updates that a request asks for; None where it asks for the loss."""
    try:
        request = json.loads(line)
    except ValueError:
        request = None
    if request == {"measure": "loss"}:
        return None
    iterations = request.get("iterations") if isinstance(request, dict) else None
    if type(iterations) is not int or iterations < 0:
        raise ValueError(
            f'expected {{"iterations": k}} with an integer k >= 0, or {{"measure": "loss"}}, '
            f"found {line.strip()}, on standard input"
        )
    return iterations


def main() -> None:
    parser = Parser(prog="peer.py", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="with workload.json and its arrays")
    parser.add_argument("--framework", choices=FRAMEWORKS)
    parser.add_argument("--formulation", choices=("authors", "best"))
    parser.add_argument("--probe", action="store_true", help="only tell which frameworks there are")
    arguments = parser.parse_args()
    if arguments.probe:
        emit(probe())
        return
    if None in (arguments.folder, arguments.framework, arguments.formulation):
        parser.error("no FOLDER, --framework or --formulation")
    try:
        framework, formulation = arguments.framework, arguments.formulation
        trainer = trainer_of(arguments.folder, framework, formulation)
        version = f"{framework} {package_version(framework)}"
        emit({"ready": True, "framework": version, "formulation": formulation, "threads": 1})
        serve(trainer)
    except Exception as error:
        fail(told(error))
    except KeyboardInterrupt:
        sys.exit(130)


def told(error: Exception) -> str:
    """A failure in words; of one that nobody foresaw, its kind as well."""
    foreseen = type(error).__name__ in ("PeerError", "ValueError", "ImportError")
    return str(error) if foreseen else f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    main()
