import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CellParameters, Electrode } from '../../physics/cell/cell-parameters.ts';
import { DfnIntegrator } from '../../physics/cell/dfn/dfn-integrator.ts';
import { initialState } from '../../physics/cell/initial-state.ts';
import { type PresetName, presets } from '../../physics/cell/presets.ts';
import type { Protocol } from '../../physics/cell/protocol/protocol.ts';
import { cellSet } from '../../physics/cell/sets/by-name.ts';
import { simulateCell } from '../../physics/cell/simulate.ts';
import { type Rng, randomStreams } from '../../physics/core/random.ts';
import { validateCase } from '../../twin/validation/validate.ts';
import { atMost, type BenchRow, information, quantile } from './bench-row.ts';

const presetNames: readonly PresetName[] = ['fast', 'accurate'];
const warmUp = 300;
const rounds = 401;
const cellCount = 10_000;
const seed = 2026;

/** Discharges whose time the issue bounds [ms]. */
const timed: readonly {
  readonly name: string;
  readonly set: string;
  readonly rate: number;
  /** Case of `twinline validate p2d-references` that says how good the discharge is. */
  readonly reference: string;
  readonly bar: Readonly<Record<PresetName, number>>;
}[] = [
  {
    name: 'Chen2020 C/5',
    set: 'Chen2020',
    rate: 0.2,
    reference: 'Chen2020_0p2C',
    bar: { fast: 0.3, accurate: 0.5 },
  },
  {
    name: 'Chen2020 1C',
    set: 'Chen2020',
    rate: 1,
    reference: 'Chen2020_1C',
    bar: { fast: 0.3, accurate: 0.5 },
  },
  {
    name: 'Chen2020 2C',
    set: 'Chen2020',
    rate: 2,
    reference: 'Chen2020_2C',
    bar: { fast: 0.3, accurate: 0.5 },
  },
  {
    name: 'D_s(c), Ecker2015 1C',
    set: 'Ecker2015',
    rate: 1,
    reference: 'Ecker2015_1C',
    bar: { fast: 0.6, accurate: 0.6 },
  },
  {
    name: 'depletion, Chen2020 3C',
    set: 'Chen2020',
    rate: 3,
    reference: 'Chen2020_3C',
    bar: { fast: 3, accurate: 3 },
  },
];

function discharge({ nominalCapacity, lowerCutoff }: CellParameters, rate: number): Protocol {
  const current = (rate * nominalCapacity) / 3600;
  return [
    {
      control: { kind: 'current', value: current },
      ends: [{ kind: 'voltage', value: lowerCutoff }],
      text: `discharge ${current}A until ${lowerCutoff}V`,
    },
  ];
}

/** One cell as a caller of the product runs it, without a grid. */
function simulate(parameters: CellParameters, protocol: Protocol, preset: PresetName) {
  return simulateCell(parameters, protocol, {
    model: 'dfn',
    preset,
    thermal: 'isothermal',
    fields: false,
    limits: { steps: 20_000 },
  });
}

/** Warm median [ms]; `prepare` is not timed. */
function median_ms<T>(prepare: () => T, work: (prepared: T) => void): number {
  const times: number[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const prepared = prepare();
    const begun = performance.now();
    work(prepared);
    if (round >= 0) times.push(performance.now() - begun);
  }
  return quantile(times, 0.5);
}

/** The steps alone, without construction of the cell, protocol, events and result. */
function steps_ms(parameters: CellParameters, rate: number, preset: PresetName): number {
  const { mesh, tolerance } = presets[preset];
  const { initialTemperature, nominalCapacity, area, lowerCutoff } = parameters;
  const density = (rate * nominalCapacity) / 3600 / area;
  const { negative, positive } = initialState(parameters);
  return median_ms(
    () => {
      const integrator = new DfnIntegrator(
        parameters,
        mesh,
        tolerance,
        initialTemperature,
        undefined,
      );
      integrator.cell.reset(negative, positive);
      return integrator;
    },
    (integrator) => {
      if (!integrator.jump(density, undefined, 0.3)) throw new Error('no solution at the start');
      while (integrator.voltage > lowerCutoff) {
        const isSolved = integrator.try(integrator.nextStep, density, undefined);
        if (isSolved && integrator.attempt.error < 1) integrator.accept();
        else integrator.reject(isSolved);
      }
    },
  );
}

/** Scores of `twinline validate p2d-references` by quantity. */
function scores(): ReadonlyMap<string, { readonly rmse: number; readonly bar: number }> {
  const data = new URL('../../twin/validation/data/', import.meta.url);
  const rows = validateCase('p2d-references', (file) => readFileSync(new URL(file, data), 'utf8'));
  return new Map(rows.map((row) => [row.quantity, row]));
}

/**
 * Chen2020 as a line makes it: standard deviations of 2 % of thickness and 1 % of loading; porosity follows from both,
 * with 7 % and 4 %.
 */
