import type { MathNode } from 'mathjs/number';
import { fromUnit, toUnit, type UnitName } from '../../physics/core/units.ts';
import type { SampleSink } from '../domain/connector.ts';
import { TwinError } from '../domain/errors.ts';
import { qualityOf, type Sample, statusCodes, type TagId } from '../domain/sample.ts';
import { parseTag } from '../domain/tag.ts';
import { type Formula, readFormula } from './formula.ts';

/** A tag that is calculated from others, as it is configured. */
export interface DerivedTagDefinition {
  readonly tag: TagId;
  readonly formula: string;
  /** Tag of every name in the formula. */
  readonly inputs: Readonly<Record<string, TagId>>;
}

interface Derived {
  readonly tag: TagId;
  readonly unit: UnitName | undefined;
  readonly formula: Formula;
  readonly inputs: readonly { readonly tag: TagId; readonly unit: UnitName | undefined }[];
}

/**
 * Tags by a user's formula. One is told whenever one of its inputs is, once all were heard: at the newest time of its
 * inputs, with the worst of their states and all of their flags. Inputs of one time and one batch give one value.
 */
export class DerivedTags {
  readonly #sink: SampleSink;
  readonly #usersOf = new Map<TagId, Derived[]>();
  readonly #held = new Map<TagId, Sample>();

  /**
   * @param parse - of mathjs
   * @throws TwinError FORMULA_INVALID where a formula is no formula, its units do not go together, or tags are derived
   *   from each other in a ring (data: tag, found, allowed)
   */
  constructor(
    definitions: readonly DerivedTagDefinition[],
    sink: SampleSink,
    parse: (text: string) => MathNode,
  ) {
    this.#sink = sink;
    checkOrder(definitions);
    for (const definition of definitions) {
      const derived = derivedOf(definition, parse);
      for (const { tag } of derived.inputs) {
        this.#usersOf.set(tag, [...(this.#usersOf.get(tag) ?? []), derived]);
      }
    }
  }

  /** Tags that values follow from. */
  inputs(): readonly TagId[] {
    return [...this.#usersOf.keys()];
  }

  /**
   * Knows what inputs were before the twin began. Nothing is told of it: values that followed are stored already. An input
   * that stays the same is not heard again, for it comes as a repeat.
   */
  remember(samples: readonly Sample[]): void {
    for (const sample of samples) {
      if (this.#usersOf.has(sample.tag)) this.#held.set(sample.tag, sample);
    }
  }

  /** Takes what was offered; what follows from it is offered in its turn, after everybody has seen this batch. */
  take(samples: readonly Sample[]): void {
    const told: Sample[] = [];
    /** What is to be told, at the time up to which its inputs are known. */
    const due = new Map<Derived, number>();
    for (const sample of samples) {
      const users = this.#usersOf.get(sample.tag);
      if (users === undefined) continue;
      const before = this.#held.get(sample.tag);
      if (before !== undefined && before.sourceTimestamp > sample.sourceTimestamp) continue;
      for (const derived of users) {
        const time = due.get(derived);
        if (time !== undefined && time < sample.sourceTimestamp) this.#tell(derived, told);
      }
      this.#held.set(sample.tag, sample);
      for (const derived of users) {
        due.set(derived, Math.max(due.get(derived) ?? -Infinity, sample.sourceTimestamp));
      }
    }
    for (const derived of due.keys()) this.#tell(derived, told);
    if (told.length > 0) queueMicrotask(() => void this.#sink.offer(told).catch(() => undefined));
  }

  #tell({ tag, unit, formula, inputs }: Derived, told: Sample[]): void {
    const held: Sample[] = [];
    for (const input of inputs) {
      const sample = this.#held.get(input.tag);
      if (sample === undefined) return;
      held.push(sample);
    }
    const status = held.reduce((worst, sample) => Math.max(worst, sample.status), 0);
    const common = {
      tag,
      sourceTimestamp: Math.max(...held.map(({ sourceTimestamp }) => sourceTimestamp)),
      receivedTimestamp: Math.max(...held.map(({ receivedTimestamp }) => receivedTimestamp)),
      flags: held.reduce((all, { flags }) => all | flags, 0),
    };
    if (qualityOf(status) === 'bad' || !held.every(({ value }) => typeof value === 'number')) {
      const bad = qualityOf(status) === 'bad' ? status : statusCodes.badDataUnavailable;
      told.push({ ...common, value: null, status: bad });
      return;
    }
    const si = formula.evaluate(
      inputs.map((input, i) => {
        const value = held[i]!.value as number;
        return input.unit === undefined ? value : fromUnit(value, input.unit);
      }),
    );
    const value = unit === undefined ? si : toUnit(si, unit);
    told.push(
      Number.isFinite(value)
        ? { ...common, value, status }
        : { ...common, value: null, status: statusCodes.badOutOfRange },
    );
  }
}

function derivedOf(
  { tag, formula, inputs }: DerivedTagDefinition,
  parse: (text: string) => MathNode,
): Derived {
  const unit = parseTag(tag)?.boundaryUnit;
  const units = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, parseTag(input)?.boundaryUnit]),
  );
  return {
    tag,
    unit,
    formula: formulaOf(tag, () => readFormula(formula, units, unit, parse)),
    inputs: Object.values(inputs).map((input) => ({
      tag: input,
      unit: parseTag(input)?.boundaryUnit,
    })),
  };
}

/** A formula that is refused is told with its tag. */
function formulaOf(tag: TagId, read: () => Formula): Formula {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TwinError)) throw error;
    const { code, message, data } = error;
    throw new TwinError(code, `derived tag ${tag}: ${message}`, { tag, ...data }, { cause: error });
  }
}

/** No tag may follow from itself, by whatever way. */
function checkOrder(definitions: readonly DerivedTagDefinition[]): void {
  const inputsOf = new Map(definitions.map(({ tag, inputs }) => [tag, Object.values(inputs)]));
  const visit = (tag: TagId, way: readonly TagId[]): void => {
    if (way.includes(tag)) {
      const ring = [...way.slice(way.indexOf(tag)), tag].join(' from ');
      throw new TwinError('FORMULA_INVALID', `derived tags follow from each other: ${ring}`, {
        tag,
        found: ring,
        allowed: 'inputs that do not follow from the tag',
      });
    }
    for (const input of inputsOf.get(tag) ?? []) visit(input, [...way, tag]);
  };
  for (const { tag } of definitions) visit(tag, []);
}
