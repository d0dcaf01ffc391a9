"""Trains a network with PyTorch on the processor, as a partner of `ranksweep bench convnet`. Argument: the workload as JSON.

It answers the requests of peer.py's protocol, which README.md describes, and tells its memory as well.
"""

import json
import resource
import sys
import time


def main(workload):
    import torch

    from convnet import ResNet, step

    torch.set_num_threads(workload["threads"])
    image, batch = workload["image"], workload["batch"]
    model = ResNet(workload["layout"], image["channels"])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    x = torch.randn(batch, image["channels"], image["height"], image["width"])
    labels = torch.randint(2, (batch,)).float()
    loss, iteration = float("nan"), 0
    print(json.dumps({"ready": True, "framework": f"torch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "iterations" in request:
            start = time.perf_counter()
            for _ in range(request["iterations"]):
                loss = step(model, optimizer, x, labels, workload["lambda"], *workload["patches"])[0].item()
            wall_ms = (time.perf_counter() - start) * 1e3
            iteration += request["iterations"]
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            answer = {"wallMs": wall_ms, "iteration": iteration, "maxResidentBytes": most}
        else:
            answer = {"loss": loss if loss == loss else None}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]))
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
        sys.exit(1)
