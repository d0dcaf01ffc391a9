"""Trains cohorts of runs with PyTorch or JAX, on a GPU or on one thread, as a partner of
`ranksweep bench --device gpu --peers`.

The protocol, one JSON object a line on standard output and input, is described in README.md.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from peer import ONE_THREAD, Parser, emit, fail, require_packages, timed, told
from probe import FRAMEWORKS, package_version

if TYPE_CHECKING:
    from cohort import CohortTrainer

FORMULATIONS = {
    "torch": ("loop", "batched", "graphs", "compiled"),
    "jax": ("scan",),
}


class Framework(NamedTuple):
    """device: the name of what it computes on. trainer_of: the members and the number of runs to a
    cohort."""

    device: str
    trainer_of: Callable[[list[Any], int], CohortTrainer]


def torch_on(device: str, formulation: str) -> Framework:
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        raise ImportError(f"expected a GPU that PyTorch can use, found none, in {sys.executable}")
    torch.set_float32_matmul_precision("highest")
    if device == "cpu":
        torch.set_num_threads(1)
    if formulation == "compiled":
        from torch_compiled import CompiledTrainer as Trainer
    else:
        from torch_cohort import BatchedTrainer, GraphTrainer, LoopTrainer

        Trainer = {"loop": LoopTrainer, "batched": BatchedTrainer, "graphs": GraphTrainer}[formulation]
    name = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    return Framework(name, lambda members, cohort: Trainer(members, cohort, torch.device(device)))


def jax_on(device: str, _: str) -> Framework:
    import jax

    from jax_cohort import ScanTrainer

    try:
        (found, *_) = jax.devices(device)
    except RuntimeError as error:
        raise ImportError(f"expected a GPU that JAX can use, found none, in {sys.executable}: {error}") from error
    return Framework(found.device_kind, ScanTrainer)


def serve(members: list[Any], trainer_of: Callable[[list[Any], int], CohortTrainer]) -> None:
    """Answers requests until standard input ends."""
    trainer: CohortTrainer | None = None
    iteration = 0
    for line in sys.stdin:
        request = json.loads(line)
        if "cohort" in request:
            trainer = None  # Its memory is free for the next one's.
            trainer, iteration = trainer_of(members, request["cohort"]), 0
            emit({"cohort": request["cohort"]})
            continue
        if trainer is None:
            raise ValueError(f"expected a cohort first, found {line.strip()}, on standard input")
        if request == {"measure": "losses"}:
            emit({"losses": [loss if math.isfinite(loss) else None for loss in trainer.losses()]})
            continue
        wall_ms = timed(trainer, request["iterations"])
        iteration += request["iterations"]
        emit({"wallMs": wall_ms, "iteration": iteration})


def main() -> None:
    parser = Parser(prog="cohort_peer.py", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="with a folder for each member")
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    parser.add_argument("--formulation", required=True)
    parser.add_argument("--device", choices=("cuda", "cpu"), required=True)
    arguments = parser.parse_args()
    framework, formulation = arguments.framework, arguments.formulation
    if formulation not in FORMULATIONS[framework]:
        parser.error(f"formulation {formulation}; {framework} has {', '.join(FORMULATIONS[framework])}")
    if arguments.device == "cpu":
        os.environ.update(ONE_THREAD)
    # Else JAX would take most of the GPU's memory, which others need as well.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    try:
        require_packages(framework)
        from cohort import read_members

        members = read_members(arguments.folder)
        device, trainer_of = {"torch": torch_on, "jax": jax_on}[framework](arguments.device, formulation)
        version = f"{framework} {package_version(framework)}"
        emit({"ready": True, "framework": version, "formulation": formulation, "device": device})
        serve(members, trainer_of)
    except Exception as error:
        fail(told(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
