"""PyTorch's side of the benchmark: reads one JSON task a line from standard input, answers one JSON line.

A task is {preset, config, batch, seed, lr, threads, steps}; the answer {ms per step, losses}. A preset's model is made by
its first task and trained on by the next ones. The model is tests/oracle/model.py's, in float32."""

import json
import pathlib
import sys
import time

import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "oracle"))
from formula import arena, sequences  # noqa: E402
from model import Model  # noqa: E402

STEPS = 10


class Run:
    """A model, its optimiser and ten batches, taken in turn."""

    def __init__(self, config, batch, seed, lr):
        self.model = Model(config, arena(config, seed), torch.float32)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=lr)
        self.data = [[torch.from_numpy(x) for x in sequences(config, batch, seed, k)] for k in range(STEPS)]
        self.k = 0

    def step(self):
        self.optimizer.zero_grad()
        loss = self.model(*self.data[self.k % STEPS])
        loss.backward()
        self.optimizer.step()
        self.k += 1
        return loss.item()


runs = {}
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    torch.set_num_threads(task["threads"])
    if task["preset"] not in runs:
        runs[task["preset"]] = Run(task["config"], task["batch"], task["seed"], task["lr"])
    run = runs[task["preset"]]
    start = time.perf_counter()
    losses = [run.step() for _ in range(task["steps"])]
    ms = (time.perf_counter() - start) * 1e3 / task["steps"]
    print(json.dumps({"ms": ms, "losses": losses}), flush=True)
