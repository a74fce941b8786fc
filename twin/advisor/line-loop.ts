import type { Proposal } from '../domain/proposal.ts';
import type { SequencedBatch } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import type { LineModel } from '../prediction/line-model.ts';
import { LineTwin, type WebState } from '../prediction/line-twin.ts';
import { type AdvisorScope, LineLoadAdvisor } from './line-load-advisor.ts';

/** What a batch of samples changed. */
export interface LineChange {
  readonly segments: readonly Segment[];
  readonly proposal: Proposal | undefined;
}

/** Source time between two judgements of the advisor [s]. */
const judgementInterval = 1;
/** Proposals kept for the list. */
const keptProposals = 50;

/** One line from samples to proposals: follows the web, predicts, advises. A function of the batches in their order. */
export class LineLoop {
  readonly #twin: LineTwin;
  readonly #advisor: LineLoadAdvisor;
  readonly #proposals = new Map<string, Proposal>();
  #judged = -Infinity;

  constructor(model: LineModel, scope: AdvisorScope) {
    this.#twin = new LineTwin(model);
    this.#advisor = new LineLoadAdvisor(scope);
  }

  accept(batch: SequencedBatch): LineChange {
    const segments = this.#twin.accept(batch);
    const time = this.#twin.web()?.time ?? -Infinity;
    let proposal: Proposal | undefined;
    if (time >= this.#judged + judgementInterval) {
      this.#judged = time;
      proposal = this.#advisor.consider(this.#twin.outlook());
    }
    if (proposal !== undefined) this.#keep(proposal);
    return { segments, proposal };
  }

  web(): WebState | undefined {
    return this.#twin.web();
  }

  segments(): readonly Segment[] {
    return this.#twin.segments();
  }

  /** Proposals in the order of their making, the newest last. */
  proposals(): readonly Proposal[] {
    return [...this.#proposals.values()];
  }

  #keep(proposal: Proposal): void {
    this.#proposals.set(proposal.id, proposal);
    const oldest = this.#proposals.keys().next().value;
    if (this.#proposals.size > keptProposals && oldest !== undefined)
      this.#proposals.delete(oldest);
  }
}
