"""Times Python's powerlaw on files of f64, one task a line: {"file", "seconds"} → {"ms", "alpha", "xMin"}, or {"ms": null} where
that many seconds were not enough. The first line says the version."""

import contextlib
import json
import signal
import sys
import time

import numpy as np
import powerlaw


def stop(signum, frame):
    raise TimeoutError


signal.signal(signal.SIGALRM, stop)
print(json.dumps({"version": powerlaw.__version__}), flush=True)
for line in sys.stdin:
    task = json.loads(line)
    values = np.fromfile(task["file"])
    signal.alarm(task["seconds"])
    start = time.perf_counter()
    try:
        with contextlib.redirect_stdout(sys.stderr):
            fit = powerlaw.Fit(values, verbose=False)
        ms = (time.perf_counter() - start) * 1e3
        answer = {"ms": ms, "alpha": float(fit.alpha), "xMin": float(fit.xmin)}
    except TimeoutError:
        answer = {"ms": None}
    signal.alarm(0)
    print(json.dumps(answer), flush=True)
