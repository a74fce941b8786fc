"""Puts the cases that make_reference.py wrote into the files that `twinline validate` reads.

    python tests/validation/pybamm/collect_reference.py FOLDER [NAME]
    npx biome format --write twin/validation/data/cell-reference

FOLDER holds the JSON files of make_reference.py and drive_cycle_A.csv, or those of make_plating.py; NAME is that of the
file, pybamm.json without it. Protocols are translated from PyBaMM's strings
into Twinline's words; everything else is passed on as it is.
"""

import json
import re
import shutil
import sys
from pathlib import Path

FIELDS = [
    "case", "parameter_set", "model", "options", "overrides", "temperature_K", "convergence_estimate_mV",
    "pybamm_default_rms_mV", "pybamm_default_ms", "pybamm_default_t_end_s", "t_end_s", "time_s", "voltage_V", "current_A", "cell_temperature_K", "step",
    "at_cycle_end",
]  # fmt: skip
OUT = Path(__file__).parents[3] / "twin" / "validation" / "data" / "cell-reference"


def step_text(words):
    """A PyBaMM experiment step in Twinline's words: 'Charge at C/2 until 4.2V' is 'charge 0.5C until 4.2V'."""
    text = words.lower().replace(" at ", " ")
    text = re.sub(r"c/(\d+)", lambda rate: f"{1 / float(rate[1]):g}c", text)
    text = re.sub(r"(\d+) seconds", r"\1s", text).replace("1 hour", "1h")
    return re.sub(r"([\d.]+)([cv])\b", lambda value: value[1] + value[2].upper(), text)


def protocol_text(case):
    protocol = case["protocol"]
    if "current_A" in protocol:
        return f"discharge {protocol['current_A']:.10g}A until {case['lower_cutoff_V']:g}V"
    if "current_file" in protocol:
        return "drive drive-cycle-a.csv"
    return "; ".join(step_text(words) for words in protocol["experiment"])


def main():
    folder = Path(sys.argv[1])
    cases = []
    for path in sorted(folder.glob("*.json")):
        case = json.loads(path.read_text())
        if "case" not in case:
            continue
        kept = {name: case[name] for name in FIELDS if name in case}
        kept["words"] = case["protocol"]["words"]
        kept["protocol"] = protocol_text(case)
        cases.append(kept)
    name = sys.argv[2] if len(sys.argv) > 2 else "pybamm.json"
    (OUT / name).write_text(json.dumps(cases))
    drive = folder / "drive_cycle_A.csv"
    if drive.exists():
        shutil.copyfile(drive, OUT / "drive-cycle-a.csv")


main()
