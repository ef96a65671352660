# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""First training: the vision part learns colours and shapes, without the language model."""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from model import Eyes, Shape
from pictures import SHAPES, gallery
from torch import Tensor, nn
from torch.nn import functional


class Judge(nn.Module):
    """Reads the figure's number from the soft tokens; thrown away afterwards."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.eyes = Eyes(shape)
        self.colour = nn.Linear(shape.width, 8)
        self.form = nn.Linear(shape.width, len(SHAPES))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        x = self.eyes(pictures).float()
        x = (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)).mean(1)
        return self.colour(x), self.form(x)


def load_gallery(folder: Path, name: str, count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Pictures and labels; drawn once and kept in the folder."""
    file = folder / f"{name}.npz"
    if not file.exists():
        pictures, labels = gallery(count, seed)
        np.savez(file, pictures=pictures, labels=labels)
    data = np.load(file)
    return torch.from_numpy(data["pictures"]), torch.from_numpy(data["labels"])


def mirrored(pictures: Tensor) -> Tensor:
    """Half of the pictures mirrored and a little brighter or darker, chosen by chance."""
    flip = torch.rand(len(pictures), 1, 1, 1) < 0.5
    return torch.where(flip, pictures.flip(2), pictures)


def right(judge: Judge, pictures: Tensor, labels: Tensor) -> float:
    """Share of the pictures whose colour and shape are both right."""
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        colour, form = judge(pictures)
    good = (colour.argmax(-1) == labels // 4) & (form.argmax(-1) == labels % 4)
    return good.float().mean().item()


def train(folder: Path, minutes: float, rate: float, resume: bool) -> None:
    """Trains for about `minutes` and writes eyes.pt."""
    torch.manual_seed(1)
    judge = Judge(Shape())
    if resume:
        judge.load_state_dict(torch.load(folder / "judge.pt"))
    pictures, labels = load_gallery(folder, "gallery", 32_000, 11)
    unseen, answers = load_gallery(folder, "unseen", 640, 12)
    optimiser = torch.optim.AdamW(judge.parameters(), rate, betas=(0.9, 0.98), weight_decay=0.02)
    start, step = time.monotonic(), 0
    while (done := (time.monotonic() - start) / (60 * minutes)) < 1:
        warm = min(1.0, (step + 1) / 100)
        for group in optimiser.param_groups:
            group["lr"] = rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))
        chosen = torch.randint(len(pictures), (128,))
        with torch.autocast("cpu", torch.bfloat16):
            colour, form = judge(mirrored(pictures[chosen]))
        loss = functional.cross_entropy(colour.float(), labels[chosen] // 4)
        loss = loss + functional.cross_entropy(form.float(), labels[chosen] % 4)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 100 == 0:
            share = right(judge, unseen, answers)
            print(
                f"step {step} done {done:.2f} loss {loss.item():.4f} right {share:.3f}", flush=True
            )
            _save(judge, folder)
    print(f"right {right(judge, unseen, answers):.4f} after {step} steps", flush=True)
    _save(judge, folder)


def _save(judge: Judge, folder: Path) -> None:
    torch.save(judge.state_dict(), folder / "judge.pt")
    torch.save(judge.eyes.state_dict(), folder / "eyes.pt")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("tiny-work"), help="checkpoints")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--resume", action="store_true", help="go on from judge.pt")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    train(options.work, options.minutes, options.rate, options.resume)


if __name__ == "__main__":
    main()
