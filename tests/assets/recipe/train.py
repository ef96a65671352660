# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Second training: the language model learns all skills, together with the trained eyes.

Works with one process a core; the processes average their gradients.
"""

import argparse
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.multiprocessing as processes
from chats import Chat, chat, drill
from make_vocabulary import VOCABULARY
from model import WINDOW, Shape, Tiny
from pictures import ALL_FIGURES
from torch import Tensor, distributed, nn
from torch.nn import functional
from train_eyes import load_gallery, mirrored
from vocabulary import PAD, Vocabulary

EYES_RATE = 0.3  # the eyes are trained already: how much slower they go on learning


@dataclass(frozen=True, slots=True)
class Plan:
    """What the command line asked for."""

    work: Path
    minutes: float
    processes: int
    pieces: int
    rate: float
    resume: bool
    seed: int


@dataclass(slots=True)
class Batch:
    """Chats side by side, each of shape (chats, length)."""

    tokens: Tensor
    spans: Tensor
    learned: Tensor
    pictures: Tensor | None


class Gallery:
    """Drawn pictures by figure."""

    def __init__(self, folder: Path) -> None:
        self._pictures, labels = load_gallery(folder, "gallery", 32_000, 11)
        self._places = [(labels == n).nonzero()[:, 0].tolist() for n in range(len(ALL_FIGURES))]

    def of(self, chats: list[Chat], rng: random.Random) -> Tensor | None:
        """A picture for every figure of the chats, in order."""
        figures = [figure for one in chats for figure in one.figures]
        if not figures:
            return None
        places = [rng.choice(self._places[ALL_FIGURES.index(figure)]) for figure in figures]
        return mirrored(self._pictures[torch.tensor(places)])


def batch_of(chats: list[Chat], gallery: Gallery, rng: random.Random) -> Batch:
    """Pads chats to the same length."""
    longest = max(len(one.tokens) for one in chats)
    length = math.ceil(longest / WINDOW) * WINDOW
    tokens = torch.full((len(chats), length), PAD)
    spans = torch.full((len(chats), length), -1)
    learned = torch.zeros((len(chats), length), dtype=torch.bool)
    for row, one in enumerate(chats):
        end = len(one.tokens)
        tokens[row, :end] = torch.tensor(one.tokens)
        spans[row, :end] = torch.tensor(one.spans)
        learned[row, :end] = torch.tensor(one.learned)
    return Batch(tokens, spans, learned, gallery.of(chats, rng))


def batches(plan: Plan, rank: int, done: Tensor) -> Iterator[Batch]:
    """Batches of about `pieces` pieces, without end; chats of like length together.

    At first, while little is `done`, much of it is drill.
    """
    rng = random.Random(plan.seed * 1000 + rank)
    vocabulary, gallery = Vocabulary.load(VOCABULARY), Gallery(plan.work)
    while True:
        early = 0.0 if plan.resume else 0.6 * (1 - done.item() / 0.3)
        drills = round(160 * max(0.03, early))
        pool = [drill(len(vocabulary), rng) for _ in range(drills)]
        pool += [chat(vocabulary, rng) for _ in range(160 - drills)]
        pool.sort(key=lambda one: len(one.tokens))
        groups: list[list[Chat]] = [[]]
        for one in pool:
            if groups[-1] and (len(groups[-1]) + 1) * len(one.tokens) > plan.pieces:
                groups.append([])
            groups[-1].append(one)
        rng.shuffle(groups)
        for group in groups:
            yield batch_of(group, gallery, rng)


def loss_of(tiny: Tiny, batch: Batch) -> Tensor:
    """Mean surprise over the pieces of the answers."""
    with torch.autocast("cpu", torch.bfloat16):
        hidden = tiny(batch.tokens, batch.spans, batch.pictures)
        chosen = hidden[:, :-1][batch.learned[:, 1:]]
        logits = tiny.tongue.logits(chosen)
    return functional.cross_entropy(logits.float(), batch.tokens[:, 1:][batch.learned[:, 1:]])


def optimisers(tiny: Tiny, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the layers, AdamW for everything else."""
    matrices = [p for p in tiny.tongue.layers.parameters() if p.ndim == 2]
    norms = [p for p in tiny.tongue.layers.parameters() if p.ndim < 2]
    rest = [*norms, tiny.tongue.norm.weight]
    muon = torch.optim.Muon(
        matrices, lr=rate, weight_decay=0.02, momentum=0.95, adjust_lr_fn="match_rms_adamw"
    )
    groups = [
        {"params": rest, "lr": rate, "weight_decay": 0.0},
        {"params": [tiny.tongue.embedding.weight], "lr": rate, "weight_decay": 0.0},
        {"params": list(tiny.eyes.parameters()), "lr": rate * EYES_RATE, "weight_decay": 0.0},
    ]
    adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-9)
    for optimiser in (muon, adam):
        for group in optimiser.param_groups:
            group["full"] = group["lr"]
    return [muon, adam]


