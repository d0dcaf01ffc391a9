"""Writes what PyTorch computes, in double precision, for networks whose parameters and images come from a formula.

    python convnet_expected.py > packages/convnet/test/expected/pytorch.json

The tests of packages/convnet hold every backend against that file, so that they need no PyTorch.
"""

import json

import numpy as np
import torch

from convnet import ResNet, penalty, resnet_layout, step

torch.set_default_dtype(torch.float64)


def numbers(count, salt):
    """Numbers in [-1/2, 1/2), from integers alone: 32-bit hashes of their places. Rounded to single precision."""
    h = (np.arange(count, dtype=np.uint64) * 2654435761 + salt * 40503 + 12345) % 2**32
    h ^= h >> np.uint64(15)
    h = h * 2246822519 % 2**32
    h ^= h >> np.uint64(13)
    return (h / 2**32 - 0.5).astype(np.float32).astype(np.float64)


def shuffled(tensor):
    """Filters (F, C, K, K) are (K, K, C, F) there, matrices (outputs, inputs) are (inputs, outputs)."""
    orders = {4: (2, 3, 1, 0), 2: (1, 0), 1: (0,)}
    return tensor.permute(orders[tensor.dim()])


def initialize(model):
    """Weights as large as they are at the beginning of training; normalizations' near 1, offsets near 0."""
    with torch.no_grad():
        for salt, (name, parameter) in enumerate(model.named_parameters()):
            ours = shuffled(parameter)
            u = torch.from_numpy(numbers(parameter.numel(), salt)).reshape(ours.shape)
            if parameter.dim() == 4:
                scale = np.float32(np.sqrt(24 / (parameter.shape[0] * parameter.shape[2] ** 2)))
                value = u * float(scale)
            elif parameter.dim() == 2:
                value = u * float(np.float32(2 / np.sqrt(parameter.shape[1])))
            else:
                value = u * 0.5 + (1 if name.endswith("weight") else 0)
            ours.copy_(value.float().double())


def tell(tensor):
    """The norm, and some numbers, in the project's own order."""
    flat = shuffled(tensor).reshape(-1)
    places = np.unique(np.linspace(0, len(flat) - 1, 3).astype(int)).tolist()
    return {"norm": flat.norm().item(), "places": places, "values": flat[places].tolist()}


def rounded(value):
    """To nine digits, which are more than single precision has."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value


def expectation(name, layout, image, batch, boxes, weight, steps, optimizer):
    model = ResNet(layout, image["channels"])
    initialize(model)
    height, width, channels = image["height"], image["width"], image["channels"]
    pixels = numbers(batch * height * width * channels, 1000).reshape(batch, height, width, channels) * 4
    x = torch.from_numpy(pixels.astype(np.float32).astype(np.float64)).permute(0, 3, 1, 2).contiguous()
    labels = torch.from_numpy((numbers(batch, 2000) > 0).astype(np.float64))
    sgd = torch.optim.SGD(
        model.parameters(),
        lr=optimizer["learningRate"],
        momentum=optimizer["momentum"],
        weight_decay=optimizer["weightDecay"],
    )
    P, Q = boxes
    seen = []
    for number in range(steps):
        model.train()
        loss, cosine, logits = step(model, sgd, x, labels, weight, P, Q)
        one = {"loss": loss.item(), "penalty": cosine.item(), "logits": logits.tolist()}
        if number == 0:
            one["gradients"] = {name: tell(p.grad) for name, p in model.named_parameters()}
        if number == steps - 1:
            one["parameters"] = {name: tell(p.data) for name, p in model.named_parameters()}
        one["runningMean"] = {n[:-13]: tell(b) for n, b in model.named_buffers() if n.endswith(".running_mean")}
        one["runningVariance"] = {n[:-12]: tell(b) for n, b in model.named_buffers() if n.endswith(".running_var")}
        model.eval()
        one["evaluated"] = model(x).tolist()
        mixed = x.detach().clone().requires_grad_(True)
        one["evaluatedPenalty"] = penalty(model, mixed, model(mixed), P, Q).item()
        seen.append(one)
    return {
        "name": name,
        "layout": layout,
        "image": image,
        "batch": batch,
        "boxes": boxes,
        "lambda": weight,
        "optimizer": optimizer,
        "steps": seen,
    }


def box(top, left, height, width):
    return {"top": top, "left": left, "height": height, "width": width}


def main():
    sgd = {"learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.001}
    without_decay = {**sgd, "weightDecay": 0}
    small = {
        "stem": {"channels": 8, "size": 3, "stride": 2, "pool": False},
        "stages": [{"channels": c, "blocks": 1, "stride": 2} for c in (16, 32, 32)],
        "bottleneck": False,
    }
    narrow = {
        "stem": {"channels": 6, "size": 7, "stride": 2, "pool": True},
        "stages": [{"channels": 4, "blocks": 2, "stride": 1}, {"channels": 6, "blocks": 1, "stride": 2}],
        "bottleneck": True,
    }
    wide = {"height": 8, "width": 64, "channels": 1}
    odd = {"height": 21, "width": 26, "channels": 2}
    colour = {"height": 32, "width": 32, "channels": 3}
    digits = [box(0, 4, 7, 7), box(0, 50, 7, 7)]
    corners = [box(1, 2, 5, 6), box(12, 15, 8, 9)]
    patches = [box(2, 3, 10, 8), box(18, 20, 12, 12)]
    cases = [
        expectation("a small network", small, wide, 16, digits, 1, 2, sgd),
        expectation("bottlenecks, and images of odd sizes", narrow, odd, 6, corners, 0.5, 2, sgd),
        expectation("ResNet-18", resnet_layout(18), colour, 8, patches, 0, 1, without_decay),
        expectation("ResNet-18 with the penalty", resnet_layout(18), colour, 8, patches, 1, 1, without_decay),
    ]
    print("[\n" + ",\n".join(json.dumps(rounded(case)) for case in cases) + "\n]")


if __name__ == "__main__":
    main()
