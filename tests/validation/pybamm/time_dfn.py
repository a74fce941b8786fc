"""Times PyBaMM's IDAKLU on the 1C discharge of Chen2020 over a ladder of meshes, with the error of each.

    .venv/bin/python tests/validation/pybamm/time_dfn.py [REPEATS]

Prints a JSON list of {points, variant, median_ms, rms_mV}: the warm median of Simulation.solve() and the error against
the converged solution in twin/validation/data/cell-reference/pybamm.json, scored as `twinline validate` scores.
Variants: `default` is PyBaMM's discretisation as it comes, `better` has particle meshes that are finer at the surface and
the quadratic surface value, so that the ladder shows PyBaMM at its best too. tests/bench/p2d.ts runs this.
"""

import json
import os
import sys
import time
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import pybamm

warnings.filterwarnings("ignore")
pybamm.set_logging_level("CRITICAL")

REFERENCE = Path(__file__).parents[3] / "twin" / "validation" / "data" / "cell-reference" / "pybamm.json"
REPEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
# Points in each electrode (half of it in the separator, but 20 at PyBaMM's default) and in a particle.
LADDER = [
    ("default", 20, 20), ("default", 20, 40), ("default", 40, 80), ("default", 60, 120),
    ("better", 20, 20), ("better", 40, 20), ("better", 80, 20), ("better", 160, 30),
]  # fmt: skip


def simulation(variant, nx, nr):
    model = pybamm.lithium_ion.DFN()
    points = {"x_n": nx, "x_s": 20 if nx == 20 else nx // 2, "x_p": nx, "r_n": nr, "r_p": nr}
    submesh, methods = dict(model.default_submesh_types), dict(model.default_spatial_methods)
    if variant == "better":
        surface = {"extrapolation": {"order": {"gradient": "linear", "value": "quadratic"}, "use bcs": True}}
        for domain in ("negative particle", "positive particle"):
            submesh[domain] = pybamm.MeshGenerator(pybamm.Exponential1DSubMesh, {"side": "right", "stretch": 3.0})
            methods[domain] = pybamm.FiniteVolume(surface)
    return pybamm.Simulation(
        model, parameter_values=pybamm.ParameterValues("Chen2020"), solver=pybamm.IDAKLUSolver(rtol=1e-4, atol=1e-6),
        var_pts=points, submesh_types=submesh, spatial_methods=methods,
    )  # fmt: skip


def error(sim, times, expected):
    """Root mean square at the times of the reference, weighted with the time between them, without the ends [mV]."""
    solution = sim.solve([0, 4000], t_interp=times)
    inner = np.arange(1, len(times) - 1)
    inner = inner[times[inner] < solution.t[-1]]
    found = {round(float(t), 6): float(v) for t, v in zip(solution.t, solution["Voltage [V]"].entries)}
    weights = 0.5 * (times[inner + 1] - times[inner - 1])
    off = np.array([found[round(float(times[i]), 6)] - expected[i] for i in inner])
    return 1e3 * float(np.sqrt(np.sum(weights * off**2) / np.sum(weights)))


def main():
    case = next(c for c in json.loads(REFERENCE.read_text()) if c["case"] == "Chen2020_1C")
    times, expected = np.array(case["time_s"]), np.array(case["voltage_V"])
    rows = []
    for variant, nx, nr in LADDER:
        sim = simulation(variant, nx, nr)
        rms = error(sim, times, expected)
        spent = []
        for _ in range(REPEATS):
            begun = time.perf_counter()
            sim.solve([0, 4000])
            spent.append(time.perf_counter() - begun)
        row = {"points": f"{nx}-{nr}", "variant": variant, "median_ms": 1e3 * float(np.median(spent)), "rms_mV": rms}
        rows.append(row)
        print(row, file=sys.stderr, flush=True)
    print(json.dumps(rows))


main()
