"""Which frameworks this Python has, told without loading any of them; numpy is not needed either."""

from __future__ import annotations

import ctypes
from importlib import metadata, util
from pathlib import Path

FRAMEWORKS = ("torch", "jax")


def package_version(name: str) -> str | None:
    """The version of an installed package, without its local part; None where it is not installed."""
    if util.find_spec(name) is None:
        return None
    try:
        return metadata.version(name).split("+")[0]
    except metadata.PackageNotFoundError:
        return "unknown"


def probe() -> dict[str, dict[str, str] | None]:
    """By framework its version and the BLAS it multiplies with; None where it, or numpy, is not installed."""
    blas_of = {"torch": _torch_blas, "jax": lambda: "XLA's own"}
    result: dict[str, dict[str, str] | None] = {}
    for name in FRAMEWORKS:
        version = package_version(name)
        usable = version is not None and package_version("numpy") is not None
        result[name] = {"version": version or "", "blas": blas_of[name]()} if usable else None
    return result


def _torch_blas() -> str:
    """PyPI's torch contains a BLAS. Debian's loads the system's, which need not be OpenBLAS."""
    package = _folder_of("torch")
    library = package / "lib" / "libtorch_cpu.so"
    if library.exists() and package.resolve() in library.resolve().parents:
        return "bundled"
    try:
        ctypes.CDLL("libblas.so.3")
        if "openblas" not in Path("/proc/self/maps").read_text():
            return "not OpenBLAS"
        get_config = ctypes.CDLL("libopenblas.so.0").openblas_get_config
    except OSError:
        return "unknown"
    get_config.restype = ctypes.c_char_p
    return " ".join(get_config().decode().split()[:2])


def _folder_of(package: str) -> Path:
    spec = util.find_spec(package)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent
