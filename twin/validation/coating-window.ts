import { demonstrationSlotDie } from '../../physics/materials/demonstration-coaters.ts';
import { nmc622Demonstration } from '../../physics/materials/nmc622-demonstration.ts';
import {
  beadLimits,
  dynamicContactCosine,
  type SlotDieBead,
} from '../../physics/process/coating/slot-die-bead.ts';
import {
  airEntrainmentSpeed,
  thinnestStableFilm,
} from '../../physics/process/coating/slot-die-window.ts';
import type { LimitRow } from './validation-row.ts';

const { coating } = nmc622Demonstration;
const ruschak = 'Ruschak 1976, doi:10.1016/0009-2509(76)87026-1 (not read)';
const carvalho = 'Carvalho and Kheshgi 2000, doi:10.1002/aic.690461003 (not read)';
const higgins = 'Higgins and Scriven 1980, doi:10.1016/0009-2509(80)80018-2 (not read)';
const gutoff = 'Gutoff and Kendrick 1982, doi:10.1002/aic.690280314 (not read)';

/** A Newtonian bead of the viscosity of an electrode slurry. */
const newtonian = (change: Partial<SlotDieBead> = {}): SlotDieBead => ({
  powerLaw: { consistency: 0.5, flowIndex: 1 },
  viscosity: 0.5,
  highShearViscosity: 0.5,
  surfaceTension: 0.04,
  dieGap: 200e-6,
  webSpeed: 0.1,
  wetThickness: 120e-6,
  ...change,
});
const withVacuum = (vacuum: number) => ({ ...demonstrationSlotDie, vacuum });

/**
 * The coating window of a slot die: its low-flow limit and the two limits of its bead against solutions that are found
 * another way, and the published directions of all limits.
 */
export function coatingWindow(): readonly LimitRow[] {
  return [lowFlow(), ...beads(), ...directions()].map((row) => ({
    case: 'coating-window',
    unit: 'frac',
    notes,
    ...row,
    pass: row.rmse <= row.bar,
  }));
}

type Judged = Omit<LimitRow, 'case' | 'unit' | 'notes' | 'pass'>;

/** The thinnest film against the meniscus of a film that is drawn out of a gap, its equation integrated. */
function lowFlow(): Judged {
  const bend = curvatureOfMeniscus();
  const capillaryNumbers = Array.from({ length: 17 }, (_, i) => 10 ** (-4 + i / 4));
  const gap = 200e-6;
  const errors = (law: (capillaryNumber: number) => number): number =>
    rootMeanSquare(
      capillaryNumbers.map((capillaryNumber) => {
        const pull = (3 * capillaryNumber) ** (2 / 3) * bend;
        const thinnest = (gap * pull) / (2 + pull);
        return (law(capillaryNumber) - thinnest) / gap;
      }),
    );
  return {
    quantity: 'thinnest stable film',
    n: capillaryNumbers.length,
    rmse: errors((capillaryNumber) => thinnestStableFilm(gap, capillaryNumber)),
    baseline: errors(() => gap / 2),
    bar: 0.01,
    how: "the film whose meniscus, by the film equation h''' = 3 Ca (h - t) / h^3 integrated here, is as curved as half the space below the lip; Ca 1e-4 to 1; as share of the gap; baseline: half the gap",
    source: carvalho,
  };
}

/**
 * Curvature far from the film of eta''' = (eta - 1) / eta^3 that leaves it flat, by the classical Runge-Kutta method. The
 * mode that grows along the film is exp(x).
 * @see Landau and Levich 1942: 0.643
 */
function curvatureOfMeniscus(): number {
  const slope = ([height, first, second]: readonly number[]): number[] => [
    first!,
    second!,
    (height! - 1) / height! ** 3,
  ];
  const start = 1e-6;
  let state = [1 + start, start, start];
  const step = 2e-3;
  const along = (from: readonly number[], rates: readonly number[], by: number): number[] =>
    from.map((value, i) => value + by * rates[i]!);
  while (state[0]! < 1e5) {
    const a = slope(state);
    const b = slope(along(state, a, step / 2));
    const c = slope(along(state, b, step / 2));
    const d = slope(along(state, c, step));
    state = state.map((value, i) => value + (step / 6) * (a[i]! + 2 * b[i]! + 2 * c[i]! + d[i]!));
  }
  return state[2]!;
}

