import { calender } from '../../physics/process/calendering.ts';
import { coatSlotDie } from '../../physics/process/coating.ts';
import { dryFilm } from '../../physics/process/drying.ts';
import {
  dryerZones,
  material,
  press,
  slotDieSetting,
  webSpeed,
} from '../support/demonstration-point.ts';
import { type BenchRow, information, quantile } from './bench-row.ts';

const rounds = 20;

/** Median over the rounds of the mean time of one call [us]; every call has an input of its own. */
function perCall_us(calls: number, work: (share: number) => number): number {
  const times: number[] = [];
  let sum = 0;
  for (let round = -3; round < rounds; round++) {
    const begun = performance.now();
    for (let i = 0; i < calls; i++) sum += work(i / calls);
    // The first rounds let the compiler see the code.
    if (round >= 0) times.push((1000 * (performance.now() - begun)) / calls);
  }
  if (!Number.isFinite(sum)) throw new Error('the chain gave no number');
  return quantile(times, 0.5);
}

/** Cost of the models of a segment at and around the nominal point of the demonstration line. */
export async function run(): Promise<BenchRow[]> {
  const zones = dryerZones(2, 10);
  const film = (share: number) =>
    coatSlotDie(material, slotDieSetting(0.17 + 0.02 * share, 200e-6));
  const dry = dryFilm(material, film(0.5), zones, webSpeed);
  const roll = { rollTemperature: 353.15 };
  const nominal = calender(dry, material, press, { mode: 'force', lineLoad: 115e3 }, roll);
  const drying_us = perCall_us(
    20,
    (share) => dryFilm(material, film(share), zones, webSpeed).porosity,
  );
  const force_us = perCall_us(2000, (share) => {
    const setting = { mode: 'force', lineLoad: 90e3 + 50e3 * share } as const;
    return calender(dry, material, press, setting, roll).porosity;
  });
  const gap_us = perCall_us(2000, (share) => {
    const setting = { mode: 'gap', rollGap: nominal.nominalGap + 4e-6 * (share - 0.5) } as const;
    return calender(dry, material, press, setting, roll).porosity;
  });
  return [
    information('forward chain: dryFilm, 4 zones, per call', drying_us / 1000, 'ms'),
    information('forward chain: calender at a line load, per call', force_us, 'us'),
    information('forward chain: calender at a gap, per call', gap_us, 'us'),
  ];
}