def share_gradients(tiny: nn.Module, count: int) -> None:
    """Averages the gradients of all processes."""
    grads = [p.grad if p.grad is not None else torch.zeros_like(p) for p in tiny.parameters()]
    flat = torch.cat([grad.flatten() for grad in grads])
    if count > 1:
        distributed.all_reduce(flat)
        flat /= count
    flat *= (1.0 / (flat.norm() + 1e-6)).clamp(max=1.0)
    parts = flat.split([grad.numel() for grad in grads])
    for parameter, part in zip(tiny.parameters(), parts, strict=True):
        parameter.grad = part.view_as(parameter)


def learn(rank: int, plan: Plan) -> None:
    """One process of the training; the first one writes tiny.pt."""
    torch.manual_seed(plan.seed + rank)
    torch.set_num_threads(1)
    if plan.processes > 1:
        address = f"file://{plan.work.resolve()}/meeting"
        distributed.init_process_group(
            "gloo", init_method=address, rank=rank, world_size=plan.processes
        )
    torch.manual_seed(plan.seed)
    tiny = Tiny(Shape(vocabulary=len(Vocabulary.load(VOCABULARY))))
    if plan.resume:
        tiny.load_state_dict(torch.load(plan.work / "tiny.pt"))
    elif (plan.work / "eyes.pt").exists():
        tiny.eyes.load_state_dict(torch.load(plan.work / "eyes.pt"))
    torch.manual_seed(plan.seed + rank)
    _run(rank, plan, tiny)
    if plan.processes > 1:
        distributed.destroy_process_group()


def _pace(done: float, step: int) -> float:
    """Factor of the learning rate: quick warm-up, level, then down to nearly nothing."""
    return min(1.0, (step + 1) / 60) * min(1.0, 0.01 + (1 - done) / 0.55)


def _run(rank: int, plan: Plan, tiny: Tiny) -> None:
    both, start, seen = optimisers(tiny, plan.rate), time.monotonic(), 0
    recent, done, saved = 0.0, torch.zeros(1), 0.0
    for step, batch in enumerate(batches(plan, rank, done)):
        done[0] = (time.monotonic() - start) / (60 * plan.minutes)
        if plan.processes > 1:
            distributed.broadcast(done, 0)
        if done.item() >= 1:
            break
        for optimiser in both:
            for group in optimiser.param_groups:
                group["lr"] = group["full"] * _pace(done.item(), step)
            optimiser.zero_grad()
        loss = loss_of(tiny, batch)
        loss.backward()
        share_gradients(tiny, plan.processes)
        for optimiser in both:
            optimiser.step()
        seen += batch.tokens.numel() * plan.processes
        recent += (loss.item() - recent) * (0.02 if step else 1.0)
        if rank == 0 and step % 50 == 0:
            print(f"step {step} done {done.item():.3f} pieces {seen} loss {recent:.4f}", flush=True)
        if rank == 0 and done.item() > saved + 0.04:
            saved = done.item()
            torch.save(tiny.state_dict(), plan.work / "tiny.pt")
    if rank == 0:
        torch.save(tiny.state_dict(), plan.work / "tiny.pt")


def main() -> None:
    """Reads the command line and starts the processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("tiny-work"), help="checkpoints")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--pieces", type=int, default=2048, help="pieces a step and process")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on from tiny.pt")
    plan = Plan(**vars(parser.parse_args()))
    (plan.work / "meeting").unlink(missing_ok=True)
    if plan.processes == 1:
        learn(0, plan)
    else:
        processes.spawn(learn, (plan,), plan.processes)


if __name__ == "__main__":
    main()
