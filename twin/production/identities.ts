import type { KeptRecordDto, ProductionRecord } from '../contract/mes.ts';
import { coilAgain } from '../domain/coil-name.ts';
import type { Identity } from '../domain/identity.ts';
import { qualityOf, type Sample, type TagId } from '../domain/sample.ts';
import { inSi, parseTag, type TagParts } from '../domain/tag.ts';
import { CoilsOfUnit } from './coils-of-unit.ts';
import { identityOfText, LabValues } from './record-identity.ts';
import { type TextRun, TextRuns } from './text-runs.ts';
import { TravelSpans } from './travel-spans.ts';
import type { WebTravel } from './web-travel.ts';

/** A station of the path as identities need it: its id is the unit in its tags. */
export interface StationPlace {
  readonly id: string;
  /** Distance along the web from the coating die [m]. */
  readonly position: number;
  /** Unit of the machine that it stands on, where machines stand by themselves and no web joins them. */
  readonly machine?: string;
}

type Named = 'order' | 'batch' | 'coil';
/** What a tag tells: one of the names, or the length counter of the line. */
type Role = Named | 'length';

/** Names of tags on which machines say what they work on. */
const identityNames: ReadonlyMap<string, Named> = new Map([
  ['orderId', 'order'],
  ['workOrder', 'order'],
  ['batchId', 'batch'],
  ['coilId', 'coil'],
  ['rollId', 'coil'],
]);

/** Unit of the tags of a line as a whole; what it says it says of the web at the die. */
const lineUnit = 'line';
/** A coil's new name and its counter's new beginning come within this time [ms]. */
const coilChangeSettling = 3_000;

/** What was said of a unit. */
interface Said {
  readonly coils: CoilsOfUnit;
  readonly runs: Readonly<Record<Named, TextRuns>>;
}

/** A unit that was spoken of, and the web between it and another, positive where that lies behind it [m]. */
interface Voice {
  readonly said: Said;
  readonly distance: number;
}

/** What is known of a tag, and the identity that it has from one time to another. */
interface KnownTag {
  readonly parts: TagParts | undefined;
  readonly role: Role | undefined;
  version: number;
  from: number;
  to: number;
  identity: Identity;
  voices: readonly Voice[];
}

/**
 * Which order, batch and coil a sample belongs to, as it is known now: coil records of the MES and the names that machines
 * tell, joined by source time. Nothing of it is stored with the sample, so that a record that comes late corrects what was
 * answered before.
 *
 * What is said of one station holds for the others on the web path when the same web passes them, by the length counter of
 * the line. A station takes the word of the nearest in front of it, then of the nearest behind it; other units take
 * that of the line at the same time. What the MES says goes before what machines say; a coil's record names its order and
 * batch, a batch's record its order.
 */
