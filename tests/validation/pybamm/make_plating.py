"""Converged solutions of the Doyle-Fuller-Newman model with lithium plating, made with PyBaMM.

    python make_plating.py [--only REGEX] [--limit SECONDS]

Writes one JSON per case into the folder cell-reference-cases, by the method of make_reference.py; collect_reference.py
puts them into the file that `twinline validate` reads. The film on the negative electrode stays as thick as it begins and
has no resistance, so that plating is the only side reaction.
"""

import make_reference
import pybamm

LAWS = {"irreversible": "irreversible", "reversible": "reversible", "partially reversible": "partially"}
AMOUNTS = {
    "plated": "X-averaged negative lithium plating concentration [mol.m-3]",
    "dead": "X-averaged negative dead lithium concentration [mol.m-3]",
}


def empty():
    """Initial concentrations at 0 % state of charge."""
    values = pybamm.ParameterValues("OKane2022")
    values.set_initial_state(0.0)
    keys = [f"Initial concentration in {side} electrode [mol.m-3]" for side in ("negative", "positive")]
    return {key: float(f"{float(values[key]):.10g}") for key in keys}


def case(law, rate, celsius):
    return {
        "case": f"OKane2022_plating_{LAWS[law]}_{rate}C_{celsius}degC",
        "set": "OKane2022",
        "options": {"lithium plating": law, "SEI": "constant", "SEI film resistance": "none"},
        "overrides": empty(),
        "temperature": 273.15 + celsius,
        "experiment": [f"Charge at {rate}C until 4.2V", "Rest for 1 hour", "Discharge at C/2 until 3V"],
        "step_points": [60, 40, 60],
        "per_cycle": 1,
        "extra": AMOUNTS,
        "x_meshes": [10, 20, 40, 80],
        "x_limit": 160,
        "r_meshes": [30, 60],
        "mixed": False,
        "limit": 600,
        "words": f"from 0 % state of charge: charge {rate}C to 4.2 V, rest 1 h, discharge C/2 to 3 V; plating {law}",
    }


make_reference.cases = lambda: [
    case(law, rate, celsius) for law in LAWS for rate, celsius in ((1, 5), (2, 25))
]

if __name__ == "__main__":
    make_reference.main()
