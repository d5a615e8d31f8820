"""What the commands of the pipeline share: their command line."""

from __future__ import annotations

import argparse
from pathlib import Path


def command(description: str | None, *, model: bool = False) -> argparse.ArgumentParser:
    """The command line of a module with this docstring: the config of a suite and, if asked for, one of its models."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True, help="a suite's JSON")
    if model:
        parser.add_argument("--model", required=True, help="id of one of its models")
    return parser
