"""Prints, as JSON, what PyTorch finds of the first GPU: its float32 products through cuBLAS, and copies in its memory."""

import json
import time

import torch

SIZE = 8192
COPIED_FLOATS = 1 << 28
SECONDS = 1.0


def repeated(work):
    """Seconds that one call takes."""
    work()
    torch.cuda.synchronize()
    start = time.perf_counter()
    calls = 0
    while time.perf_counter() - start < SECONDS:
        for _ in range(5):
            work()
        torch.cuda.synchronize()
        calls += 5
    return (time.perf_counter() - start) / calls


torch.set_float32_matmul_precision("highest")
a, b = torch.randn(2, SIZE, SIZE, device="cuda")
c = torch.empty_like(a)
source = torch.empty(COPIED_FLOATS, device="cuda")
target = torch.empty_like(source)
print(
    json.dumps(
        {
            "name": torch.cuda.get_device_name(),
            "torch": torch.__version__,
            "productGigaflops": 2 * SIZE**3 / repeated(lambda: torch.mm(a, b, out=c)) / 1e9,
            "copyGigabytesPerSecond": 8 * COPIED_FLOATS / repeated(lambda: target.copy_(source)) / 1e9,
        }
    )
)
