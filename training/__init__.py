"""The experiment of Verbatim in Python: its models by name, what was published of it as tables, and the pipeline that
made it. Installed by pip this package is `verbatim`; in the clone it is the folder `training`."""

from __future__ import annotations

from typing import Any

__all__ = ["load"]


def __getattr__(name: str) -> Any:
    """`load`, fetched when it is asked for: PyTorch takes seconds."""
    if name == "load":
        from .llama import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
