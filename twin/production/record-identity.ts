import type { KeptRecordDto, ProductionRecord } from '../contract/mes.ts';
import type { Identity } from '../domain/identity.ts';
import type { Sample } from '../domain/sample.ts';

type LabResult = ProductionRecord<'labResult'>;

/** What a record of the MES belongs to by what it says itself. */
export function identityOfRecord({
  kind,
  record,
}: Pick<KeptRecordDto, 'kind' | 'record'>): Identity {
  const said = record as Readonly<Record<string, unknown>>;
  const own = { workOrder: 'order', batch: 'batch', coil: 'coil' } as const;
  const named = {
    ...said,
    ...(kind in own ? { [own[kind as keyof typeof own]]: said['id'] } : {}),
  };
  const { order, batch, coil, metre_m } = named as Readonly<Record<string, unknown>>;
  return {
    ...(typeof order === 'string' ? { order } : {}),
    ...(typeof batch === 'string' ? { batch } : {}),
    ...(typeof coil === 'string' ? { coil } : {}),
    ...(typeof metre_m === 'number' ? { metre_m } : {}),
  };
}

/** What the text of a record's sample belongs to; nothing where it is no record. */
export function identityOfText(text: unknown): Identity {
  if (typeof text !== 'string') return {};
  try {
    const kept = JSON.parse(text) as Partial<KeptRecordDto> | null;
    if (kept?.kind === undefined || kept.record === undefined) return {};
    return identityOfRecord({ kind: kept.kind, record: kept.record });
  } catch {
    return {};
  }
}

/** Which result a value of the laboratory belongs to, by its name and the time when it was taken. */
export class LabValues {
  readonly #results = new Map<string, LabResult>();
  readonly #byPlace = new Map<string, Set<string>>();

  put(result: LabResult): void {
    const before = this.#results.get(result.id);
    if (before !== undefined) {
      for (const place of placesOf(before)) this.#byPlace.get(place)?.delete(result.id);
    }
    this.#results.set(result.id, result);
    for (const place of placesOf(result)) {
      const ids = this.#byPlace.get(place) ?? new Set();
      this.#byPlace.set(place, ids.add(result.id));
    }
  }

  /** Nothing where no result has it, or where two that differ in what they belong to could. */
  of(
    name: string,
    { sourceTimestamp, value }: Pick<Sample, 'sourceTimestamp' | 'value'>,
  ): Identity {
    const ids = this.#byPlace.get(`${sourceTimestamp} ${name}`) ?? [];
    const results = [...ids].map((id) => this.#results.get(id)!);
    const exact = results.filter(({ values }) => values[name] === value);
    const found = (exact.length > 0 ? exact : results).map((record) =>
      identityOfRecord({ kind: 'labResult', record }),
    );
    const [first] = found;
    if (first === undefined) return {};
    return found.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : {};
  }
}

function placesOf({ takenAt, values }: LabResult): string[] {
  return Object.keys(values).map((name) => `${Date.parse(takenAt)} ${name}`);
}