function scattered(base: CellParameters, rng: Rng): CellParameters {
  const scatter = (electrode: Electrode): Electrode => {
    const thickness = electrode.thickness * (1 + 0.02 * rng.normal());
    const denser = ((1 + 0.01 * rng.normal()) * electrode.thickness) / thickness;
    const materials = electrode.materials.map((material) => ({
      ...material,
      volumeFraction: material.volumeFraction * denser,
    }));
    const porosity = 1 - (1 - electrode.porosity) * denser;
    return { ...electrode, thickness, porosity, materials };
  };
  const { negative, positive } = base;
  return {
    ...base,
    negative: negative.kind === 'porous' ? scatter(negative) : negative,
    positive: scatter(positive),
  };
}

function batchRows(): BenchRow[] {
  const base = cellSet('Chen2020');
  const rng = randomStreams(seed).stream('bench/p2d-cells');
  const cells = Array.from({ length: cellCount }, () => scattered(base, rng));
  const protocol = discharge(base, 1);
  let [failures, capacity] = [0, 0];
  const begun = performance.now();
  for (const cell of cells) {
    const { status, solverSteps } = simulate(cell, protocol, 'fast');
    if (status !== 'event') failures++;
    capacity += solverSteps.time.at(-1)! / 3600;
  }
  const spent_s = (performance.now() - begun) / 1000;
  if (!Number.isFinite(capacity)) throw new Error('a cell gave no number');
  return [
    atMost('p2d: 10,000 different cells, 1C, fast, one thread', spent_s, 's', 4),
    atMost('p2d: 10,000 different cells, failures', failures, '', 0),
  ];
}

interface PybammRow {
  readonly points: string;
  readonly variant: string;
  readonly median_ms: number;
  readonly rms_mV: number;
}

/** PyBaMM beside us in the same run; nothing, told why, where it is not installed. */
function pybammRows(
  own_ms: ReadonlyMap<PresetName, number>,
  error_mV: ReadonlyMap<PresetName, number>,
): BenchRow[] {
  const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
  const script = fileURLToPath(new URL('../validation/pybamm/time_dfn.py', import.meta.url));
  if (!existsSync(python)) {
    process.stdout.write(
      `p2d: PyBaMM skipped: there is no ${python}; python3 -m venv .venv && .venv/bin/pip install pybamm pybammsolvers\n`,
    );
    return [];
  }
  let text: string;
  try {
    text = execFileSync(python, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').at(-2) : String(error);
    process.stdout.write(`p2d: PyBaMM skipped: ${script} failed: ${reason}\n`);
    return [];
  }
  const ladder = JSON.parse(text) as readonly PybammRow[];
  return [
    ...ladder.map(({ points, variant, median_ms, rms_mV }) =>
      information(
        `p2d: PyBaMM IDAKLU ${variant} ${points}, 1C at ${rms_mV.toFixed(2)} mV`,
        median_ms,
        'ms',
      ),
    ),
    ...['default', 'better'].flatMap((variant) =>
      presetNames.map((preset) => {
        const rungs = ladder.filter((row) => row.variant === variant);
        const equal = rungs.filter(({ rms_mV }) => rms_mV <= error_mV.get(preset)!);
        // Where no mesh is as good, the finest one counts: the true ratio is higher.
        const cheapest = Math.min(
          ...(equal.length > 0 ? equal : rungs.slice(-1)).map((row) => row.median_ms),
        );
        const name = `p2d: ${preset} over PyBaMM ${variant}, 1C, ${equal.length > 0 ? 'equal or better error' : 'no mesh is as good'}`;
        const ratio = cheapest / own_ms.get(preset)!;
        return variant === 'default'
          ? { name, value: ratio, unit: 'times', bar: '>= 150', pass: ratio >= 150 }
          : information(name, ratio, 'times');
      }),
    ),
  ];
}

/** Time of one discharge of the cell model, warm, with its error; a batch of different cells; PyBaMM beside it. */
export async function run(): Promise<BenchRow[]> {
  const score = scores();
  const rows: BenchRow[] = [];
  const own_ms = new Map<PresetName, number>();
  const error_mV = new Map<PresetName, number>();
  for (const { name, set, rate, reference, bar } of timed) {
    const parameters = cellSet(set);
    const protocol = discharge(parameters, rate);
    for (const preset of presetNames) {
      const spent = median_ms(
        () => undefined,
        () => simulate(parameters, protocol, preset),
      );
      const { rmse, bar: errorBar } = score.get(`${reference} ${preset}`)!;
      if (reference === 'Chen2020_1C') {
        own_ms.set(preset, spent);
        error_mV.set(preset, rmse);
      }
      rows.push(
        atMost(`p2d: ${name}, ${preset}, simulateCell`, spent, 'ms', bar[preset]),
        atMost(`p2d: ${name}, ${preset}, error`, rmse, 'mV', errorBar),
      );
      if (rate < 3) {
        const alone = steps_ms(parameters, rate, preset);
        rows.push(information(`p2d: ${name}, ${preset}, steps alone on one mesh`, alone, 'ms'));
      }
    }
  }
  rows.push(...batchRows(), ...pybammRows(own_ms, error_mV));
  return rows;
}
