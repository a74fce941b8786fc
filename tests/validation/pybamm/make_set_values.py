"""Values of the cell parameter sets as PyBaMM has them, for tests/unit/physics/cell/sets.test.ts.

    python3 -m venv .venv && .venv/bin/pip install pybamm pybammsolvers
    .venv/bin/python tests/validation/pybamm/make_set_values.py
    npx biome format --write tests/fixtures/cell-sets

writes tests/fixtures/cell-sets/pybamm-values.json. Functions are those of the sets, without the limits and
regularisations that PyBaMM's models put around them; conductivities, surfaces and transport factors are read out of a
discretised model, so that PyBaMM's own conventions stand behind them.
"""

import json
import pathlib

import numpy as np
import pybamm

SETS = [
    "Ai2020", "Chen2020", "Chen2020_composite", "Ecker2015", "Marquis2019", "Mohtat2020",
    "NCA_Kim2011", "OKane2022", "ORegan2022", "Prada2013", "Ramadass2004", "Xu2019",
]  # fmt: skip
HALF_CELLS = {"Xu2019"}
BLENDS = {"Chen2020_composite"}
# The set's own concentrations are those of an empty cell; these are 4.2 V at rest.
INITIAL_CONCENTRATIONS = {"Mohtat2020": {"Negative": 23956.77962, "Positive": 1186.076977}}

STOICHIOMETRIES = [0.02, 0.1, 0.25, 0.333, 0.5, 0.61, 0.75, 0.9, 0.98]
# Tables and fits that are not defined everywhere.
OWN_STOICHIOMETRIES = {
    ("Ai2020", "Positive"): [0.405, 0.44, 0.5, 0.555, 0.61, 0.68, 0.75, 0.9, 0.98],
}
TEMPERATURES = [283.15, 298.15, 318.15]
CONCENTRATIONS = [50.0, 400.0, 1000.0, 1500.0, 2500.0]


def value(sets, name, *arguments):
    entry = sets[name]
    symbol = entry(*[pybamm.Scalar(a) for a in arguments]) if callable(entry) else entry
    if isinstance(symbol, (int, float)):
        return float(symbol)
    return float(np.ravel(sets.process_symbol(symbol).evaluate())[0])


def material(sets, name, domain, phase):
    key = f"{phase}{domain}"
    maximum = sets[f"{phase}Maximum concentration in {domain.lower()} electrode [mol.m-3]"]
    initial = INITIAL_CONCENTRATIONS.get(name, {}).get(
        domain, sets[f"{phase}Initial concentration in {domain.lower()} electrode [mol.m-3]"]
    )
    points = OWN_STOICHIOMETRIES.get((name, domain), STOICHIOMETRIES)
    # Blends with hysteresis: the branch that a discharge follows.
    branch = " delithiation" if f"{key} electrode delithiation OCP [V]" in sets else ""
    potential = f"{key} electrode{branch} OCP [V]"
    entropic = f"{key} electrode OCP entropic change [V.K-1]"
    kinetics = f"{key} electrode exchange-current density [A.m-2]"
    diffusivity = f"{key} particle diffusivity [m2.s-1]"
    return {
        "volumeFraction": sets[f"{key} electrode active material volume fraction"],
        "particleRadius": sets[f"{key} particle radius [m]"],
        "maximumConcentration": maximum,
        "initialStoichiometry": initial / maximum,
        "initialPotential_V": value(sets, potential, initial / maximum)
        + (sets["Initial temperature [K]"] - sets["Reference temperature [K]"])
        * value(sets, entropic, initial / maximum),
        "potential": [[s, value(sets, potential, s)] for s in points],
        "entropicChange": [[s, value(sets, entropic, s)] for s in points],
        "diffusivity": [[s, t, value(sets, diffusivity, s, t)] for s in points for t in TEMPERATURES],
        "exchangeCurrent": [
            [c, s, t, value(sets, kinetics, c, s * maximum, maximum, t)]
            for c in CONCENTRATIONS[::2]
            for s in points[::4]
            for t in TEMPERATURES
        ],
    }


