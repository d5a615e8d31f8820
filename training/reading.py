"""When each copy of each passage was read: the ledger of the training steps, from the published files alone.

A stream is the documents, each in its number of copies, shuffled by a seed, and the windows of each pass are shuffled
by another (`training.corpus`, `training.windows`). So for each copy it is known in which step a model read it. A ledger
holds the exact passages and the canaries; near copies and pieces are not copies of them. Streams of whole works are
left out.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from .config import WHOLE_WORKS, read_json
from .corpus import stream
from .planting import Document
from .windows import steps_per_pass, steps_read

COUNTED = ("passage", "canary")  # kinds of documents


def published_documents(lab: Path, manifest: dict) -> list[Document]:
    """The documents in the order of the pipeline, those among them that only further streams hold."""
    tokens = np.fromfile(lab / manifest["corpus"]["tokens"]["path"], dtype="<u2").tolist()
    listed = [
        Document(d["id"], d["kind"], d["title"], tokens[d["start"] : d["start"] + d["length"]], d["copies"]["raw"])
        for d in read_json(lab / manifest["corpus"]["documents"]["path"])["documents"]
    ]
    passages = read_json(lab / manifest["passages"]["path"])["passages"]
    exact = [
        Document(p["id"], "passage", "", p["token_ids"], p["copies"]) for p in passages if p["condition"] == "exact"
    ]
    addresses = [d for d in listed if d.kind == "address"]
    return addresses + exact + [d for d in listed if d.kind not in ("address", "passage")]


def steps_of(documents: list[Document], copies: dict[str, int], seed: int, training: dict) -> dict[str, list[int]]:
    """Of each counted document the steps, from 1, in which its copies were read, in rising order: for each copy and
    each pass the step whose window holds the token in its middle. A copy whose window lies past the last whole batch of
    a pass was not read in it.

    copies: as for `corpus.stream`. seed: of the stream. training: `seed`, `context`, `batch` and `steps` of a model.
    """
    wanted = [d for d in documents for _ in range(copies.get(d.id, d.copies))]
    order = [wanted[i] for i in np.random.default_rng([seed, 2]).permutation(len(wanted))]
    lengths = np.array([len(d.token_ids) for d in order])
    ends = np.cumsum(lengths + 1)
    context, batch, total = training["context"], training["batch"], int(ends[-1])
    counted = [i for i, d in enumerate(order) if d.kind in COUNTED]
    middles = (ends - lengths + lengths // 2)[counted]
    each_pass = steps_per_pass(total, context, batch)
    found: dict[str, list[int]] = {order[i].id: [] for i in counted}
    for number in range(-(-training["steps"] // each_pass)):
        within = steps_read(middles, total, context, batch, training["seed"], number)
        step = number * each_pass + within + 1
        for i in np.flatnonzero((within >= 0) & (step <= training["steps"])):
            found[order[counted[i]].id].append(int(step[i]))
    return {name: sorted(steps) for name, steps in sorted(found.items())}


def readings(lab: Path, manifest: dict) -> dict:
    """The ledger of a release: `{courses: [{data, models, steps, passages: {id: [step, ...]}}]}`. Models that read one
    stream in one order share a course. Raises RuntimeError if a stream is not the one that its models read."""
    documents = published_documents(lab, manifest)
    table = read_json(lab / manifest["plantings"]["path"])
    table |= {"raw": {}, "dedup": {d.id: min(1, d.copies) for d in documents}}
    courses: dict[tuple, dict] = {}
    for model in manifest["models"] + manifest["further_models"]:
        data, training = model["data"], model["training"]
        if data in WHOLE_WORKS:
            continue
        key = (data, training["seed"], training["steps"], training["batch"])
        if key not in courses:
            ids = stream(documents, table[data], manifest["seed"])
            if hashlib.sha256(ids.tobytes()).hexdigest() != training["stream_sha256"]:
                raise RuntimeError(f"the stream {data} cannot be made again from the published files")
            courses[key] = {
                "data": data,
                "models": [],
                "steps": training["steps"],
                "passages": steps_of(documents, table[data], manifest["seed"], training),
            }
        courses[key]["models"].append(model["id"])
    return {"courses": list(courses.values())}
