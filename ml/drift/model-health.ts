import { checkOption, type Verdict } from './detector.ts';

/** What may be done with a model: rely on it; watch it; recalibrate it before its word counts; not use it. */
export type Health = 'ok' | 'watch' | 'recalibrate' | 'doNotUse';

/** From best to worst. */
const order: readonly Health[] = ['ok', 'watch', 'recalibrate', 'doNotUse'];

/** What is known at a moment; absent where it is not known. */
export interface HealthEvidence {
  /** Charts of residuals, by name. */
  readonly residuals: Readonly<Record<string, Verdict>>;
  /** Of `InputDriftMonitor`. */
  readonly inputs?: Verdict;
  /** Bias of the model and the standard deviation of a residual, in one unit. */
  readonly bias?: { readonly bias: number; readonly deviation: number };
  /** Last measurements that had a 90 % band, and how many of them it held. */
  readonly coverage?: { readonly held: number; readonly of: number };
  /** Share of the last predictions outside the domain of the model. */
  readonly outside?: number;
}

export interface HealthOptions {
  /** |bias| over the deviation of a residual beyond which a bias filter is no cure. */
  readonly mostBias: number;
  /** Share of measurements inside a 90 % band below which the band says nothing, once there are `leastJudged`. */
  readonly leastCoverage: number;
  readonly leastJudged: number;
  /** Share of predictions outside the domain, of `watch` and of `doNotUse`. */
  readonly outsideWatch: number;
  readonly outsideMost: number;
  /** Moments of better evidence, one after the other, before the state gets better by one step. */
  readonly calm: number;
}

export const defaultHealthOptions: HealthOptions = {
  mostBias: 4,
  leastCoverage: 0.6,
  leastJudged: 20,
  outsideWatch: 0.1,
  outsideMost: 0.5,
  calm: 20,
};

/** State of a model, as plain data. */
export interface ModelHealth {
  readonly health: Health;
  /** In words; of the last moment that called for this state, while it lasts. */
  readonly reasons: readonly string[];
  /** Moments since then whose evidence was better. */
  readonly calm: number;
}

export const healthy: ModelHealth = { health: 'ok', reasons: [], calm: 0 };

/**
 * The state after a moment. It gets worse at once, and better one step at a time, each behind `calm` better moments, so
 * that a chart at its limit does not make it flicker.
 * @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
 */
export function nextHealth(
  before: ModelHealth,
  evidence: HealthEvidence,
  changes: Partial<HealthOptions> = {},
): ModelHealth {
  const options = { ...defaultHealthOptions, ...changes };
  checkOption(
    'calm',
    options.calm,
    Number.isInteger(options.calm) && options.calm > 0,
    'a whole number from 1',
  );
  const { health, reasons } = calledFor(evidence, options);
  const step = order.indexOf(health) - order.indexOf(before.health);
  if (step >= 0) return { health, reasons, calm: 0 };
  const calm = before.calm + 1;
  if (calm < options.calm) return { ...before, calm };
  const better = order[order.indexOf(before.health) - 1]!;
  if (better === health) return { health, reasons, calm: 0 };
  const words = `was ${before.health}, ${calm} better moments since`;
  return { health: better, reasons: [words, ...reasons], calm: 0 };
}

/** A model that was recalibrated or replaced starts at `watch`, whatever it was. */
export function afterRecalibration(what: string): ModelHealth {
  return { health: 'watch', reasons: [`${what}, not yet proven`], calm: 0 };
}

interface Call {
  readonly health: Health;
  readonly words: string;
}

/** The state that the evidence of a moment calls for, and its reasons, of that state alone. */
function calledFor(
  evidence: HealthEvidence,
  options: HealthOptions,
): { health: Health; reasons: string[] } {
  const calls = [
    ...residualCalls(evidence),
    ...inputCalls(evidence),
    ...biasCalls(evidence, options),
    ...coverageCalls(evidence, options),
    ...domainCalls(evidence, options),
  ];
  const most = Math.max(0, ...calls.map((call) => order.indexOf(call.health)));
  const health = order[most]!;
  return { health, reasons: calls.filter((c) => c.health === health).map((c) => c.words) };
}

function residualCalls({ residuals }: HealthEvidence): Call[] {
  return Object.entries(residuals).flatMap(([name, verdict]): Call[] => {
    if (verdict === 'alarm') {
      return [{ health: 'recalibrate', words: `${name}: the residuals have moved` }];
    }
    return verdict === 'warning'
      ? [{ health: 'watch', words: `${name}: the residuals may have moved` }]
      : [];
  });
}

/** Moved inputs alone are no wrong prediction; with doubtful residuals they are. */
function inputCalls({ inputs, residuals }: HealthEvidence): Call[] {
  if (inputs === undefined || inputs === 'ok') return [];
  const doubtful = Object.values(residuals).some((verdict) => verdict !== 'ok');
  if (inputs === 'alarm' && doubtful) {
    return [{ health: 'recalibrate', words: 'the inputs have moved, and the residuals with them' }];
  }
  return [{ health: 'watch', words: 'the inputs are not those of the training' }];
}

function biasCalls({ bias }: HealthEvidence, { mostBias }: HealthOptions): Call[] {
  if (bias === undefined) return [];
  const size = Math.abs(bias.bias) / bias.deviation;
  if (size <= mostBias) return [];
  const words = `bias of ${size.toFixed(1)} deviations of a residual, ${mostBias} are the most to correct`;
  return [{ health: 'doNotUse', words }];
}

function coverageCalls({ coverage }: HealthEvidence, options: HealthOptions): Call[] {
  if (coverage === undefined || coverage.of < options.leastJudged) return [];
  if (coverage.held >= options.leastCoverage * coverage.of) return [];
  const words = `the 90 % band held ${coverage.held} of ${coverage.of} measurements`;
  return [{ health: 'doNotUse', words }];
}

function domainCalls({ outside }: HealthEvidence, options: HealthOptions): Call[] {
  if (outside === undefined || outside < options.outsideWatch) return [];
  const health = outside >= options.outsideMost ? 'doNotUse' : 'watch';
  return [
    { health, words: `${(100 * outside).toFixed(0)} % of the predictions are outside experience` },
  ];
}
