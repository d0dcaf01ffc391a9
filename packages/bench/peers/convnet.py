"""Residual networks in PyTorch: torchvision's layout with one logit, and a training step with the penalty on input gradients.

Shared by the benchmark (convnet_peer.py) and by the expectations of the tests (convnet_expected.py). Written from the paper and from
torchvision's documentation, apart from the project's own code.
"""

import torch
from torch import nn
from torch.nn import functional as F


def shortcut(inputs, outputs, stride):
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample = shortcut(inputs, channels, stride)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, channels, stride):
        super().__init__()
        outputs = 4 * channels
        self.conv1 = nn.Conv2d(inputs, channels, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv3 = nn.Conv2d(channels, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = shortcut(inputs, outputs, stride)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """`layout` is as the project's own: stem {channels, size, stride, pool}, stages [{channels, blocks, stride}], bottleneck."""

    def __init__(self, layout, image_channels):
        super().__init__()
        stem, block = layout["stem"], Bottleneck if layout["bottleneck"] else BasicBlock
        self.conv1 = nn.Conv2d(
            image_channels, stem["channels"], stem["size"], stem["stride"], stem["size"] // 2, bias=False
        )
        self.bn1 = nn.BatchNorm2d(stem["channels"])
        self.pool = nn.MaxPool2d(3, 2, 1) if stem["pool"] else nn.Identity()
        inputs, self.stages = stem["channels"], []
        for i, stage in enumerate(layout["stages"]):
            blocks = []
            for j in range(stage["blocks"]):
                blocks.append(block(inputs, stage["channels"], stage["stride"] if j == 0 else 1))
                inputs = stage["channels"] * block.expansion
            self.stages.append(nn.Sequential(*blocks))
            self.add_module(f"layer{i + 1}", self.stages[-1])
        self.fc = nn.Linear(inputs, 1)

    def forward(self, x):
        x = self.pool(F.relu(self.bn1(self.conv1(x))))
        for stage in self.stages:
            x = stage(x)
        return self.fc(x.mean((2, 3)))[:, 0]


def resnet_layout(depth):
    blocks = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3]}[depth]
    stages = [{"channels": 64 * 2**i, "blocks": n, "stride": 1 if i == 0 else 2} for i, n in enumerate(blocks)]
    return {"stem": {"channels": 64, "size": 7, "stride": 2, "pool": True}, "stages": stages, "bottleneck": depth == 50}


def patch(images, box):
    rows = slice(box["top"], box["top"] + box["height"])
    columns = slice(box["left"], box["left"] + box["width"])
    return images[:, :, rows, columns]


def penalty(model, x, logits, P, Q):
    """Mean |cos| of the gradients of the summed logits with respect to P, for x and for x with the next sample's Q."""
    (g,) = torch.autograd.grad(logits.sum(), x, create_graph=True)
    mixed = x.detach().clone()
    patch(mixed, Q).copy_(patch(x.detach().roll(-1, 0), Q))
    mixed.requires_grad_(True)
    (h,) = torch.autograd.grad(model(mixed).sum(), mixed, create_graph=True)
    g, h = patch(g, P).flatten(1), patch(h, P).flatten(1)
    norms = g.norm(dim=1) * h.norm(dim=1)
    cosines = torch.where(norms > 0, (g * h).sum(1) / torch.where(norms > 0, norms, 1), 0)
    return cosines.abs().mean()


def step(model, optimizer, x, labels, weight, P, Q):
    """One update. Returns the loss, the penalty without its weight, and the logits."""
    x = x.detach().requires_grad_(weight != 0)
    logits = model(x)
    loss = F.binary_cross_entropy_with_logits(logits, labels)
    cosine = penalty(model, x, logits, P, Q) if weight != 0 else torch.zeros(())
    optimizer.zero_grad()
    (loss + weight * cosine).backward()
    optimizer.step()
    return loss.detach(), cosine.detach(), logits.detach()