def model_values(sets, name):
    options = {}
    if name in HALF_CELLS:
        options = {"working electrode": "positive"}
    if name in BLENDS:
        options = {
            "particle phases": ("2", "1"),
            "open-circuit potential": (("single", "current sigmoid"), "single"),
        }
    resting = sets.copy()
    resting["Current function [A]"] = 0
    for domain, concentration in INITIAL_CONCENTRATIONS.get(name, {}).items():
        resting[f"Initial concentration in {domain.lower()} electrode [mol.m-3]"] = concentration
    model = pybamm.lithium_ion.DFN(options)
    solution = pybamm.Simulation(model, parameter_values=resting).solve([0, 1])

    def first(variable):
        return float(solution[variable].entries.flat[0])

    domains = ["Positive"] if name in HALF_CELLS else ["Negative", "Positive"]
    values = {}
    for domain in domains:
        phases = [""]
        if name in BLENDS and domain == "Negative":
            phases = ["primary ", "secondary "]
        values[domain.lower()] = {
            "thickness": sets[f"{domain} electrode thickness [m]"],
            "porosity": first(f"X-averaged {domain.lower()} electrode porosity"),
            "transportFactor": first(
                f"X-averaged {domain.lower()} electrolyte transport efficiency"
            ),
            "conductivity": value(
                sets, f"{domain} electrode conductivity [S.m-1]", 0.5, sets["Reference temperature [K]"]
            )
            * first(f"X-averaged {domain.lower()} electrode transport efficiency"),
            "surfacePerVolume": [
                first(f"X-averaged {domain.lower()} electrode {p}surface area to volume ratio [m-1]")
                for p in phases
            ],
            "materials": [
                material(sets, name, domain, p.capitalize().replace(" ", ": ")) for p in phases
            ],
        }
    if name in HALF_CELLS:
        lithium = 1 / sets["Lithium metal partial molar volume [m3.mol-1]"]
        values["negative"] = {
            "exchangeCurrent": [
                [c, t, value(sets, "Exchange-current density for lithium metal electrode [A.m-2]", c, lithium, t)]
                for c in CONCENTRATIONS
                for t in TEMPERATURES
            ],
            "seriesResistance": sets["Negative electrode thickness [m]"]
            / sets["Negative electrode conductivity [S.m-1]"],
        }
    values["openCircuitVoltageOfModel_V"] = first("Bulk open-circuit voltage [V]")
    return values


def thermal(sets):
    if "Total heat transfer coefficient [W.m-2.K-1]" not in sets or "Cell volume [m3]" not in sets:
        return None
    parameters = pybamm.LithiumIonParameters()
    try:
        reference = pybamm.Scalar(sets["Reference temperature [K]"])
        capacity = sets.process_symbol(parameters.rho_c_p_eff(reference)).evaluate()
    except KeyError as error:
        print("no thermal data:", error)
        return None
    return {
        "heatCapacity": float(capacity),
        "layersThickness": float(sets.process_symbol(parameters.L).evaluate()),
        "coolingArea": sets["Cell cooling surface area [m2]"],
        "volume": sets["Cell volume [m3]"],
        "heatTransferCoefficient": sets["Total heat transfer coefficient [W.m-2.K-1]"],
    }


INTERPHASE = {
    "initialThickness": "Initial SEI thickness [m]",
    "resistivity": "SEI resistivity [Ohm.m]",
    "partialMolarVolume": "SEI partial molar volume [m3.mol-1]",
    "lithiumPerFilmMolecule": "Ratio of lithium moles to SEI moles",
    "openCircuitPotential": "SEI open-circuit potential [V]",
    "reactionExchangeCurrent": "SEI reaction exchange current density [A.m-2]",
    "interstitialDiffusivity": "SEI lithium interstitial diffusivity [m2.s-1]",
    "interstitialReferenceConcentration": "Lithium interstitial reference concentration [mol.m-3]",
    "solventDiffusivity": "SEI solvent diffusivity [m2.s-1]",
    "solventConcentration": "Bulk solvent concentration [mol.m-3]",
    "activationEnergy": "SEI growth activation energy [J.mol-1]",
}


