"""Converged reference solutions of the Doyle-Fuller-Newman model, made with PyBaMM.

    python make_reference.py [--only REGEX] [--force] [--list] [--retime] [--limit SECONDS]

Writes one JSON per case into the folder cell-reference-cases. Cases that exist are skipped unless --force. Method and fields: twin/validation/data/cell-reference/SOURCE.txt.
"""

import argparse
import json
import os
import re
import signal
import time
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np
import pybamm
from scipy.interpolate import PchipInterpolator

warnings.filterwarnings("ignore")
pybamm.set_logging_level("CRITICAL")

HERE = Path("cell-reference-cases")
RTOL = 1e-7  # IDA relative and absolute tolerance of the reference solves
LOOSE = 1e-6  # for costly cases (time error then still below 0.01 mV)
SLOW = {"OKane2022", "ORegan2022"}
STRETCH = 3.0  # particle meshes: exponential, clustered at the surface
SETS = ["Chen2020", "Marquis2019", "Ecker2015", "OKane2022", "ORegan2022", "Prada2013", "Ai2020", "Mohtat2020", "Xu2019"]


FROM_FULL = {"Mohtat2020"}  # the set's own initial concentrations are those of an empty cell


# ----------------------------------------------------------------------------------------------- one solve
def parameters(case):
    p = pybamm.ParameterValues(case["set"])
    p.update(case.get("overrides", {}), check_already_exists=False)
    if "temperature" in case:
        p.update({"Ambient temperature [K]": case["temperature"], "Initial temperature [K]": case["temperature"]})
    if "current" in case:
        p["Current function [A]"] = case["current"]
    if "profile" in case:
        t, i = case["profile"]
        p["Current function [A]"] = pybamm.Interpolant(t, i, pybamm.t, interpolator="linear", name="drive")
    if "initial_soc" in case:
        p.set_initial_state(case["initial_soc"], options=case.get("options") or None)
    return p


