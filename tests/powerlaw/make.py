"""Makes the samples and the answers that tests/powerlaw.rs holds the lab's fits against.

Python's powerlaw 1.5 fits each sample, once scanning for x_min and once with x_min fixed at the sample's median.
Not needed to run the tests. Python 3.11, versions in requirements.txt:

    pip install -r requirements.txt && python make.py
"""

import json
import pathlib

import numpy as np
import powerlaw

HERE = pathlib.Path(__file__).parent
SEED = 20251223


def pareto(rng, n, alpha, x_min=1.0):
    return x_min * rng.random(n) ** (-1 / (alpha - 1))


def with_body(rng, n, alpha):
    """Half of the values uniform below x_min = 1, half a power law above."""
    return np.where(rng.random(n) < 0.5, rng.random(n), pareto(rng, n, alpha))


def tied(rng, n):
    """A power law and a lognormal body, rounded so that most values occur many times."""
    mixed = np.where(rng.random(n) < 0.4, rng.lognormal(0, 0.5, n), pareto(rng, n, 2.2))
    return np.maximum(np.round(mixed, 1), 0.1)


def updates(rng, n):
    """Like |Δw|: Gaussian, its scale spread over parameters and steps."""
    return np.abs(1e-4 * rng.standard_normal(n) * rng.lognormal(0, 1, n))


SAMPLES = {
    "pareto-2.5-50": lambda rng: pareto(rng, 50, 2.5),
    "pareto-2.5-1000": lambda rng: pareto(rng, 1000, 2.5),
    "body-3.5-200": lambda rng: with_body(rng, 200, 3.5),
    "body-3.5-2000": lambda rng: with_body(rng, 2000, 3.5),
    "lognormal-500": lambda rng: rng.lognormal(0, 1, 500),
    "exponential-500": lambda rng: rng.exponential(1e-3, 500),
    "ties-100": lambda rng: tied(rng, 100),
    "ties-3000": lambda rng: tied(rng, 3000),
    "updates-300": lambda rng: updates(rng, 300),
    "updates-5000": lambda rng: updates(rng, 5000),
}


def answer(fit):
    return {"alpha": fit.alpha, "alphaSe": fit.sigma, "xMin": fit.xmin, "ks": fit.D, "nTail": int(fit.n_tail)}


def main():
    answers = {}
    for index, (name, draw) in enumerate(SAMPLES.items()):
        values = draw(np.random.default_rng([SEED, index]))
        # Nine digits: short files that both sides read as the same f64.
        lines = [f"{value:.9g}" for value in values]
        (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n")
        values = np.array([float(line) for line in lines])
        scanned = powerlaw.Fit(values, verbose=False)
        fixed = powerlaw.Fit(values, xmin=float(np.median(values)), verbose=False)
        answers[name] = {"scanned": answer(scanned), "fixed": answer(fixed)}
    (HERE / "answers.json").write_text(json.dumps(answers, indent=1) + "\n")


main()
