import type { LabReading, SegmentEstimate } from '../domain/estimate.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Sample, SequencedBatch } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import type { ResidualTrainer } from '../estimation/correction/learned-residuals.ts';
import { type CorrectionState, LineCorrection } from '../estimation/correction/line-correction.ts';
import { CoilTwin } from '../prediction/coil-twin.ts';
import { conditionNames } from '../prediction/condition-names.ts';
import { layoutOf } from '../prediction/line-layout.ts';
import type { LineModel } from '../prediction/line-model.ts';
import { LineTwin } from '../prediction/line-twin.ts';
import type {
  MachineWeb,
  NoOutlook,
  Outlook,
  WebFollower,
  WebState,
} from '../prediction/web-follower.ts';
import { checkLineLoadLimits } from './actuator-limits.ts';
import { type AdvisorScope, LineLoadAdvisor } from './line-load-advisor.ts';

/** What a batch of samples changed. */
export interface LineChange {
  readonly segments: readonly Segment[];
  readonly proposal: Proposal | undefined;
}

/** What a loop begins with beside its model. */
export interface LoopStart {
  /** What the correction learned before. */
  readonly correction?: CorrectionState | undefined;
  /** Trains what conditions say of the errors of physics; nothing is trained where absent. */
  readonly trainResidual?: ResidualTrainer;
  /** Reads a value of the laboratory from the sample that tells it; none are taken where absent. */
  readonly labReading?: (sample: Sample) => LabReading | undefined;
}

/** Source time between two judgements of the advisor [s]. */
const judgementInterval = 1;
/** Proposals kept for the list. */
const keptProposals = 50;

/**
 * One line from samples to proposals: follows the web, predicts, advises. A function of the batches in their order.
 * Whatever samples say, taking them throws nothing: what physics refuses stands as a warning on its segments, or as the
 * reason why there is no advice.
 */
export class LineLoop {
  readonly #twin: WebFollower;
  readonly #advisor: LineLoadAdvisor;
  readonly #proposals = new Map<string, Proposal>();
  readonly #correction: LineCorrection;
  readonly #labReading: LoopStart['labReading'];
  /** Share of the web between die and nip that the weight gauge has not read. */
  readonly #shareAhead: number;
  #judged = -Infinity;

  /** @throws PhysicsError PHY_OUT_OF_RANGE where the press cannot give a load that the advisor may propose */
  constructor(model: LineModel, scope: AdvisorScope, start: LoopStart = {}) {
    checkLineLoadLimits(scope.limits, model.press);
    this.#twin =
      model.machines === undefined ? new LineTwin(model) : new CoilTwin(model, model.machines);
    this.#advisor = new LineLoadAdvisor(scope);
    const layout = layoutOf(model.path);
    this.#shareAhead = Math.min(1, layout.weightGauge.at / layout.calender.at);
    const names = conditionNames(layout);
    this.#correction = new LineCorrection(
      model.path.lanes,
      names,
      start.correction,
      start.trainResidual,
    );
    this.#labReading = start.labReading;
  }

  accept(batch: SequencedBatch): LineChange {
    const segments = this.#twin.accept(batch);
    this.#correction.take(segments);
    this.#takeLab(batch);
    const outlook = this.#corrected(this.#twin.outlook());
    const lost = 'reason' in outlook && this.#advisor.standing !== undefined;
    let proposal: Proposal | undefined;
    if (lost || outlook.time >= this.#judged + judgementInterval) {
      this.#judged = outlook.time;
      proposal = this.#advisor.consider(outlook);
    }
    if (proposal !== undefined) this.#keep(proposal);
    return { segments, proposal };
  }

  /** What the line has taught of its predictions. */
  get correction(): LineCorrection {
    return this.#correction;
  }

  /** What is told of a segment beside its predictions. */
  estimateOf(segment: Segment): SegmentEstimate | undefined {
    return this.#correction.estimateOf(segment);
  }

  web(): WebState | undefined {
    return this.#twin.web();
  }

  machines(): readonly MachineWeb[] {
    return this.#twin.machines();
  }

  segments(): readonly Segment[] {
    return this.#twin.segments();
  }

  segmentsOnLine(): readonly Segment[] {
    return this.#twin.segmentsOnLine();
  }

  /** Proposals in the order of their making, the newest last. */
  proposals(): readonly Proposal[] {
    return [...this.#proposals.values()];
  }

  /** Why nothing can be advised at present; undefined while the coming web is judged. */
  adviceWithheld(): string | undefined {
    return this.#advisor.withheld;
  }

  /** The coming web with what measurements say of such web: ahead of the weight gauge or behind it, by their lengths. */
  #corrected(outlook: Outlook | NoOutlook): Outlook | NoOutlook {
    if ('reason' in outlook) return outlook;
    const ahead = this.#correction.meanCorrection('porosity', 'ahead');
    const weighed = this.#correction.meanCorrection('porosity', 'weighed');
    const offset = this.#shareAhead * ahead + (1 - this.#shareAhead) * weighed;
    if (offset === 0) return outlook;
    return {
      ...outlook,
      porosityAt: (lineLoad) => outlook.porosityAt(lineLoad) + offset,
      verifiedPorosityAt: (lineLoad) => outlook.verifiedPorosityAt(lineLoad) + offset,
    };
  }

  #takeLab({ samples }: SequencedBatch): void {
    if (this.#labReading === undefined) return;
    for (const sample of samples) {
      const reading = this.#labReading(sample);
      if (reading !== undefined) this.#correction.takeLab(reading);
    }
  }

  #keep(proposal: Proposal): void {
    this.#proposals.set(proposal.id, proposal);
    const oldest = this.#proposals.keys().next().value;
    if (this.#proposals.size > keptProposals && oldest !== undefined)
      this.#proposals.delete(oldest);
  }
}
