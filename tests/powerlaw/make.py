"""Makes the samples and the answers that tests/powerlaw.rs holds the lab's fits against.

Python's powerlaw 1.5 fits each sample, once scanning for x_min and once with x_min fixed at the sample's median; there it also
fits its other laws and compares each with the power law; mpmath gives the log-likelihood at its parameters to 30 digits. Whole numbers are fitted by its exact discrete likelihoods.
Not needed to run the tests. Python 3.11, versions in requirements.txt:

    pip install -r requirements.txt && python make.py
"""

import json
import pathlib

import mpmath
import numpy as np
import powerlaw
from mpmath import mp, mpf

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


WHOLE = {
    "zeta-2.5-400": lambda rng: rng.zipf(2.5, 400),
    "geometric-300": lambda rng: rng.geometric(0.2, 300),
}

LAWS = {
    "exponential": ["Lambda"],
    "lognormal": ["mu", "sigma"],
    "truncated_power_law": ["alpha", "Lambda"],
    "stretched_exponential": ["Lambda", "beta"],
}


def answer(fit):
    return {"alpha": fit.alpha, "alphaSe": fit.sigma, "xMin": fit.xmin, "ks": fit.D, "nTail": int(fit.n_tail)}


def finite(number):
    return float(number) if np.isfinite(number) else None


def exact(name, parameters, x_min, values, whole):
    """The log-likelihood by its definition: densities, or the probabilities of whole numbers."""
    mp.dps = 30
    x_min, a, *rest = [mpf(number) for number in (x_min, *parameters)]
    b = rest[0] if rest else mpf(1)
    survival = {
        "exponential": lambda x: mpmath.exp(-a * x),
        "lognormal": lambda x: mpmath.erfc((mpmath.log(x) - a) / (b * mpmath.sqrt(2))) / 2,
        "stretched_exponential": lambda x: mpmath.exp(-((a * x) ** b)),
    }
    density = {
        "exponential": lambda x: a * survival["exponential"](x),
        "lognormal": lambda x: mpmath.npdf(mpmath.log(x), a, b) / x,
        "stretched_exponential": lambda x: a * b * (a * x) ** (b - 1) * survival["stretched_exponential"](x),
    }
    tail = [mpf(float(value)) for value in values if value >= x_min]
    if name == "truncated_power_law":
        weights = [x**-a * mpmath.exp(-b * x) for x in tail]
        if whole:
            terms = range(int(x_min), int(x_min) + int(80 / b) + 1) if b > 1e-2 else None
            total = (
                sum(mpf(k) ** -a * mpmath.exp(-b * k) for k in terms)
                if terms
                else mpmath.exp(-b * x_min) * mpmath.lerchphi(mpmath.exp(-b), a, x_min)
            )
        else:
            total = x_min ** (1 - a) * mpmath.expint(a, b * x_min)
    elif whole:
        half = mpf(1) / 2
        weights = [survival[name](x - half) - survival[name](x + half) for x in tail]
        total = survival[name](x_min - half)
    else:
        weights = [density[name](x) for x in tail]
        total = survival[name](x_min)
    return float(sum(mpmath.log(weight) for weight in weights) - len(tail) * mpmath.log(total))


def laws(fit, values, whole):
    """The other laws on the same tail: parameters, log-likelihood, R and normalised R against the power law."""
    answers = {}
    for name, parameters in LAWS.items():
        law = getattr(fit, name)
        R, _ = fit.distribution_compare("power_law", name)
        normalized, p = fit.distribution_compare("power_law", name, normalized_ratio=True)
        parameters = [float(getattr(law, parameter)) for parameter in parameters]
        answers[name] = {
            "parameters": parameters,
            "logLikelihood": finite(law.loglikelihoods(values).sum()),
            "exactLogLikelihood": exact(name, parameters, fit.xmin, values, whole),
            "R": finite(R),
            "normalizedR": finite(normalized),
            "p": finite(p),
        }
    return {"powerLogLikelihood": float(fit.power_law.loglikelihoods(values).sum()), **answers}


def main():
    answers = {}
    for index, (name, draw) in enumerate((SAMPLES | WHOLE).items()):
        values = draw(np.random.default_rng([SEED, index]))
        # Nine digits: short files that both sides read as the same f64.
        lines = [f"{value:.9g}" for value in values]
        (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n")
        values = np.array([float(line) for line in lines])
        kind = {"discrete": name in WHOLE, "estimate_discrete": False, "verbose": False}
        scanned = powerlaw.Fit(values, **kind)
        fixed = powerlaw.Fit(values, xmin=1 if name in WHOLE else float(np.median(values)), **kind)
        answers[name] = {"scanned": answer(scanned), "fixed": answer(fixed), "laws": laws(fixed, values, name in WHOLE)}
    (HERE / "answers.json").write_text(json.dumps(answers, indent=1) + "\n")


main()
