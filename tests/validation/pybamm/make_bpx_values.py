"""Values of the BPX example files as the bpx and pybamm packages read them.

    python -m venv .venv && .venv/bin/pip install pybamm bpx
    .venv/bin/python tests/validation/pybamm/make_bpx_values.py

writes tests/fixtures/bpx/values.json (then `npx biome check --write tests/fixtures/bpx`), against which the reader of physics/cell/bpx is tested. Functions are
evaluated at the reference temperature and at 318.15 K. `initialVoltage` is the open-circuit voltage at the
stoichiometric limits of full charge.
"""

import json
import math
import warnings
from pathlib import Path

import bpx
import numpy as np
import pybamm

warnings.simplefilter("ignore")
folder = Path(__file__).parents[2] / "fixtures" / "bpx"
temperatures = [298.15, 318.15]
salt = [100.0, 500.0, 1000.0, 1500.0, 2500.0]
points = 9


def function(value):
    """A BPX value as a Python function of x, as the bpx package compiles it; tables as PyBaMM interpolates."""
    if value is None:
        return lambda x: 0.0
    if isinstance(value, (int, float)):
        return lambda x: float(value)
    if isinstance(value, bpx.Function):
        return value.to_python_function(preamble="from math import exp, tanh, sinh, cosh, sqrt, log")
    table = pybamm.Interpolant(
        np.array(value.x), np.array(value.y), pybamm.InputParameter("x"), interpolator="linear"
    )
    return lambda x: float(table.evaluate(inputs={"x": x})[0, 0])


def particles(electrode):
    return getattr(electrode, "particle", None) or {"": electrode}


def electrode_values(electrode):
    rows = {}
    for name, particle in particles(electrode).items():
        low, high = particle.minimum_stoichiometry, particle.maximum_stoichiometry
        stoichiometry = [low + (high - low) * i / (points - 1) for i in range(points)]
        # Two points outside the window too: tables go on along their last line.
        stoichiometry += [-0.05, 1.05] if particle.dudt is not None else []
        rows[name] = {
            "stoichiometry": stoichiometry,
            "openCircuitPotential": [function(particle.ocp)(x) for x in stoichiometry],
            "diffusivity": [function(particle.diffusivity)(x) for x in stoichiometry],
            "entropicChange": [function(particle.dudt)(x) for x in stoichiometry],
        }
    return rows


def pybamm_values(path, document):
    """What PyBaMM makes of the file: effective values of a whole parameter set."""
    if "Electrolyte" not in document["Parameterisation"]:
        return None
    parameters = pybamm.ParameterValues.create_from_bpx(str(path))

    def at(name, *arguments):
        symbol = parameters[name]
        value = symbol(*[pybamm.Scalar(a) for a in arguments]) if callable(symbol) else pybamm.Scalar(symbol)
        return float(np.squeeze(parameters.evaluate(value)))

    result = {
        "salt": salt,
        "temperatures": temperatures,
        "electrolyteDiffusivity": [[at("Electrolyte diffusivity [m2.s-1]", c, t) for c in salt] for t in temperatures],
        "electrolyteConductivity": [[at("Electrolyte conductivity [S.m-1]", c, t) for c in salt] for t in temperatures],
        "separatorEfficiency": parameters["Separator porosity"]
        ** parameters["Separator Bruggeman coefficient (electrolyte)"],
    }
    for side in ["Negative", "Positive"]:
        for phase in ["", "Primary: ", "Secondary: "]:
            lower = f"{side.lower()} electrode"
            maximum = f"{phase}Maximum concentration in {lower} [mol.m-3]"
            if maximum not in parameters:
                continue
            sites = parameters[maximum]
            result[f"{phase}{side}"] = {
                "volumeFraction": parameters[f"{phase}{side} electrode active material volume fraction"],
                "exchangeCurrent": [
                    [
                        at(f"{phase}{side} electrode exchange-current density [A.m-2]", 700.0, s * sites, sites, t)
                        for s in (0.2, 0.6)
                    ]
                    for t in temperatures
                ],
                "diffusivity": [
                    [at(f"{phase}{side} particle diffusivity [m2.s-1]", s, t) for s in (0.2, 0.6)]
                    if f"{phase}{side} particle diffusivity [m2.s-1]" in parameters
                    else [at(f"{phase}{side} electrode diffusivity [m2.s-1]", s, t) for s in (0.2, 0.6)]
                    for t in temperatures
                ],
                "initialStoichiometry": parameters[f"{phase}Initial concentration in {lower} [mol.m-3]"] / sites,
            }
    return result


def values(path):
    document = json.loads(path.read_text())
    read = bpx.parse_bpx_file(str(path)).parameterisation
    negative = next(iter(particles(read.negative_electrode).values()))
    positive = next(iter(particles(read.positive_electrode).values()))
    voltage = function(positive.ocp)(positive.minimum_stoichiometry) - function(negative.ocp)(
        negative.maximum_stoichiometry
    )
    assert math.isfinite(voltage)
    return {
        "initialVoltage": voltage,
        "negative": electrode_values(read.negative_electrode),
        "positive": electrode_values(read.positive_electrode),
        "pybamm": pybamm_values(path, document),
    }


result = {
    "source": "tests/validation/pybamm/make_bpx_values.py",
    "versions": {"bpx": bpx.__version__, "pybamm": pybamm.__version__},
    "files": {path.name: values(path) for path in sorted(folder.glob("*_BPX*.json"))},
}
(folder / "values.json").write_text(json.dumps(result, indent=1) + "\n")
