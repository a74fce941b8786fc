import type { ModelWarning } from '../core/errors.ts';
import type { CellIntegrator } from './cell-integrator.ts';
import { Onset } from './onset.ts';
import type { RunWatcher } from './protocol/run-protocol.ts';

/** Watches whether the negative electrode falls below the potential of lithium, where metal forms, while it is charged. */
export class PlatingWatch implements RunWatcher {
  readonly #integrator: CellIntegrator;
  /** Of how far the potential lies below 0 [V]. */
  readonly #onset = new Onset();

  constructor(integrator: CellIntegrator) {
    this.#integrator = integrator;
  }

  began(): void {
    this.#onset.interrupt();
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
    this.#onset.take(time, -potential);
  }

  /** What there is to tell of it. */
  warnings(): readonly ModelWarning[] {
    const { time, largest } = this.#onset;
    if (Number.isNaN(time)) return [];
    return [
      {
        code: 'CELL_LITHIUM_PLATING',
        message: `the negative electrode falls below 0 V against lithium from ${time.toFixed(1)} s on, to ${(-1e3 * largest).toFixed(1)} mV: lithium plates there`,
        data: { time_s: time, lowest_V: -largest },
      },
    ];
  }
}
