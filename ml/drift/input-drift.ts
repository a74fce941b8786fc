import { type FeatureTable, featureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { checkOption, type Verdict } from './detector.ts';
import { kolmogorovSmirnov, type SampleDistance } from './kolmogorov-smirnov.ts';
import { type Gaps, gapsOf, missingSharesTest } from './missing-share.ts';
import { populationStability, type StabilityIndex } from './population-stability.ts';
import { type JointDistance, ScoreDistance } from './score-distance.ts';

export interface InputDriftOptions {
  /** Chance of any finding where nothing moved, over all tests of a window together, in (0, 1). */
  readonly significance: number;
  /** Population stability index of a warning and of an alarm: common practice in credit scoring. */
  readonly stability: Limits;
  /** Difference of the distribution functions. */
  readonly distance: Limits;
  /** Difference of the shares of missing values. */
  readonly missing: Limits;
}

interface Limits {
  readonly warning: number;
  readonly alarm: number;
}

/** @see Siddiqi2006, Credit Risk Scorecards, chapter 9 (0.1 and 0.25 of the index); the others by the same measure (not read) */
export const defaultInputDriftOptions: InputDriftOptions = {
  significance: 0.01,
  stability: { warning: 0.1, alarm: 0.25 },
  distance: { warning: 0.1, alarm: 0.25 },
  missing: { warning: 0.05, alarm: 0.2 },
};

/** What was found of one column. */
export interface ColumnDrift {
  readonly name: string;
  readonly verdict: Verdict;
  /** Absent where a sample is too small. */
  readonly stability?: StabilityIndex;
  readonly distance?: SampleDistance;
  readonly reference: Gaps;
  readonly window: Gaps;
  /** Of equal shares of missing values. */
  readonly missingPValue: number;
  /** In words, why it is no `ok`, or what could not be judged. */
  readonly reasons: readonly string[];
}

/** What was found of a window. */
export interface InputDrift {
  /** The worst of all. */
  readonly verdict: Verdict;
  readonly columns: readonly ColumnDrift[];
  readonly joint?: JointDistance;
  readonly reasons: readonly string[];
}

/** One test of a window: how large, how likely by chance, and in words. */
interface Finding {
  readonly column: number;
  readonly size: number;
  readonly pValue: number;
  readonly limits: Limits;
  readonly words: string;
}

/** Fewest values of a sample whose distribution is judged. */
const leastValues = 5;

/**
 * Compares windows of inputs with those that a model was trained on. A finding counts where chance does not explain it
 * (Holm's step-down over all tests of the window) and it is large enough to matter; missing values are an own finding.
 * @see Holm1979, Scand. J. Stat. 6, 65-70 (not read)
 */
export class InputDriftMonitor {
  readonly #reference: FeatureTable;
  readonly #sorted: readonly Float64Array[];
  readonly #gaps: readonly Gaps[];
  readonly #joint: ScoreDistance | undefined;
  readonly #options: InputDriftOptions;

  /**
   * @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed);
   *   ML_TABLE_INVALID for a reference without a column
   */
  constructor(reference: FeatureTable, changes: Partial<InputDriftOptions> = {}) {
    this.#options = { ...defaultInputDriftOptions, ...changes };
    const { significance } = this.#options;
    checkOption(
      'significance',
      significance,
      significance > 0 && significance < 1,
      'above 0, below 1',
    );
    if (reference.names.length === 0) {
      throw new MlError('ML_TABLE_INVALID', 'the reference has no column, allowed are 1 and more');
    }
    this.#reference = reference;
    this.#sorted = reference.columns.map(sortedValues);
    this.#gaps = reference.columns.map(gapsOf);
    this.#joint = jointOf(reference);
  }

  /** @throws MlError ML_TABLE_INVALID where a column of the reference is not in the window (data: column) */
  compare(window: FeatureTable): InputDrift {
    const matched = matchedTo(this.#reference, window);
    const reports = matched.columns.map((column, i) => this.#measure(column, i));
    const joint = this.#joint?.ofWindow(matched);
    const findings = reports.flatMap((report) => report.findings);
    if (joint !== undefined) findings.push(jointFinding(joint, this.#joint!.components));
    const significant = holm(findings, this.#options.significance);
    const columns = reports.map(({ found, notes }, i) => {
      const own = significant.filter((finding) => finding.column === i);
      const heard = own.filter((finding) => verdictOn(finding) !== 'ok');
      const reasons = [...heard.map((finding) => finding.words), ...notes];
      return { ...found, verdict: worst(heard.map(verdictOn)), reasons };
    });
    const together = significant.filter((finding) => finding.column < 0);
    return {
      verdict: worst([...columns.map((column) => column.verdict), ...together.map(verdictOn)]),
      columns,
      ...(joint === undefined ? {} : { joint }),
      reasons: [...columns.flatMap((c) => c.reasons), ...together.map((finding) => finding.words)],
    };
  }

  #measure(column: Float64Array, i: number): ColumnReport {
    const name = this.#reference.names[i]!;
    const before = this.#sorted[i]!;
    const now = sortedValues(column);
    const reference = this.#gaps[i]!;
    const window = gapsOf(column);
    const missingPValue = missingSharesTest(reference, window);
    const { stability: ofIndex, distance: ofDistance, missing: ofMissing } = this.#options;
    const change = share(window) - share(reference);
    const findings: Finding[] = [
      {
        column: i,
        size: Math.abs(change),
        pValue: missingPValue,
        limits: ofMissing,
        words: `${name}: ${percent(share(window))} of the values are missing, ${percent(share(reference))} were before`,
      },
    ];
    const found = { name, reference, window, missingPValue };
    if (Math.min(before.length, now.length) < leastValues) {
      const note = `${name}: ${now.length} values against ${before.length}, too few to compare`;
      return { found, findings, notes: [note] };
    }
    const distance = kolmogorovSmirnov(before, now);
    findings.push({
      column: i,
      size: distance.distance,
      pValue: distance.pValue,
      limits: ofDistance,
      words: `${name}: its distribution function is off by ${percent(distance.distance)}`,
    });
    const stability = populationStability(before, now);
    if (stability === undefined) {
      const note = `${name}: too few values for a stability index, judged by distance alone`;
      return { found: { ...found, distance }, findings, notes: [note] };
    }
    findings.push({
      column: i,
      size: stability.index,
      pValue: stability.pValue,
      limits: ofIndex,
      words: `${name}: stability index ${stability.index.toFixed(2)} over ${stability.bins} bins`,
    });
    return { found: { ...found, distance, stability }, findings, notes: [] };
  }
}

interface ColumnReport {
  readonly found: Omit<ColumnDrift, 'verdict' | 'reasons'>;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Findings whose p-value passes Holm's step-down at this level. */
function holm(findings: readonly Finding[], level: number): Finding[] {
  const rising = [...findings].sort((a, b) => a.pValue - b.pValue);
  const end = rising.findIndex(({ pValue }, i) => pValue > level / (rising.length - i));
  return end < 0 ? rising : rising.slice(0, end);
}

function verdictOn({ size, limits }: Finding): Verdict {
  if (size >= limits.alarm) return 'alarm';
  return size >= limits.warning ? 'warning' : 'ok';
}

/** A joint move has no size of its own in the units of the others: it warns. */
function jointFinding(joint: JointDistance, components: number): Finding {
  const perComponent = joint.squared / components;
  const words = `the inputs together: squared distance ${perComponent.toFixed(1)} a component, 1 is expected`;
  const limits = { warning: 0, alarm: Number.POSITIVE_INFINITY };
  return { column: -1, size: perComponent, pValue: joint.pValue, limits, words };
}

/** The worst of some verdicts, `ok` of none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('alarm')) return 'alarm';
  return verdicts.includes('warning') ? 'warning' : 'ok';
}

function jointOf(reference: FeatureTable): ScoreDistance | undefined {
  try {
    return new ScoreDistance(reference);
  } catch (error) {
    // Too few rows for all columns together: each column is still judged by itself.
    if (error instanceof MlError && error.code === 'ML_TOO_FEW_ROWS') return undefined;
    throw error;
  }
}

function matchedTo(reference: FeatureTable, window: FeatureTable): FeatureTable {
  const columns = reference.names.map((name) => {
    const at = window.names.indexOf(name);
    if (at >= 0) return [name, window.columns[at]!] as const;
    const message = `column '${name}' is not in the window, allowed are the columns of the reference`;
    throw new MlError('ML_TABLE_INVALID', message, { column: name });
  });
  return featureTable(Object.fromEntries(columns));
}

function sortedValues(column: Float64Array): Float64Array {
  return column.filter((value) => !Number.isNaN(value)).sort();
}

function share({ missing, rows }: Gaps): number {
  return rows === 0 ? 0 : missing / rows;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}
