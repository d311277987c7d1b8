"""Makes fixtures.json and gradients.bin: losses and gradients of small models by PyTorch in float64, and losses of short
descents. Only whoever changes them needs this; the tests read what is committed.

Run:  pip install torch==2.15.0 numpy==2.4.6 && python tests/oracle/make.py
"""

import itertools
import json
import pathlib

import numpy as np
import torch

from formula import arena, dropout_factors, independent, sequences
from model import Model

HERE = pathlib.Path(__file__).parent
OPTIONS = {
    "norm": ("post", "pre"), "activation": ("relu", "gelu"), "mask": ("none", "causal"),
    "positions": ("sinusoidal", "learned"), "final_norm": (False, True),
}
# Three shapes against 32 combinations of options: each value of each option meets each shape.
SHAPES = [
    (3, dict(vocab=11, context=7, d_model=8, heads=2, layers=2, d_ff=16)),
    (2, dict(vocab=13, context=5, d_model=12, heads=3, layers=1, d_ff=20)),
    (2, dict(vocab=9, context=10, d_model=10, heads=1, layers=2, d_ff=17)),
]
REFERENCE = dict(vocab=65, context=64, d_model=128, heads=4, layers=2, d_ff=512, norm="pre", activation="gelu",
                 mask="causal", positions="learned", final_norm=True, dropout=0.0)
DESCENTS = {"reference-128": REFERENCE, "reference-64": dict(REFERENCE, d_model=64, d_ff=256)}


def cases():
    """(batch, configuration): every combination of options, then dropout in a post-norm and a pre-norm model."""
    combinations = [dict(zip(OPTIONS, values)) for values in itertools.product(*OPTIONS.values())]
    for i, options in enumerate(combinations):
        batch, shape = SHAPES[i % len(SHAPES)]
        yield batch, {**shape, **options, "dropout": 0.0}
    yield SHAPES[0][0], {**SHAPES[0][1], **combinations[0], "dropout": 0.1}
    yield SHAPES[0][0], {**SHAPES[0][1], **combinations[-1], "dropout": 0.25}


def tensors(pair):
    return [torch.from_numpy(x) for x in pair]


def no_dropout(site, shape):
    return 1.0


def check_by_hand(c, theta, data):
    """The hand-written forward pass, without dropout, is TransformerEncoderLayer's."""
    model = Model({**c, "dropout": 0.0}, theta)
    difference = abs(model(*data) - model.forward_by_hand(*data, no_dropout)).item()
    assert difference < 1e-12, difference


def check_by_differences(model, loss, gradient):
    """A second oracle: central differences of every parameter of a smooth model."""
    worst, h = 0.0, 1e-5
    flat = [(view.reshape(-1), i) for _, view in model.arena() for i in range(view.numel())]
    with torch.no_grad():
        for (view, i), exact in zip(flat, gradient):
            keep = view[i].item()
            view[i] = keep + h
            up = loss().item()
            view[i] = keep - h
            down = loss().item()
            view[i] = keep
            worst = max(worst, abs((up - down) / (2 * h) - exact.item()))
    worst /= gradient.abs().max().item()
    assert worst < 1e-8, worst
    return worst


def gradients():
    """The cases with their losses, and their gradients one after another."""
    table, flat, offset = [], [], 0
    for i, (batch, c) in enumerate(cases()):
        seed, step_key = 10 * (i + 1), 1000 + i
        theta, data = arena(c, seed), tensors(independent(c, batch, seed))
        check_by_hand(c, theta, data)
        model = Model(c, theta)

        def factors(site, shape):
            return torch.from_numpy(dropout_factors(c["dropout"], step_key, site, shape))

        def loss():
            return model.forward_by_hand(*data, factors) if c["dropout"] > 0 else model(*data)

        value = loss()
        value.backward()
        gradient = model.gradient()
        case = {"config": c, "batch": batch, "seed": seed, "loss": value.item(), "offset": offset}
        if c["dropout"] > 0:
            case["step_key"] = step_key
            if c["activation"] == "gelu":
                print("central differences deviate by", check_by_differences(model, loss, gradient))
        table.append(case)
        flat.append(gradient.numpy())
        offset += len(theta)
    return table, np.concatenate(flat)


def descent(c, dtype, batch, seed, lr, steps):
    """Losses before each step of plain SGD."""
    model = Model(c, arena(c, seed), dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for step in range(steps):
        optimizer.zero_grad()
        loss = model(*tensors(sequences(c, batch, seed, step)))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main():
    table, flat = gradients()
    descents = []
    for name, c in DESCENTS.items():
        run = {"name": name, "config": c, "batch": 32, "seed": 7, "lr": 0.1}
        for key, dtype in (("losses_f64", torch.float64), ("losses_f32", torch.float32)):
            run[key] = descent(c, dtype, run["batch"], run["seed"], run["lr"], 10)
        print(name, run["losses_f64"], "f32 - f64 at most", np.abs(np.subtract(run["losses_f64"], run["losses_f32"])).max())
        descents.append(run)
    flat.astype("<f8").tofile(HERE / "gradients.bin")
    rows = {"cases": table, "descents": descents}
    body = ",\n".join(f' "{k}": [\n' + ",\n".join("  " + json.dumps(r) for r in v) + "\n ]" for k, v in rows.items())
    head = f' "torch": "{torch.__version__.split("+")[0]}",\n "numpy": "{np.__version__}",\n'
    (HERE / "fixtures.json").write_text("{\n" + head + body + "\n}\n")


if __name__ == "__main__":
    main()
