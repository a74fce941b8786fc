"""Solutions of a blended negative electrode whose interphases grow on both materials, made with PyBaMM.

    python make_blend_interphase.py

Writes tests/fixtures/cell-sets/pybamm-blend-interphase.json (then `npx biome format --write` it): Chen2020_composite with
the delithiation curve of silicon, on one fine mesh. Where the reaction limits growth the film has no resistance: PyBaMM
26.10 then takes the film's drop on both materials from the current per surface of the second one alone.
"""

import json
from pathlib import Path

import numpy as np
import pybamm

POINTS = {"x_n": 60, "x_s": 20, "x_p": 60, "r_n": 60, "r_n_prim": 60, "r_n_sec": 60, "r_p": 60}
STEPS = ["Discharge at 1C for 40 minutes", "Rest for 1 hour", "Charge at C/2 for 60 minutes"]
ENDS = [2400.0, 6000.0, 9600.0]
TIMES = [float(t) for t in np.r_[np.linspace(20, 2390, 40), np.linspace(2420, 5990, 20), np.linspace(6020, 9590, 40)]]


def solve(limit, resistivity):
    values = pybamm.ParameterValues("Chen2020_composite")
    delithiation = values["Secondary: Negative electrode delithiation OCP [V]"]
    values.update({"Secondary: Negative electrode OCP [V]": delithiation}, check_already_exists=False)
    if resistivity is not None:
        for material in ("Primary", "Secondary"):
            values[f"{material}: SEI resistivity [Ohm.m]"] = resistivity
    model = pybamm.lithium_ion.DFN(
        {
            "particle phases": ("2", "1"),
            "open-circuit potential": (("single", "single"), "single"),
            "SEI": ((f"{limit} limited", f"{limit} limited"), "none"),
        }
    )
    graded = pybamm.MeshGenerator(pybamm.Exponential1DSubMesh, {"side": "right", "stretch": 3.0})
    submesh = {k: graded if k.endswith("particle") else v for k, v in model.default_submesh_types.items()}
    simulation = pybamm.Simulation(
        model,
        parameter_values=values,
        experiment=pybamm.Experiment(STEPS),
        var_pts=POINTS,
        submesh_types=submesh,
        solver=pybamm.IDAKLUSolver(rtol=1e-7, atol=1e-7),
    )
    solution = simulation.solve(calc_esoh=False)
    lost = solution["Loss of lithium to negative SEI [mol]"](np.array(ENDS) - 1e-3)
    return {
        "resistivity": resistivity,
        "voltage_V": [round(float(v), 6) for v in solution["Voltage [V]"](np.array(TIMES))],
        "lithiumLost_mol": [float(f"{float(n):.6g}") for n in np.ravel(lost)],
    }


if __name__ == "__main__":
    content = {
        "source": f"Own solutions with PyBaMM {pybamm.__version__} (IDAKLU), made by tests/validation/pybamm/make_blend_interphase.py",
        "protocol": "discharge 1C for 40min; rest for 1h; charge 0.5C for 60min",
        "time_s": TIMES,
        "cases": {"solvent": solve("solvent-diffusion", None), "reaction": solve("reaction", 1e-3)},
    }
    file = Path(__file__).parents[2] / "fixtures" / "cell-sets" / "pybamm-blend-interphase.json"
    file.write_text(json.dumps(content) + "\n")
