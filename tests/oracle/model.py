"""The lab's model built from PyTorch's own modules, its weights taken from the arena."""

import torch
from torch import nn
from torch.nn import functional as F

from formula import layout


def activation(c):
    return F.relu if c["activation"] == "relu" else lambda x: F.gelu(x, approximate="tanh")


def causal(c):
    """[T, T], true where attention is forbidden; None when nothing is."""
    t = c["context"]
    return torch.ones(t, t, dtype=torch.bool).triu(1) if c["mask"] == "causal" else None


def sinusoids(t, d):
    """[T, C]: sin and cos of t / 10000^(2i/C) (Vaswani et al. 2017, section 3.5)."""
    angle = torch.arange(t, dtype=torch.float64)[:, None] / 10000.0 ** (torch.arange(0, d, 2, dtype=torch.float64) / d)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(t, d)


class Model(nn.Module):
    """Embedding, TransformerEncoderLayers, optional final norm, head."""

    def __init__(self, c, theta, dtype=torch.float64):
        super().__init__()
        self.c, d = c, c["d_model"]
        self.embedding = nn.Embedding(c["vocab"], d)
        self.positions = nn.Embedding(c["context"], d) if c["positions"] == "learned" else None
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(d, c["heads"], c["d_ff"], c["dropout"], activation(c), batch_first=True,
                                       norm_first=c["norm"] == "pre")
            for _ in range(c["layers"]))
        self.final_norm = nn.LayerNorm(d) if c["final_norm"] else None
        self.head = nn.Linear(d, c["vocab"])
        self.to(dtype)
        self.register_buffer("table", sinusoids(c["context"], d).to(dtype))
        self.register_buffer("mask", causal(c))
        with torch.no_grad():
            for (_, view), part in zip(self.arena(), torch.split(torch.as_tensor(theta), self.sizes())):
                view.copy_(part.reshape(view.shape))

    def sizes(self):
        return [view.numel() for _, view in self.arena()]

    def arena(self, gradient=False):
        """(name, view) of every tensor or of its gradient, in arena order."""
        d, views = self.c["d_model"], []
        for name, shape in layout(self.c):
            path = name.split(".")
            if path[0] == "layers":
                layer, path = self.layers[int(path[1])], path[2:]
                module, leaf = {"ff1": layer.linear1, "ff2": layer.linear2, "norm1": layer.norm1, "norm2": layer.norm2,
                                "attention": layer.self_attn}[path[0]], path[-1]
            else:
                module, leaf = getattr(self, path[0]), path[-1]
            rows = slice(None)
            if path[0] == "attention" and path[1] == "out":
                module = module.out_proj
            elif path[0] == "attention":
                leaf = "in_proj_" + leaf
                i = ("query", "key", "value").index(path[1])
                rows = slice(i * d, (i + 1) * d)
            tensor = getattr(module, "weight" if leaf == "gain" else leaf)
            view = (tensor.grad if gradient else tensor)[rows]
            assert view.shape == shape, name
            views.append((name, view))
        return views

    def gradient(self):
        return torch.cat([view.reshape(-1) for _, view in self.arena(gradient=True)])

    def embed(self, tokens):
        x = self.embedding(tokens)
        return x + self.positions.weight if self.positions is not None else x * self.c["d_model"] ** 0.5 + self.table

    def finish(self, x, targets):
        logits = self.head(self.final_norm(x) if self.final_norm is not None else x)
        return F.cross_entropy(logits.reshape(-1, self.c["vocab"]), targets.reshape(-1))

    def forward(self, tokens, targets):
        """Mean cross-entropy in nats of tokens and targets [B, T]."""
        x = self.embed(tokens)
        for layer in self.layers:
            x = layer(x, src_mask=self.mask, is_causal=False)
        return self.finish(x, targets)

    def forward_by_hand(self, tokens, targets, factors):
        """The same in elementary steps; dropout at site s multiplies by factors(s, shape)."""
        c = self.c
        b, t, d, h, f = *tokens.shape, c["d_model"], c["heads"], c["d_ff"]
        x = self.embed(tokens)
        for i, layer in enumerate(self.layers):
            def attention(x):
                heads = F.linear(x, layer.self_attn.in_proj_weight, layer.self_attn.in_proj_bias)
                q, k, v = heads.reshape(b, t, 3, h, d // h).permute(2, 0, 3, 1, 4)
                scores = q @ k.transpose(-1, -2) / (d // h) ** 0.5
                if self.mask is not None:
                    scores = scores.masked_fill(self.mask, float("-inf"))
                p = scores.softmax(-1) * factors(4 * i, (b, h, t, t))
                y = layer.self_attn.out_proj((p @ v).transpose(1, 2).reshape(b, t, d))
                return y * factors(4 * i + 1, (b, t, d))

            def feed_forward(x):
                y = activation(c)(layer.linear1(x)) * factors(4 * i + 2, (b, t, f))
                return layer.linear2(y) * factors(4 * i + 3, (b, t, d))

            if c["norm"] == "pre":
                x = x + attention(layer.norm1(x))
                x = x + feed_forward(layer.norm2(x))
            else:
                x = layer.norm1(x + attention(x))
                x = layer.norm2(x + feed_forward(x))
        return self.finish(x, targets)
