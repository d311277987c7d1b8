"""The first principal component of the values in src/stats/principal.rs's test, by numpy's SVD: share of the variance, then the
direction. python3 make.py > answers.txt (numpy 2)."""
import numpy as np

state, values = 12345, []
for i in range(25 * 40):
    state = (state * 1103515245 + 12345) % (1 << 31)
    u = np.float32(np.float32(state) / np.float32(1 << 31))
    values.append((u - np.float32(0.5)) * np.float32(1 + i % 40 % 7))
x = np.array(values, dtype=np.float32).astype(np.float64).reshape(25, 40)
x -= x.mean(axis=0)
_, s, v = np.linalg.svd(x, full_matrices=False)
print(repr(float(s[0] ** 2 / (s**2).sum())))
print("\n".join(repr(float(a)) for a in v[0]))
