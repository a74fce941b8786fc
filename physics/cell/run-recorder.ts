import type { CellIntegrator } from './cell-integrator.ts';
import type { CellFields, CellInterphase, CellPlating } from './cell-result.ts';
import type { InterphaseState } from './dfn/interphase.ts';
import type { PlatingState } from './dfn/plating.ts';
import { FieldRecorder } from './field-recorder.ts';
import type { RunWatcher } from './protocol/run-protocol.ts';
import { Trace, tracePoint } from './trace.ts';

/** Writes down what a run gives: its steps, and on request its profiles. */
export class RunRecorder implements RunWatcher {
  readonly trace = new Trace();
  readonly #integrator: CellIntegrator;
  readonly #fields: FieldRecorder | undefined;
  /** Film and metal after each step of the protocol, with the time [s]. */
  readonly #films: (InterphaseState & { readonly time: number })[] = [];
  readonly #metals: (PlatingState & { readonly time: number })[] = [];

  constructor(integrator: CellIntegrator, withFields: boolean) {
    this.#integrator = integrator;
    this.#fields = withFields ? new FieldRecorder() : undefined;
  }

  began(): void {
    this.trace.beginStep();
    this.#record();
  }

  stepped(): void {
    this.#record();
  }

  remeshed(): void {
    this.trace.beginMesh();
    this.#record();
  }

  ended(): void {
    const { time } = this.#integrator;
    const film = this.#integrator.film?.();
    if (film !== undefined) this.#films.push({ time, ...film });
    const metal = this.#integrator.metal?.();
    if (metal !== undefined) this.#metals.push({ time, ...metal });
  }

  fields(): CellFields | undefined {
    return this.#fields?.fields();
  }

  interphase(): CellInterphase | undefined {
    const films = this.#films;
    if (films.length === 0) return undefined;
    return {
      time: Float64Array.from(films, ({ time }) => time),
      meanThickness: Float64Array.from(films, ({ meanThickness }) => meanThickness),
      lithiumLost: Float64Array.from(films, ({ lithiumLost }) => lithiumLost),
    };
  }

  plating(): CellPlating | undefined {
    const metals = this.#metals;
    if (metals.length === 0) return undefined;
    return {
      time: Float64Array.from(metals, ({ time }) => time),
      plated: Float64Array.from(metals, ({ plated }) => plated),
      dead: Float64Array.from(metals, ({ dead }) => dead),
    };
  }

  #record(): void {
    this.trace.add(tracePoint(this.#integrator));
    const profile = this.#fields === undefined ? undefined : this.#integrator.profile?.();
    if (profile !== undefined) this.#fields?.add(this.#integrator.time, profile);
  }
}