export class Identities {
  readonly #line: string;
  readonly #lineId: string;
  readonly #positions: ReadonlyMap<string, number>;
  /** Machine of each station that stands on one, and of the machine itself. */
  readonly #machines: ReadonlyMap<string, string>;
  readonly #said = new Map<string, Said>();
  readonly #records = {
    coil: new Map<string, ProductionRecord<'coil'>>(),
    batch: new Map<string, ProductionRecord<'batch'>>(),
  };
  readonly #revisions = new Map<string, number>();
  readonly #labValues = new LabValues();
  readonly #tags = new Map<TagId, KnownTag>();
  readonly #travels = new TravelSpans();
  /** When the length counter was set anew, in order [ms]. */
  #resets: number[] = [];
  #version = 0;

  /**
   * @param line - prefix `site.area.line`
   * @param stations - of the web path, in any order
   */
  constructor(line: string, stations: readonly StationPlace[]) {
    this.#line = line;
    this.#lineId = line.slice(line.lastIndexOf('.') + 1);
    this.#positions = new Map([
      ...stations
        .filter(({ machine }) => machine === undefined)
        .map(({ id, position }) => [id, position] as const),
      [lineUnit, 0],
    ]);
    this.#machines = new Map(
      stations.flatMap(({ id, machine }) =>
        machine === undefined
          ? []
          : [
              [machine, machine],
              [id, machine],
            ],
      ),
    );
  }

  /** Length of the web path between what is spoken of [m]. */
  get pathLength(): number {
    const positions = [...this.#positions.values()];
    return Math.max(...positions) - Math.min(...positions);
  }

  /** When the first name was told [ms]; Infinity where none was. */
  get firstTold(): number {
    const runs = [...this.#said.values()].flatMap((said) => Object.values(said.runs));
    return Math.min(...runs.map((one) => one.changeAfter(-Infinity)), Infinity);
  }

  /** What a tag tells identities: a name, how the web runs, or nothing. */
  roleOf(tag: TagId): Role | undefined {
    return this.#known(tag).role;
  }

  /** Takes what identities are made of; other samples are no concern of theirs. */
  take({ tag, sourceTimestamp, status, value }: Sample): void {
    const { role, parts } = this.#known(tag);
    if (role === undefined || parts === undefined) return;
    const isGood = qualityOf(status) === 'good';
    if (role !== 'length') {
      const text = isGood && value !== null ? String(value).trim() : null;
      if (this.#saidOf(parts.unit).runs[role].take(sourceTimestamp, text)) this.#version += 1;
    } else if (isGood && typeof value === 'number') {
      const { live } = this.#travels;
      if (sourceTimestamp < live.settledUntil) this.#version += 1;
      if (live.take(sourceTimestamp, inSi(value, parts))) this.resetAt(sourceTimestamp);
    }
  }

  /** Takes a record; an older revision of one that is known changes nothing. */
  keep({ kind, revision, record }: KeptRecordDto): void {
    const key = `${kind} ${record.id}`;
    if ((this.#revisions.get(key) ?? 0) >= revision) return;
    this.#revisions.set(key, revision);
    this.#version += 1;
    if (kind === 'coil') this.#keepCoil(record as ProductionRecord<'coil'>);
    else if (kind === 'batch')
      this.#records.batch.set(record.id, record as ProductionRecord<'batch'>);
    else if (kind === 'labResult') this.#labValues.put(record as ProductionRecord<'labResult'>);
  }

  /** The length counter was set anew before a reading at this time [ms]: a coil that had begun is another from there on. */
  resetAt(time: number): void {
    if (this.#resets.includes(time)) return;
    this.#resets = [...this.#resets, time].sort((a, b) => a - b);
    this.#version += 1;
  }

  /** Stretches of time of which the length counter was read; whoever changes one calls `forget`. */
  get travels(): TravelSpans {
    return this.#travels;
  }

  /** What was answered before may be another answer now. */
  forget(): void {
    this.#version += 1;
  }

  /** What a sample belongs to. */
  of(sample: Pick<Sample, 'tag' | 'sourceTimestamp' | 'value'>): Identity {
    const known = this.#known(sample.tag);
    const { parts } = known;
    if (parts === undefined) return {};
    if (parts.unit === 'mes') return this.#completed(identityOfText(sample.value));
    if (parts.unit === 'lab') {
      const name = sample.tag.slice(this.#line.length + '.lab.'.length);
      return this.#completed(this.#labValues.of(name, sample));
    }
    const { sourceTimestamp: time } = sample;
    if (known.version !== this.#version || time < known.from || time >= known.to) {
      this.#look(known, parts, time);
    }
    const metre = this.#metreAt(parts.unit, time);
    const { order, batch, coil } = known.identity;
    return { order, batch, coil, metre_m: metre };
  }

  /**
   * Order and batch of a coil: of its record, else as they were told where web of it was seen.
   * @param seen - unit and source time [ms]
   */
  ofCoil(
    coil: string,
    seen: { readonly unit: string; readonly time: number } | undefined,
  ): Pick<Identity, 'order' | 'batch'> {
    const { order, batch } = this.#completed({ coil });
    if (seen === undefined || (order !== undefined && batch !== undefined)) return { order, batch };
    const tag = `${this.#line}.${seen.unit}.coilId` as TagId;
    const there = this.of({ tag, sourceTimestamp: seen.time, value: null });
    return { order: order ?? there.order, batch: batch ?? there.batch };
  }

  #keepCoil(coil: ProductionRecord<'coil'>): void {
    const before = this.#records.coil.get(coil.id);
    if (before !== undefined) this.#saidOf(before.unit).coils.remove(coil.id);
    this.#records.coil.set(coil.id, coil);
    this.#saidOf(coil.unit).coils.put(coil);
  }

  #known(tag: TagId): KnownTag {
    let known = this.#tags.get(tag);
    if (known === undefined) {
      const parts = tag.startsWith(`${this.#line}.`) ? parseTag(tag) : undefined;
      known = {
        parts,
        role: parts && roleOf(parts),
        version: -1,
        from: 0,
        to: 0,
        identity: {},
        voices: [],
      };
      this.#tags.set(tag, known);
    }
    return known;
  }

  /** @param unit - the id of the line stands for the line as a whole */
  #saidOf(unit: string): Said {
    const name = unit === this.#lineId ? lineUnit : unit;
    let said = this.#said.get(name);
    if (said === undefined) {
      const runs = { order: new TextRuns(), batch: new TextRuns(), coil: new TextRuns() };
      said = { coils: new CoilsOfUnit(), runs };
      this.#said.set(name, said);
    }
    return said;
  }

  /** Who says what a unit works on: itself, those on its path in front of it, those behind it; else the line. */
  #voicesFor(unit: string): readonly Voice[] {
    const voices: Voice[] = [];
    const own = this.#said.get(unit);
    if (own !== undefined) voices.push({ said: own, distance: 0 });
    const position = this.#positions.get(unit);
    if (position === undefined) {
      for (const other of [...this.#besides(unit), lineUnit]) {
        const said = this.#said.get(other);
        if (said !== undefined) voices.push({ said, distance: 0 });
      }
      return voices;
    }
    const others = [...this.#positions].flatMap(([id, at]): Voice[] => {
      const said = id === unit ? undefined : this.#said.get(id);
      return said === undefined ? [] : [{ said, distance: position - at }];
    });
    const inFront = others.filter(({ distance }) => distance >= 0);
    const behind = others.filter(({ distance }) => distance < 0);
    inFront.sort((a, b) => a.distance - b.distance);
    behind.sort((a, b) => b.distance - a.distance);
    return [...voices, ...inFront, ...behind];
  }

  /** The machine that a unit stands on, then what else stands on it: one web passes them all, at nearly the same time. */
  #besides(unit: string): readonly string[] {
    const machine = this.#machines.get(unit);
    if (machine === undefined) return [];
    const others = [...this.#machines].filter(([, of]) => of === machine).map(([id]) => id);
    return others.filter((id) => id !== unit);
  }

  /** Finds the identity of a tag at a time, and until when it holds. */
  #look(known: KnownTag, { unit, lane }: TagParts, time: number): void {
    if (known.version !== this.#version) known.voices = this.#voicesFor(unit);
    known.version = this.#version;
    known.from = time;
    known.to = Infinity;
    const travel = this.#travels.at(time);
    const places = known.voices.map(({ said, distance }) => {
      const at = timeAtVoice(travel, time, distance);
      // Of web that comes to a place later it is not known yet when.
      known.to =
        at === undefined ? time : Math.min(known.to, this.#holdsUntil(travel, said, at, distance));
      return { said, at };
    });
    const coils = firstOf(places, ({ said, at }) =>
      at === undefined ? [] : said.coils.at(at, lane),
    );
    if (coils !== undefined) {
      known.identity = this.#identityOfCoils(coils, places);
      return;
    }
    const named = firstOf(places, ({ said, at }) => this.#coilAt(said, at));
    const record = named && this.#records.coil.get(named.text);
    const isOfRecord = record !== undefined && named?.coil === named?.text;
    known.identity = this.#withRuns(
      {
        ...(named === undefined ? {} : { coil: named.coil }),
        ...(isOfRecord && record.batch !== undefined ? { batch: record.batch } : {}),
        ...(isOfRecord && record.order !== undefined ? { order: record.order } : {}),
      },
      places,
    );
  }

  /** Where several lanes are wound at once, only what all of them have. */
  #identityOfCoils(
    coils: readonly ProductionRecord<'coil'>[],
    places: readonly { readonly said: Said; readonly at: number | undefined }[],
  ): Identity {
    const each = coils.map(({ id, order, batch }) =>
      this.#withRuns(
        {
          coil: id,
          ...(batch === undefined ? {} : { batch }),
          ...(order === undefined ? {} : { order }),
        },
        places,
      ),
    );
    const [first = {}] = each;
    return Object.fromEntries(
      Object.entries(first).filter(([key, value]) =>
        each.every((other) => other[key as Named] === value),
      ),
    );
  }

  /** Adds batch and order as machines tell them, where records do not. */
  #withRuns(
    { order, batch, coil }: Identity,
    places: readonly { readonly said: Said; readonly at: number | undefined }[],
  ): Identity {
    const told = (name: Named): string | undefined =>
      firstOf(places, ({ said, at }) => textAt(said.runs[name], at))?.text;
    const ofBatch = batch ?? told('batch');
    const ofOrder = order ?? this.#orderOf(ofBatch) ?? told('order');
    return {
      ...(ofOrder === undefined ? {} : { order: ofOrder }),
      ...(ofBatch === undefined ? {} : { batch: ofBatch }),
      ...(coil === undefined ? {} : { coil }),
    };
  }

  #orderOf(batch: string | undefined): string | undefined {
    return batch === undefined ? undefined : this.#records.batch.get(batch)?.order;
  }

  /** Adds to what a record says what the records say that it names. */
  #completed(identity: Identity): Identity {
    const coil = identity.coil === undefined ? undefined : this.#records.coil.get(identity.coil);
    const batch = identity.batch ?? coil?.batch;
    const order = identity.order ?? coil?.order ?? this.#orderOf(batch);
    return {
      ...identity,
      ...(order === undefined ? {} : { order }),
      ...(batch === undefined ? {} : { batch }),
    };
  }

  /**
   * The coil that a machine names at a time. A name that comes again after another, or whose counter began anew, is
   * another coil: it is told apart by the time when it began.
   */
  #coilAt(
    { runs }: Said,
    at: number | undefined,
  ): { readonly text: string; readonly coil: string } | undefined {
    const run = textAt(runs.coil, at);
    if (run === undefined || at === undefined) return undefined;
    const { text, isAgain, from, to } = run;
    const last = Math.min(at, to - coilChangeSettling);
    const reset = this.#resets.findLast((time) => time <= last && time > from + coilChangeSettling);
    const begun = reset ?? (isAgain ? from : undefined);
    return { text, coil: begun === undefined ? text : coilAgain(text, begun) };
  }

  /** A time up to which the same holds at a unit so far behind who said it. */
  #holdsUntil(travel: WebTravel, { coils, runs }: Said, at: number, distance: number): number {
    const { order, batch, coil } = runs;
    const next = Math.min(
      coils.changeAfter(at),
      order.changeAfter(at),
      batch.changeAfter(at),
      coil.changeAfter(at),
      this.#resets.find((time) => time > at) ?? Infinity,
    );
    if (distance === 0 || travel.isEmpty || (distance > 0 && next === Infinity)) return next;
    // The web may still be on its way there: that is told by readings of the counter to come.
    const passed = next === Infinity ? next : travel.timeOf(travel.lengthAt(next)! + distance);
    return Math.min(passed ?? -Infinity, travel.settledUntil);
  }

  /** Metre of the coil that is at a station, as it was coated; to centimetres, as well as it is known. */
  #metreAt(unit: string, time: number): number | undefined {
    const position = this.#positions.get(unit);
    if (position === undefined) return undefined;
    const travel = this.#travels.at(time);
    const counter = travel.counterAt(time);
    if (counter === undefined) return undefined;
    const metre = counter - position;
    if (metre >= travel.counterBegunAt(time)) return Math.round(metre * 100) / 100;
    const atDie = travel.timeOf(travel.lengthAt(time)! - position);
    const before = atDie === undefined ? undefined : travel.counterAt(atDie);
    return before === undefined ? undefined : Math.round(before * 100) / 100;
  }
}

/** When the web that is at a unit at a time was, or will be, at one that is so far in front of it, where it is known. */
function timeAtVoice(travel: WebTravel, time: number, distance: number): number | undefined {
  if (distance === 0 || travel.isEmpty) return time;
  const length = travel.lengthAt(time);
  const at = length === undefined ? undefined : travel.timeOf(length - distance);
  return at === Infinity ? undefined : at;
}

function roleOf({ unit, name, lane }: TagParts): Role | undefined {
  if (lane !== undefined) return undefined;
  return unit === lineUnit && name === 'webLength' ? 'length' : identityNames.get(name);
}

function textAt(runs: TextRuns, at: number | undefined): TextRun | undefined {
  const run = at === undefined ? undefined : runs.at(at);
  return run === undefined || run.text === '' ? undefined : run;
}

/** The first answer that is one: an empty list is none. */
function firstOf<T, R>(list: readonly T[], ask: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const answer = ask(one);
    if (answer !== undefined && !(Array.isArray(answer) && answer.length === 0)) return answer;
  }
  return undefined;
}
