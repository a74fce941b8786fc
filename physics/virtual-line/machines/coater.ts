import type { Rng } from '../../core/random.ts';
import { totalLevel } from '../faults.ts';
import { actual, type LineState } from '../line-state.ts';

/** Moves the web on and lays slurry on what passes the die; without `rng` there is no pulsation and no flutter. */
export function coatWeb(state: LineState, dt: number, rng: Rng | undefined): void {
  const { constants, faults, time, web } = state;
  const pulsation = rng === undefined ? 0 : 0.004 * Math.sin(5.1 * time);
  const slip = constants.pumpSlip + totalLevel(faults, 'pumpWear', time);
  const running = state.webSpeed > 1e-3;
  state.dieFlow = running ? actual(state, 'coater.pumpFlow') * (1 - slip) * (1 + pulsation) : 0;
  const weights = dieProfile(state, rng);
  const mass = state.dieFlow * dt * state.slurryDensity;
  const temperature = actual(state, 'coater.slurryTemperature');
  state.solidsFed += mass * state.solidsContent;
  web.advance(state.webSpeed * dt, (lane, share) => {
    const laneMass = mass * share * weights[lane]!;
    return {
      solids: laneMass * state.solidsContent,
      solvent: laneMass * (1 - state.solidsContent),
      temperature,
    };
  });
}

/** Share of the flow per lane: bow, tilt, clogs and flutter of the die, normalised because the pump meters the sum. */
function dieProfile({ constants, faults, time, web }: LineState, rng: Rng | undefined): number[] {
  const weights = Array.from({ length: web.lanes }, (_, lane) => {
    const across = web.lanes === 1 ? 0 : (2 * lane) / (web.lanes - 1) - 1;
    const open = 1 - totalLevel(faults, 'dieLaneClog', time, lane + 1);
    const flutter = rng === undefined ? 0 : 0.008 * rng.normal();
    const shape = 1 + constants.dieBow * (across ** 2 - 0.5) + 0.5 * constants.dieTilt * across;
    return Math.max(open, 0.01) * shape * (1 + flutter);
  });
  const sum = weights.reduce((left, right) => left + right, 0);
  return weights.map((weight) => weight / sum);
}