def simulation(case, nx=None, nr=None, rtol=RTOL, atol=RTOL):
    """A simulation on the reference mesh (nx, nx/2, nx; nr), or on PyBaMM's default mesh when nx is None."""
    model = getattr(pybamm.lithium_ion, case.get("model", "DFN"))(case.get("options") or None)
    kw = {}
    if nx:
        points = {"x_n": nx, "x_s": nx // 2, "x_p": nx, "r_n": nr, "r_p": nr}
        submesh, methods = dict(model.default_submesh_types), dict(model.default_spatial_methods)
        sharp = case.get("set") == "ORegan2022"  # narrow wells in D_s: the better surface extrapolation does not converge there
        better = {"extrapolation": {"order": {"gradient": "linear", "value": "quadratic"}, "use bcs": True}}
        better = {} if sharp else better
        stretch = 1.0 if sharp else STRETCH
        for d in list(submesh):
            if d.endswith("particle"):
                submesh[d] = pybamm.MeshGenerator(pybamm.Exponential1DSubMesh, {"side": "right", "stretch": stretch})
                methods[d] = pybamm.FiniteVolume(better)
                if "primary" in d or "secondary" in d:
                    points["r_" + d[0] + ("_prim" if "primary" in d else "_sec")] = nr
        kw = {"var_pts": points, "submesh_types": submesh, "spatial_methods": methods}
    if "experiment" in case:
        kw["experiment"] = pybamm.Experiment(case["experiment"])
    solver = pybamm.IDAKLUSolver(rtol=rtol, atol=atol)
    return pybamm.Simulation(model, parameter_values=parameters(case), solver=solver, **kw)


def tolerance(case):
    if "rtol" in case:
        return case["rtol"]
    return LOOSE if case.get("set") in SLOW or len(case.get("experiment", [])) > 3 else RTOL


def run(case, sim):
    if "experiment" in case:
        return sim.solve(calc_esoh=False)
    if "profile" in case:
        return sim.solve(t_eval=case["profile"][0])
    return sim.solve([0, case["t_max"]])


def steps(case, sol):
    if "experiment" not in case:
        return [sol]
    return [s for c in sol.cycles if c is not None for s in c.steps if s is not None]


def names(case):
    n = {"V": "Voltage [V]", "I": "Current [A]", "Q": "Discharge capacity [A.h]"}
    if "thermal" in (case.get("options") or {}):
        n["T"] = "Volume-averaged cell temperature [K]"
    n.update(case.get("extra", {}))
    return n


# ------------------------------------------------------------------------------------------- extrapolation
class Curve:
    """Per step: duration and every variable on a grid of relative time in the step. Curves are combined linearly."""

    def __init__(self, dur, vals, why=""):
        self.dur, self.vals, self.why = dur, vals, why

    def __add__(self, o):
        return Curve(self.dur + o.dur, [{k: v[k] + w[k] for k in v} for v, w in zip(self.vals, o.vals)], self.why)

    def __rmul__(self, a):
        return Curve(a * self.dur, [{k: a * x for k, x in v.items()} for v in self.vals], self.why)

    def __sub__(self, o):
        return self + (-1.0) * o


def relative_grid(n):
    """0, geometric near 0 (diffusion layers), uniform, geometric near 1 (knee)."""
    if n < 30:
        return np.unique(np.round(np.r_[0, 0.003, 0.02, np.linspace(0.08, 1, n - 3)], 6))
    g = np.r_[0, np.geomspace(5e-4, 0.015, 10), np.linspace(0.02, 1, n - 18), 1 - np.geomspace(5e-4, 0.004, 6)]
    return np.unique(np.round(g, 6))


def curve(case, sol, grids=None):
    dur, vals = [], []
    ss = steps(case, sol)
    for k, s in enumerate(ss):
        t0, t1 = s.t[0], s.t[-1]
        if k == 0:
            t0 = 0.0
        g = grids[k] if grids is not None else None
        t = t0 + g * (t1 - t0)
        t[-1] = t1
        t = np.clip(t, s.t[0], t1)
        dur.append(t1 - t0)
        vals.append({a: np.asarray(s[b](t), float).ravel() for a, b in names(case).items()})
    return Curve(np.array(dur), vals, ss[-1].termination)


def difference(case, a, b, grids):
    """Time-weighted rms and maximum of a - b in mV at equal time since the start of the step.

    Carried from equal relative to equal absolute time by dV/dt, or, where the step ends differ too much for that
    (steep knee), by interpolation of a."""
    num = den = worst = 0.0
    for k, g in enumerate(grids):
        t = g * b.dur[k]
        v = b.vals[k]["V"]
        slope = np.gradient(v, t) if len(t) > 2 and t[-1] > 0 else 0 * v
        e = (a.vals[k]["V"] - v - slope * g * (a.dur[k] - b.dur[k])) * 1e3
        w = np.gradient(t)
        ta = g * a.dur[k]
        if abs(a.dur[k] - b.dur[k]) > 1e-6 * b.dur[k] and a.dur[k] > 0:
            e2 = (PchipInterpolator(ta, a.vals[k]["V"])(np.minimum(t, ta[-1])) - v) * 1e3
            e = np.where(np.abs(e2) < np.abs(e), e2, e)
            keep = t <= ta[-1]
            e, w = e[keep], w[keep]
        num, den = num + np.sum(w * e**2), den + np.sum(w)
        worst = max(worst, np.abs(e[1:]).max(initial=0))
    return float(np.sqrt(num / den)), float(worst)


def extrapolate(case, log):
    """Voltage at zero mesh width: orders 1 and 2 in x from three meshes, order 2 in r, plus the mixed term."""
    cache, grids = {}, None
    n = case.get("points", 170)

    def at(nx, nr):
        nonlocal grids
        if (nx, nr) not in cache:
            t0 = time.perf_counter()
            sol = run(case, simulation(case, nx, nr, tolerance(case), tolerance(case)))
            if isinstance(sol, pybamm.EmptySolution):
                raise RuntimeError("empty solution")
            ss = steps(case, sol)
            if grids is None:
                if "profile" in case:
                    tp = case["profile"][0]
                    full = ss[0].t[-1] >= tp[-1] - 1e-6
                    grids = [case.get("profile_grid", tp[::2]) / tp[-1]] if full else [relative_grid(n)]
                else:
                    m = case.get("step_points") or [max(12, n // len(ss))] * len(ss)
                    grids = [relative_grid(k) for k in m]
            if len(ss) != len(grids):
                raise RuntimeError(f"number of steps differs between meshes ({len(ss)}, {len(grids)})")
            cache[nx, nr] = curve(case, sol, grids)
            log.append(f"{nx}/{nr}:{time.perf_counter() - t0:.1f}s")
        return cache[nx, nr]

    three = lambda a, b, c: (1 / 3) * a + (-2.0) * b + (8 / 3) * c
    two = lambda a, b: (-1 / 3) * a + (4 / 3) * b
    nr = case.get("r_base", 30)
    seq = case.get("x_meshes", [10, 20, 40, 80])
    has_x = case.get("model") != "SPM"
    if not has_x:
        seq, x, x_est, nx = [], at(20, nr), (0.0, 0.0), 20
    else:
        x = three(*(at(k, nr) for k in seq[-3:]))
        x_est = difference(case, three(*(at(k, nr) for k in seq[-4:-1])), x, grids)
        while x_est[0] > (case.get("goal", 0.05) if seq[-1] < 160 else 0.1) and seq[-1] < case.get("x_limit", 320):
            seq = seq + [2 * seq[-1]]
            old, x = x, three(*(at(k, nr) for k in seq[-3:]))
            x_est = difference(case, old, x, grids)
        nx = seq[1]
    rs = case.get("r_meshes", [nr, 2 * nr, 4 * nr])
    if len(rs) > 2:
        r = two(at(nx, rs[-2]), at(nx, rs[-1]))
        r_est = difference(case, two(at(nx, rs[-3]), at(nx, rs[-2])), r, grids)
        while r_est[0] > 0.05 and rs[-1] < case.get("r_limit", 240):
            rs = rs + [2 * rs[-1]]
            old, r = r, two(at(nx, rs[-2]), at(nx, rs[-1]))
            r_est = difference(case, old, r, grids)
        # the first instant of a step: the surface value is of order 1 in r there
        r1 = three(*(at(nx, k) for k in rs[-3:]))
        for v, w in zip(r.vals, r1.vals):
            for k in v:
                v[k][0] = w[k][0]
    else:
        r = two(at(nx, rs[0]), at(nx, rs[1]))
        d = difference(case, at(nx, rs[1]), r, grids)
        r_est = (d[0] / 4, d[1] / 4)
    best = x + (r - at(nx, nr))
    c_est = (0.0, 0.0)
    if has_x and case.get("mixed", True):
        mix = (4 / 3) * ((at(2 * nx, 2 * nr) - at(2 * nx, nr)) - (at(nx, 2 * nr) - at(nx, nr)))
        best2 = best + mix
        c_est = difference(case, best, best2, grids)
        best = best2
    best.why = at(nx, nr).why
    # the highest reported error may be that of the mixed term itself; take it whole, it bounds what is left
    est = [float(np.sqrt(x_est[k] ** 2 + r_est[k] ** 2 + (0.5 * c_est[k]) ** 2)) for k in (0, 1)]
    parts = {"x": x_est[0], "r": r_est[0], "mixed": c_est[0]}
    meshes = {"x_n=x_p": seq or [20], "x_s": "half", "r": rs, "r_for_x_sequence": nr, "x_for_r_sequence": nx}
    return best, grids, est, parts, meshes


# ------------------------------------------------------------------------------------------------ peer figure
def peer(case, out):
    """PyBaMM as shipped: default mesh, IDAKLU rtol 1e-4 atol 1e-6; time of solve() warm, error against the reference."""
    sim = simulation(case, rtol=1e-4, atol=1e-6)
    sol = run(case, sim)
    ms = []
    for _ in range(case.get("repeats", 7)):
        t0 = time.perf_counter()
        sol = run(case, sim)
        ms.append((time.perf_counter() - t0) * 1e3)
    t, v = np.array(out["time_s"]), np.array(out["voltage_V"])
    if "step" in out:  # step by step, at equal time since the start of the step
        st = np.array(out["step"])
        e2 = w2 = worst = 0.0
        for k, s in enumerate(steps(case, sol)):
            i = np.where(st == k)[0]
            if len(i) < 2:
                continue
            tt = t[i] - t[i[0]]
            ok = tt <= s.t[-1] - s.t[0]
            d = (np.asarray(s["Voltage [V]"](np.clip(s.t[0] + tt[ok], s.t[0], s.t[-1]))).ravel() - v[i][ok]) * 1e3
            w = np.gradient(tt)[ok]
            e2, w2 = e2 + np.sum(w * d**2), w2 + np.sum(w)
            worst = max(worst, np.abs(d[1:]).max(initial=0))
        rms = np.sqrt(e2 / w2)
    else:
        ok = t <= sol.t[-1]
        d = (np.asarray(sol["Voltage [V]"](t[ok])).ravel() - v[ok]) * 1e3
        w = np.gradient(t)[ok]
        rms, worst = np.sqrt(np.sum(w * d**2) / np.sum(w)), np.abs(d[1:]).max(initial=0)
    out["pybamm_default_ms"] = round(float(np.median(ms)), 2)
    out["pybamm_default_rms_mV"] = round(float(rms), 4)
    out["pybamm_default_max_mV"] = round(float(worst), 3)
    out["pybamm_default_t_end_s"] = round(float(sol.t[-1]), 4)
    out["load_average_during_timing"] = round(os.getloadavg()[0], 2)


# -------------------------------------------------------------------------------------------------- one case
def make(case):
    log = []
    best, grids, est, parts, meshes = extrapolate(case, log)
    time_s, step, cols = [], [], {k: [] for k in names(case)}
    t0 = 0.0
    for k, g in enumerate(grids):
        time_s += list(t0 + g * best.dur[k])
        step += [k] * len(g)
        for c in cols:
            cols[c] += list(best.vals[k][c])
        t0 += best.dur[k]
    f = lambda a, n: [round(float(x), n) for x in a]
    sig = lambda a: [float(f"{x:.6g}") for x in a]
    p = parameters(case)
    out = {
        "case": case["case"],
        "parameter_set": case["set"],
        "model": case.get("model", "DFN"),
        "options": case.get("options", {}),
        "overrides": {**case.get("overrides", {})},
        "temperature_K": case.get("temperature", float(p["Ambient temperature [K]"])),
        "protocol": {"words": case["words"]},
    }
    if "initial_soc" in case:
        for d in ("negative", "positive"):
            key = f"Initial concentration in {d} electrode [mol.m-3]"
            out["overrides"][key] = float(f"{float(p[key]):.10g}")
    if "experiment" in case:
        out["protocol"]["experiment"] = [str(s) for s in case.get("experiment_text", case["experiment"])]
    if "current" in case:
        out["protocol"]["current_A"] = case["current"]
    if "profile_file" in case:
        out["protocol"]["current_file"] = case["profile_file"]
    out |= {
        "lower_cutoff_V": float(p["Lower voltage cut-off [V]"]),
        "upper_cutoff_V": float(p["Upper voltage cut-off [V]"]),
        "termination": best.why,
        "time_s": f(time_s, 4),
        "voltage_V": f(cols["V"], 6),
        "current_A": sig(cols["I"]),
    }
    if len(grids) > 1:
        out["step"] = step
        out["step_end_s"] = f(np.cumsum(best.dur), 4)
    if "T" in cols:
        out["cell_temperature_K"] = f(cols["T"], 4)
    ends = np.cumsum([len(g) for g in grids]) - 1
    if case.get("extra"):
        per = case.get("per_cycle", len(grids))
        out["at_cycle_end"] = {names(case)[k]: sig(np.array(cols[k])[ends[per - 1 :: per]]) for k in case["extra"]}
    out |= {
        "t_end_s": round(float(np.sum(best.dur)), 4),
        "discharge_capacity_Ah": float(f"{cols['Q'][-1]:.7g}"),
        "mesh": meshes,
        "rtol": tolerance(case),
        "convergence_estimate_mV": float(f"{est[0]:.3g}"),
        "convergence_estimate_max_mV": float(f"{est[1]:.3g}"),
        "convergence_parts_mV": {k: float(f"{v:.2g}") for k, v in parts.items()},
    }
    if case.get("note"):
        out["note"] = case["note"]
    if out["t_end_s"] < 60:
        out["note"] = (out.get("note", "") + " Ends in less than 60 s.").strip()
    try:
        peer(case, out)
    except Exception as e:
        out["pybamm_default_failure"] = str(e)[:200]
    return out, " ".join(log)


# -------------------------------------------------------------------------------------------------- case lists
def nominal(name):
    return float(pybamm.ParameterValues(name)["Nominal cell capacity [A.h]"])


def label(c):
    return f"{c:g}C".replace(".", "p")


def discharge(name, c, **kw):
    q = nominal(name)
    opt = {"working electrode": "positive"} if name == "Xu2019" else {}
    opt |= kw.pop("options", {})
    case = {
        "case": f"{name}_{label(c)}" + kw.pop("suffix", ""),
        "set": name,
        "options": opt,
        "current": float(f"{c * q:.10g}"),
        "t_max": 2.2 * 3600 / c,
        "words": f"constant-current discharge at {c:g}C ({c * q:.6g} A) from {'100 % state of charge (initial concentrations in overrides)' if name in FROM_FULL else 'the initial concentrations of the set'} to its lower cut-off",
    }
    if name in FROM_FULL:
        case["initial_soc"] = 1.0
    if c > 2 or "lumped" in case["case"]:
        case["rtol"] = LOOSE
    if name == "ORegan2022":
        case |= {"r_base": 60, "rtol": 1e-5, "x_limit": 80, "r_limit": 240, "limit": 200}
    return case | kw


def drive_profile(seed, peak, seconds=600):
    """Own synthetic current profile, 1 s samples, linear in between: low-pass noise, steps, regeneration, pauses."""
    rng = np.random.default_rng(seed)
    t = np.arange(seconds + 1.0)
    smooth = sum(a * np.sin(2 * np.pi * t / p + f) for a, p, f in zip(rng.uniform(0.05, 0.25, 8), rng.uniform(9, 170, 8), rng.uniform(0, 6.3, 8)))
    i = 0.28 + smooth
    k = 0
    while k < seconds:
        w = int(rng.integers(4, 40))
        kind = rng.random()
        if kind < 0.35:
            i[k : k + w] += rng.uniform(0.15, 0.6)
        elif kind < 0.55:
            i[k : k + w] -= rng.uniform(0.2, 0.7)
        elif kind < 0.68:
            i[k : k + w] = 0.0
        k += w
    i = np.clip(i, -0.45, 1.0)
    i[0] = 0.1
    return t, np.round(peak * i, 4)


many_steps = {"points": 400, "x_meshes": [5, 10, 20, 40], "x_limit": 80, "goal": 0.1, "limit": 250}


def cases():
    out = []
    for name in SETS:
        for c in (0.2, 1, 2, 3):
            out.append(discharge(name, c))
    chen = {"set": "Chen2020"}
    full = {"initial_soc": 0.0}
    out.append(chen | full | {"case": "Chen2020_charge_1C_CCCV_rest", "experiment": ["Charge at 1C until 4.2V", "Hold at 4.2V until C/20", "Rest for 1 hour"], "step_points": [120, 80, 60], "words": "from 0 % state of charge (2.5 V at rest): charge 1C (5 A) to 4.2 V, hold 4.2 V until 0.25 A, rest 1 h"})
    out.append(chen | {"case": "Chen2020_cycle_1C_rest_C2", "experiment": ["Discharge at 1C until 2.5V", "Rest for 1 hour", "Charge at C/2 until 4.2V"], "step_points": [130, 60, 130], "words": "discharge 1C to 2.5 V, rest 1 h, charge C/2 to 4.2 V"})
    pulse = ["Discharge at 2C for 10 seconds", "Rest for 40 seconds", "Charge at 1.5C for 10 seconds", "Rest for 40 seconds", "Discharge at 1C for 360 seconds", "Rest for 600 seconds"]
    out.append(chen | {"case": "Chen2020_HPPC", "overrides": {}, "experiment": ["Discharge at 1C for 360 seconds", "Rest for 600 seconds"] + pulse * 4, **many_steps, "words": "after 10 % discharge and 10 min rest, four times: pulse 2C 10 s, rest 40 s, charge pulse 1.5C 10 s, rest 40 s, discharge 1C 360 s, rest 600 s"})
    out.append(chen | {"initial_soc": 0.8, "case": "Chen2020_drive_A", "profile": drive_profile(11, 12.0), "profile_file": "drive_cycle_A.csv", "words": "600 s synthetic drive cycle, current linear between the 1 s samples of the file; starts at the state of charge given by the initial concentrations in overrides"})
    for c in (1, 2, 3):
        for h in (10, 35):
            out.append(discharge("Chen2020", c, suffix=f"_lumped_h{h}", options={"thermal": "lumped"}, overrides={"Total heat transfer coefficient [W.m-2.K-1]": h}, note="lumped energy balance as in PyBaMM: one temperature, heat capacity of the whole cell, cooling area and cell volume of the set; ambient 298.15 K"))
    for c, m in ((1, "SPM"), (1, "SPMe")):
        out.append(discharge("Chen2020", c, suffix="_" + m, model=m))
    for kind, tag in (("reaction limited", "SEI_reaction"), ("interstitial-diffusion limited", "SEI_interstitial")):
        out.append(
            chen
            | {
                "case": "Chen2020_" + tag + "_10cycles",
                "options": {"SEI": kind},
                "experiment": ["Discharge at 1C until 2.5V", "Charge at 1C until 4.2V", "Hold at 4.2V until C/20"] * 10,
                "step_points": [13, 12, 10] * 10,
                "per_cycle": 3,
                "extra": {"L": "X-averaged negative SEI thickness [m]", "C": "Loss of capacity to negative SEI [A.h]", "N": "Loss of lithium to negative SEI [mol]"},
                "x_meshes": [10, 20, 40, 80],
                "x_limit": 80,
                "r_meshes": [30, 60],
                "mixed": False,
                "words": "ten cycles: discharge 1C to 2.5 V, charge 1C to 4.2 V, hold 4.2 V until 0.25 A; SEI " + kind + ", parameters of the set",
            }
        )
    return out


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--only", default="")
    a.add_argument("--force", action="store_true")
    a.add_argument("--list", action="store_true")
    a.add_argument("--retime", action="store_true", help="only measure PyBaMM's default again, for the cases that exist")
    a.add_argument("--limit", type=float, default=150, help="seconds per case")
    a = a.parse_args()
    HERE.mkdir(exist_ok=True)
    todo = [(HERE, c) for c in cases()]
    for folder, case in todo:
        if a.only and not re.search(a.only, case["case"]):
            continue
        if a.list:
            print(case["case"])
            continue
        file, bad = folder / (case["case"] + ".json"), folder / "failures.json"
        if a.retime:
            if file.exists():
                child = os.fork()
                if child == 0:
                    retime(file, case)
                    os._exit(0)
                os.waitpid(child, 0)
            continue
        if file.exists() and not a.force:
            continue
        if "profile_file" in case:
            t, i = case["profile"]
            (folder / case["profile_file"]).write_text("time_s,current_A\n" + "".join(f"{x:g},{y:g}\n" for x, y in zip(t, i)))
        # a child per case: a solve that hangs is ended after the limit, memory is given back
        child = os.fork()
        if child == 0:
            note(file, bad, case)
            os._exit(0)
        t0 = time.perf_counter()
        while os.waitpid(child, os.WNOHANG)[0] == 0:
            time.sleep(0.02)
            if time.perf_counter() - t0 > case.get("limit", a.limit):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                fail(bad, case, f"not finished in {case.get('limit', a.limit):g} s")
                break


def retime(file, case):
    out = json.loads(file.read_text())
    old = out.get("pybamm_default_ms")
    passes = out.get("pybamm_default_ms_passes") or ([old] if old else [])
    try:
        peer(case, out)
        out["pybamm_default_ms_passes"] = passes + [out["pybamm_default_ms"]]
        out["pybamm_default_ms"] = min(out["pybamm_default_ms_passes"])  # the state of the process alone moves it by 1.5
    except Exception as e:
        out["pybamm_default_failure"] = str(e)[:200]
    file.write_text(json.dumps(out, separators=(",", ":")) + "\n")
    print(f"{case['case']:40s} {old} -> {out.get('pybamm_default_ms')} ms, load {out.get('load_average_during_timing')}, rms {out.get('pybamm_default_rms_mV')}", flush=True)


def fail(bad, case, why):
    failures = json.loads(bad.read_text()) if bad.exists() else {}
    failures.pop(case["case"], None)
    if why:
        failures[case["case"]] = why
        print(f"{case['case']:40s} FAIL {why}", flush=True)
    if failures or bad.exists():
        bad.write_text(json.dumps(failures, indent=1) + "\n")


def note(file, bad, case):
    t0 = time.perf_counter()
    try:
        out, log = make(case)
        file.write_text(json.dumps(out, separators=(",", ":")) + "\n")
        fail(bad, case, None)
        print(f"{case['case']:40s} t_end {out['t_end_s']:10.3f} est {out['convergence_estimate_mV']:.4f} max {out['convergence_estimate_max_mV']:.3f} {out['convergence_parts_mV']} "
              f"| default {out.get('pybamm_default_ms')} ms rms {out.get('pybamm_default_rms_mV')} max {out.get('pybamm_default_max_mV')} | {out['termination']} | {time.perf_counter() - t0:.1f} s {log}", flush=True)
    except Exception as e:
        fail(bad, case, re.sub(r"\s+", " ", f"{type(e).__name__}: {e}")[:300])


if __name__ == "__main__":
    main()
