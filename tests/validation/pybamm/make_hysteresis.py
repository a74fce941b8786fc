"""A converged solution of a BPX cell with hysteresis of its negative electrode, made with PyBaMM.

    python make_hysteresis.py

Writes tests/fixtures/cell-sets/pybamm-hysteresis.json (then `npx biome format --write` it), by the method of
make_reference.py: the example cell of tests/fixtures/bpx with branches 0.03 (1 - x) V above and below its OCP, a decay
constant of 20 and a state that begins on the branch of lithiation.
"""

import json
from pathlib import Path

import make_reference
import pybamm

FIXTURES = Path(__file__).parents[2] / "fixtures"


def parameters(case):
    values = pybamm.ParameterValues.create_from_bpx(str(FIXTURES / "bpx" / "nmc_pouch_cell_BPX.json"))
    middle = values["Negative electrode OCP [V]"]
    values.update(
        {
            "Negative electrode lithiation OCP [V]": lambda x: middle(x) - 0.03 * (1 - x),
            "Negative electrode delithiation OCP [V]": lambda x: middle(x) + 0.03 * (1 - x),
            "Negative particle lithiation hysteresis decay rate": 20,
            "Negative particle delithiation hysteresis decay rate": 20,
            "Initial hysteresis state in negative electrode": -1,
        },
        check_already_exists=False,
    )
    return values


def initial():
    values = parameters(CASE)
    share = lambda side: float(
        values[f"Initial concentration in {side} electrode [mol.m-3]"]
        / values[f"Maximum concentration in {side} electrode [mol.m-3]"]
    )
    return {side: share(side) for side in ("negative", "positive")}


CASE = {
    "case": "hysteresis",
    "set": "nmc_pouch_cell_BPX",
    "options": {"open-circuit potential": ("one-state hysteresis", "single")},
    "experiment": [
        "Discharge at C/2 for 1 hour",
        "Charge at C/2 for 30 minutes",
        "Rest for 30 minutes",
        "Discharge at C/2 for 20 minutes",
    ],
    "step_points": [50, 40, 30, 40],
    "x_meshes": [10, 20, 40, 80],
    "x_limit": 80,
    "r_meshes": [30, 60],
    "mixed": False,
    "repeats": 1,
    "words": "hysteresis of the negative electrode",
}

if __name__ == "__main__":
    make_reference.parameters = parameters
    case, log = make_reference.make(CASE)
    print(log, case["convergence_estimate_mV"], case["pybamm_default_rms_mV"])
    kept = ("time_s", "voltage_V", "step", "convergence_estimate_mV", "pybamm_default_rms_mV")
    source = f"Own solution with PyBaMM {pybamm.__version__} (IDAKLU), made by tests/validation/pybamm/make_hysteresis.py"
    file = FIXTURES / "cell-sets" / "pybamm-hysteresis.json"
    # PyBaMM starts a BPX cell where it stands at its upper cut-off, not at the limits of stoichiometry.
    content = {"source": source, "initialStoichiometry": initial(), **{key: case[key] for key in kept}}
    file.write_text(json.dumps(content) + "\n")