/** Films at which a Newtonian bead leaves the upstream lip, by the quadratic equation that its balance of pressures is. */
function beads(): Judged[] {
  const cases = [0, 300, 1000].flatMap((vacuum) =>
    [100e-6, 200e-6, 300e-6].flatMap((dieGap) =>
      [0.05, 0.1, 0.5].map((webSpeed) => ({ vacuum, bead: newtonian({ dieGap, webSpeed }) })),
    ),
  );
  const limit = (key: 'thinnestHeldFilm' | 'thickestHeldFilm', length: number): Judged => {
    const films = cases.map(({ vacuum, bead }) => {
      const exact = heldFilm(vacuum, bead, length);
      const viscous = (bead.dieGap / 2) * (1 + length / demonstrationSlotDie.downstreamLip);
      const found = beadLimits(coating, withVacuum(vacuum), bead)[key];
      return [found / exact - 1, viscous / exact - 1] as const;
    });
    return {
      quantity:
        key === 'thinnestHeldFilm'
          ? 'film at which the bead breaks'
          : 'film at which the bead swells',
      n: films.length,
      rmse: rootMeanSquare(films.map(([error]) => error)),
      baseline: rootMeanSquare(films.map(([, error]) => error)),
      bar: 1e-6,
      how: 'the root of the viscocapillary balance, which is quadratic for a Newtonian slurry; vacuum 0 to 1 kPa, gap 100 to 300 um, 3 to 30 m/min; baseline: the flow under the lips without menisci and vacuum',
      source: higgins,
    };
  };
  return [
    limit('thinnestHeldFilm', 0),
    limit('thickestHeldFilm', demonstrationSlotDie.upstreamLip),
  ];
}

function heldFilm(vacuum: number, bead: SlotDieBead, length: number): number {
  const { viscosity, surfaceTension, dieGap: gap, webSpeed } = bead;
  const capillaryNumber = (viscosity * webSpeed) / surfaceTension;
  const drag = (6 * viscosity * webSpeed) / gap ** 2;
  const cosines =
    dynamicContactCosine(coating.foilContactAngle, capillaryNumber) +
    Math.cos(coating.lipContactAngle);
  const lip = demonstrationSlotDie.downstreamLip;
  // vacuum + menisci - suction / t = X drag + L drag (1 - 2 t / G), times t.
  const square = (2 * lip * drag) / gap;
  const linear = vacuum + (surfaceTension * cosines) / gap - (length + lip) * drag;
  const suction = 1.34 * capillaryNumber ** (2 / 3) * surfaceTension;
  return (-linear + Math.sqrt(linear ** 2 + 4 * square * suction)) / (2 * square);
}

/** Published directions: the share of 12 steps in which a limit goes the other way or stays. */
function directions(): Judged[] {
  const steps = 12;
  const along = (from: number, to: number, limit: (value: number) => number, sign: 1 | -1) => {
    const values = Array.from({ length: steps + 1 }, (_, i) =>
      limit(from + ((to - from) * i) / steps),
    );
    return (
      values.filter((value, i) => i > 0 && !(sign * (value - values[i - 1]!) > 0)).length / steps
    );
  };
  const breaking = (bead: SlotDieBead, vacuum = demonstrationSlotDie.vacuum): number =>
    beadLimits(coating, withVacuum(vacuum), bead).thinnestHeldFilm;
  const row = (quantity: string, how: string, source: string, rmse: number): Judged => ({
    quantity,
    n: steps,
    rmse,
    baseline: Number.NaN,
    bar: 0,
    how: `share of steps against it, ${how}`,
    source,
  });
  return [
    row(
      'vacuum lets thinner films be held',
      '0 to 1 kPa',
      higgins,
      along(0, 1000, (vacuum) => breaking(newtonian(), vacuum), -1),
    ),
    row(
      'a wider gap asks for thicker films',
      '100 to 400 um',
      ruschak,
      along(100e-6, 400e-6, (dieGap) => breaking(newtonian({ dieGap })), 1),
    ),
    row(
      'a faster web asks for thicker films',
      '1 to 5 m/min, Ca up to 1',
      ruschak,
      along(1 / 60, 5 / 60, (webSpeed) => breaking(newtonian({ webSpeed })), 1),
    ),
    row(
      'the low-flow limit rises with the capillary number',
      'Ca 0.01 to 1',
      carvalho,
      along(0.01, 1, (ca) => thinnestStableFilm(200e-6, ca), 1),
    ),
    row(
      'air comes in at less speed the thicker the slurry',
      '0.1 to 5 Pa.s',
      gutoff,
      along(0.1, 5, (viscosity) => airEntrainmentSpeed(coating, viscosity), -1),
    ),
  ];
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

const notes = [
  'No table of measured windows (film, gap, speed and vacuum of one slurry whose flow curve is known) could be had under a licence: these rows hold the laws to solutions of the same physics found another way, and to published directions. What a slurry really does at its limit is not tested.',
  'The meniscus law is one of small capillary numbers; above 1 the model marks its limit as extrapolated.',
  'The bead of a shear-thinning slurry is solved by the same search with the flow of a power law, which unit tests hold to the Newtonian one.',
];
