"""Matrix completion by a deep linear network: gradient descent on all layers of their product, from a small start.

It reads its parameters from RANKSWEEP_PARAMETERS, and saves model and optimizer in the folder of its run. A later attempt at
the run loads them and goes on with the same numbers.
"""

import json
import os
from pathlib import Path

import torch

REPORT_EVERY = 10
SAVE_EVERY = 500

parameters = json.loads(os.environ["RANKSWEEP_PARAMETERS"])
seed = int(os.environ["RANKSWEEP_SEED"])
iterations = int(os.environ["RANKSWEEP_MAX_ITERATIONS"])
folder = Path(os.environ["RANKSWEEP_RUN_DIR"])
width, depth = parameters["width"], parameters["depth"]
# A lane on a GPU shows the program this GPU alone.
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
if device.type == "cpu":
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))

# Drawn on the CPU, so that the problem is the same on every device.
generator = torch.Generator().manual_seed(seed)


def normal(*shape):
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


target = normal(width, parameters["rank"]) @ normal(parameters["rank"], width)
target *= width / torch.linalg.norm(target)
is_observed = torch.zeros(width * width, dtype=torch.bool)
is_observed[torch.randperm(width * width, generator=generator)[: parameters["observed"]]] = True
is_observed = is_observed.reshape(width, width).to(device)
target = target.to(device)

layers = [torch.nn.Linear(width, width, bias=False, dtype=torch.float64) for _ in range(depth)]
with torch.no_grad():
    for layer in layers:
        layer.weight.copy_(parameters["std"] * normal(width, width))
model = torch.nn.Sequential(*layers).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=parameters["rate"])
identity = torch.eye(width, dtype=torch.float64, device=device)

first = 0
if "RANKSWEEP_CHECKPOINT" in os.environ:
    state = torch.load(folder / os.environ["RANKSWEEP_CHECKPOINT"], map_location=device)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    first = state["iteration"]
    print(f"goes on from iteration {first} on {device}")
else:
    print(f"begins on {device}")


def save(iteration):
    """Saves in a file of its own: a state that ranksweep has not been told of in time is never gone on from."""
    name = f"state-{iteration}.pt"
    state = {"iteration": iteration, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state, folder / name)
    # The last two are enough.
    (folder / f"state-{iteration - 2 * SAVE_EVERY}.pt").unlink(missing_ok=True)
    return name


def effective_rank(matrix):
    """exp of the entropy of the singular values, divided by their sum (Roy and Vetterli, 2007)."""
    values = torch.linalg.svdvals(matrix)
    shares = values / values.sum()
    return torch.exp(-torch.special.xlogy(shares, shares).sum()).item()


for iteration in range(first, iterations + 1):
    end_matrix = model(identity)
    squares = (end_matrix - target) ** 2
    loss = squares[is_observed].mean()
    if iteration % REPORT_EVERY == 0:
        snapshot = {
            "iteration": iteration,
            "train_loss": loss.item(),
            "test_loss": squares[~is_observed].mean().item(),
            "effective_rank": effective_rank(end_matrix.detach()),
        }
        if iteration > first and iteration % SAVE_EVERY == 0:
            snapshot["checkpoint"] = save(iteration)
        print(json.dumps(snapshot), flush=True)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