def interphase(sets):
    for prefix in ["", "Primary: "]:
        if prefix + INTERPHASE["resistivity"] in sets:
            return {key: float(sets[prefix + name]) for key, name in INTERPHASE.items()}
    return None


def plating(sets):
    if "Lithium plating transfer coefficient" not in sets:
        return None
    if "Lithium plating kinetic rate constant [m.s-1]" in sets:
        kinetics = {
            "rateConstant": float(sets["Lithium plating kinetic rate constant [m.s-1]"]),
            "decayConstant": float(sets["Dead lithium decay constant [s-1]"]),
        }
    else:
        kinetics = {"exchangeCurrent": float(sets["Exchange-current density for plating [A.m-2]"])}
    return {"kinetics": kinetics, "transferCoefficient": float(sets["Lithium plating transfer coefficient"])}


def electrolyte(sets):
    names = {
        "diffusivity": "Electrolyte diffusivity [m2.s-1]",
        "conductivity": "Electrolyte conductivity [S.m-1]",
        "transferenceNumber": "Cation transference number",
        "thermodynamicFactor": "Thermodynamic factor",
    }
    return {
        "initialConcentration": sets["Initial concentration in electrolyte [mol.m-3]"],
        **{
            key: [[c, t, value(sets, name, c, t)] for c in CONCENTRATIONS for t in TEMPERATURES]
            for key, name in names.items()
        },
    }


def cell(name):
    sets = pybamm.ParameterValues(name)
    return {
        "area": sets["Electrode height [m]"]
        * sets["Electrode width [m]"]
        * sets["Number of electrodes connected in parallel to make a cell"],
        "nominalCapacity": sets["Nominal cell capacity [A.h]"] * 3600,
        "lowerCutoff": sets["Lower voltage cut-off [V]"],
        "upperCutoff": sets["Upper voltage cut-off [V]"],
        "referenceTemperature": sets["Reference temperature [K]"],
        "ambientTemperature": sets["Ambient temperature [K]"],
        "initialTemperature": sets["Initial temperature [K]"],
        "contactResistance": sets["Contact resistance [Ohm]"],
        "separator": {
            "thickness": sets["Separator thickness [m]"],
            "porosity": sets["Separator porosity"],
            "transportFactor": sets["Separator porosity"]
            ** sets["Separator Bruggeman coefficient (electrolyte)"],
        },
        "electrolyte": electrolyte(sets),
        "thermal": thermal(sets),
        "interphase": interphase(sets),
        "plating": plating(sets),
        **model_values(sets, name),
    }


def write(path, content):
    def compact(node):
        if isinstance(node, list) and node and isinstance(node[0], list):
            return "[\n" + ",\n".join(json.dumps(row) for row in node) + "\n]"
        if isinstance(node, dict):
            return "{\n" + ",\n".join(f"{json.dumps(k)}: {compact(v)}" for k, v in node.items()) + "\n}"
        if isinstance(node, list) and node and isinstance(node[0], dict):
            return "[" + ",\n".join(compact(item) for item in node) + "]"
        return json.dumps(node)

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(compact(content) + "\n")


if __name__ == "__main__":
    cells = {}
    for name in SETS:
        print(name)
        cells[name] = cell(name)
    write(
        pathlib.Path(__file__).parents[2] / "fixtures/cell-sets/pybamm-values.json",
        {
            "source": f"PyBaMM {pybamm.__version__} (BSD-3-Clause), made by tests/validation/pybamm/make_set_values.py",
            "units": "SI; rows are arguments, then value: [s, V], [s, V/K], [s, K, m2/s], [c_e, s, K, A/m2], [c_e, K, value]",
            "sets": cells,
        },
    )
