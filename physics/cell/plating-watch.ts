import type { ModelWarning } from '../core/errors.ts';
import type { CellIntegrator } from './cell-integrator.ts';
import type { RunWatcher } from './protocol/run-protocol.ts';

/** Watches whether the negative electrode falls below the potential of lithium, where metal forms, while it is charged. */
export class PlatingWatch implements RunWatcher {
  readonly #integrator: CellIntegrator;
  #onset = Number.NaN;
  #lowest = 0;
  /** Time [s] and potential [V] of the step before, while charging. */
  #before: readonly [time: number, potential: number] | undefined;

  constructor(integrator: CellIntegrator) {
    this.#integrator = integrator;
  }

  began(): void {
    this.#before = undefined;
    this.#look();
  }

  stepped(): void {
    this.#look();
  }

  remeshed(): void {}

  ended(): void {}

  #look(): void {
    const { current, time } = this.#integrator;
    if (!(current < 0)) return;
    const potential = this.#integrator.lowestAgainstLithium?.() ?? Number.NaN;
    if (potential < 0) {
      if (Number.isNaN(this.#onset)) this.#onset = this.#crossing(time, potential);
      this.#lowest = Math.min(this.#lowest, potential);
    }
    this.#before = [time, potential];
  }

  /** Where the potential passed 0 on the way to the present one. */
  #crossing(time: number, potential: number): number {
    if (this.#before === undefined) return time;
    const [start, from] = this.#before;
    return start + ((time - start) * from) / (from - potential);
  }

  /** What there is to tell of it. */
  warnings(): readonly ModelWarning[] {
    if (Number.isNaN(this.#onset)) return [];
    return [
      {
        code: 'CELL_LITHIUM_PLATING',
        message: `the negative electrode falls below 0 V against lithium from ${this.#onset.toFixed(1)} s on, to ${(1e3 * this.#lowest).toFixed(1)} mV: lithium plates there`,
        data: { time_s: this.#onset, lowest_V: this.#lowest },
      },
    ];
  }
}
