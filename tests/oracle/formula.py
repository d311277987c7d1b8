"""Weights, tokens and dropout masks as formulas of an index, so that Rust, Python and JavaScript have the same numbers
without sharing a file. README.md states them; formula.rs and benches/formula.js are the twins."""

import numpy as np


def mix(z):
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014) on an array of 64-bit integers."""
    z = np.asarray(z, dtype=np.uint64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def bits(stream, start, count):
    """64 bits for each index of start .. start + count."""
    return mix(np.arange(start, start + count, dtype=np.uint64) + (np.uint64(stream) << np.uint64(32)))


def layout(c):
    """(name, shape) of every tensor, in arena order: the table of src/model/layout.rs."""
    v, t, d, f = c["vocab"], c["context"], c["d_model"], c["d_ff"]
    table = [("embedding.weight", (v, d))]
    if c["positions"] == "learned":
        table.append(("positions.weight", (t, d)))
    for layer in range(c["layers"]):
        block = [
            *[(f"attention.{part}.weight", (d, d)) for part in ("query", "key", "value")],
            *[(f"attention.{part}.bias", (d,)) for part in ("query", "key", "value")],
            ("attention.out.weight", (d, d)), ("attention.out.bias", (d,)),
            ("norm1.gain", (d,)), ("norm1.bias", (d,)),
            ("ff1.weight", (f, d)), ("ff1.bias", (f,)),
            ("ff2.weight", (d, f)), ("ff2.bias", (d,)),
            ("norm2.gain", (d,)), ("norm2.bias", (d,)),
        ]
        table += [(f"layers.{layer}.{name}", shape) for name, shape in block]
    if c["final_norm"]:
        table += [("final_norm.gain", (d,)), ("final_norm.bias", (d,))]
    return table + [("head.weight", (v, d)), ("head.bias", (v,))]


def arena(c, seed):
    """All weights, float64, in arena order."""
    parts, offset = [], 0
    for name, shape in layout(c):
        n = int(np.prod(shape))
        u = 2.0 * ((bits(seed, offset, n) >> np.uint64(11)).astype(np.float64) * 2.0**-53) - 1.0
        if name.endswith(".gain"):
            parts.append(1.0 + 0.2 * u)
        elif len(shape) == 1:
            parts.append(0.2 * u)
        elif name in ("embedding.weight", "positions.weight"):
            parts.append(u)
        else:
            parts.append(u * (1.0 / np.sqrt(np.float64(shape[1]))))
        offset += n
    return np.concatenate(parts)


def independent(c, batch, seed):
    """Tokens and targets [batch, context] without any relation."""
    n, v = batch * c["context"], np.uint64(c["vocab"])
    return [(bits(seed + s, 0, n) % v).astype(np.int64).reshape(batch, -1) for s in (1, 2)]


def sequences(c, batch, seed, step):
    """Tokens and next tokens [batch, context] of one step: mostly x -> (5 x + 1) mod V, so that it can be learned."""
    t, v = c["context"], c["vocab"]
    w = bits(seed + 1, step * batch * (t + 1), batch * (t + 1)).reshape(batch, t + 1)
    fresh, jump = (w % np.uint64(v)).astype(np.int64), (w >> np.uint64(32)) % np.uint64(8) == 0
    x = fresh.copy()
    for i in range(1, t + 1):
        x[:, i] = np.where(jump[:, i], fresh[:, i], (5 * x[:, i - 1] + 1) % v)
    return x[:, :-1].copy(), x[:, 1:].copy()


def dropout_factors(p, step_key, site, shape):
    """What dropout multiplies the elements at one site by: 0 or 1/(1 - p), p rounded to a multiple of 2^-24."""
    threshold = round(p * 2**24)
    key = (mix([step_key + site]) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    h = np.arange(int(np.prod(shape)), dtype=np.uint32) * np.uint32(0x9E3779B1) ^ key
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x846CA68B)
    h = h ^ (h >> np.uint32(16))
    return np.where((h >> np.uint32(8)) >= threshold, 1.0 / (1.0 - threshold / 2**24), 0.0).reshape(shape)
