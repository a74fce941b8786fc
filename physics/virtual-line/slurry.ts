import type { RandomStreams } from '../core/random.ts';
import { poreFreeDensity } from '../process/solids.ts';
import type { EventLog } from './event-log.ts';
import type { FaultLevels } from './fault-levels.ts';
import { slurryDensity } from './laws/slurry-flow.ts';
import type { LineDefinition, SlurryRecipe } from './line-definition.ts';
import type { TruthConstants } from './truth-constants.ts';
import type { TruthLaws } from './truth-laws.ts';

/** Raw materials whose lots are counted. */
const materials = ['active', 'binder', 'solvent'] as const;
/** How long before the start of a line its first batch was mixed [s]: demonstration mixer. */
const mixedBefore = 2 * 3600;

/** A batch as it was mixed. */
interface Batch {
  /** From 1; 0 before the first. */
  readonly number: number;
  readonly id: string;
  /** Lots of active material, binder and solvent, from 1. */
  readonly lots: readonly number[];
  readonly lotIds: readonly string[];
  /** Solids content that the mixer aimed at [-]. */
  readonly target: number;
  /** Time of the line [s]. */
  readonly mixedAt: number;
}

/**
 * The slurry in the feed tank of a line: its batch, what it is made of, and how much is left. The mixer is one batch
 * ahead: it has mixed the next one when a batch goes into the tank.
 */
export class Slurry {
  /** The batch in the feed tank, and the one that was mixed last. */
  batch: Batch;
  mixed: Batch;
  /** Slurry left of the batch [kg]. */
  left = Number.POSITIVE_INFINITY;
  /** True values now: solids content [-], density of slurry and of its solids [kg.m-3], active mass over solids [-]. */
  solidsContent = 0;
  density = 0;
  solidDensity = 0;
  active = 0;
  /** Change of packing porosity, and factors of hardness, adhesion and viscosity, by lot and age [-]. */
  packing = 0;
  hardness = 1;
  adhesion = 1;
  viscosity = 1;
  #batchSolids = 0;
  #lotPacking = 0;
  #lotHardness = 1;
  readonly #definition: LineDefinition;
  readonly #streams: RandomStreams;
  readonly #constants: TruthConstants;
  readonly #events: EventLog;
  readonly #run: string;
  readonly #aged: boolean;
  readonly #levels: FaultLevels;
  readonly #driftSlot: number;
  readonly #lotSlot: number;
  readonly #wrongSlot: number;
  readonly #right: MadeOf;
  readonly #other: MadeOf;

  constructor(options: {
    readonly definition: LineDefinition;
    readonly streams: RandomStreams;
    readonly run: string;
    readonly endlessRun: string;
    readonly constants: TruthConstants;
    readonly laws: TruthLaws;
    readonly levels: FaultLevels;
    readonly events: EventLog;
  }) {
    const { definition, levels, run } = options;
    this.#definition = definition;
    this.#streams = options.streams;
    this.#constants = options.constants;
    this.#events = options.events;
    this.#aged = options.laws.kind === 'mismatched';
    this.#levels = levels;
    this.#driftSlot = levels.at('slurryDrift', 'coater');
    this.#lotSlot = levels.at('lotChange', 'coater');
    this.#wrongSlot = levels.at('wrongBatch', 'coater');
    this.#right = madeOf(definition.recipe);
    this.#other = madeOf(definition.otherRecipe);
    this.#run = run;
    const { campaign } = definition;
    if (campaign === undefined) {
      this.batch = {
        number: 1,
        id: `BATCH-${options.endlessRun}0001`,
        lots: [1, 1, 1],
        lotIds: ['', '', ''],
        target: definition.recipe.solidsContent,
        mixedAt: 0,
      };
      this.mixed = this.batch;
    } else {
      const target = campaign.products[0]!.solidsContent;
      this.batch = this.#mix(1, -mixedBefore, target);
      this.mixed = this.batch;
      this.nextBatch(0, target);
    }
    this.advance(0);
  }

  /** Fills the tank with the next batch, of a product with this solids content, and mixes the one behind it. */
  nextBatch(time: number, solidsContent: number): void {
    // A batch that waits for another product is not used.
    if (this.mixed.target !== solidsContent) this.#mixNext(time, solidsContent);
    this.batch = this.mixed;
    this.left = this.#definition.campaign?.batchMass ?? Number.POSITIVE_INFINITY;
    this.#draw();
    const { id, mixedAt } = this.batch;
    const data = { ...this.#dataOf(this.batch), mixedAt_s: mixedAt };
    this.#events.add({ time, kind: 'batchStarted', unit: 'coater', text: `slurry ${id}`, data });
    this.#mixNext(time, solidsContent);
  }

  #mixNext(time: number, target: number): void {
    const before = this.mixed;
    const mixed = this.#mix(before.number + 1, time, target);
    this.mixed = mixed;
    for (const [m, material] of materials.entries()) {
      const lot = mixed.lotIds[m]!;
      if (lot === before.lotIds[m]) continue;
      const data = { material, lot, batch: mixed.id };
      this.#events.add({ time, kind: 'lotChanged', unit: 'mixer', text: `lot ${lot}`, data });
    }
    const data = { ...this.#dataOf(mixed), solidsContentTarget_frac: target };
    const text = `slurry ${mixed.id}`;
    this.#events.add({ time, kind: 'batchMixed', unit: 'mixer', text, data });
  }

  #mix(number: number, mixedAt: number, target: number): Batch {
    const every = this.#definition.campaign?.batchesPerLot;
    const lots = materials.map((_, m) => 1 + Math.floor((number - 1) / (every?.[m] ?? 1)));
    return {
      number,
      id: `BATCH-${this.#run}-${String(number).padStart(4, '0')}`,
      lots,
      lotIds: materials.map(
        (material, m) =>
          `LOT-${this.#run}-${material.toUpperCase()}-${String(lots[m]).padStart(3, '0')}`,
      ),
      target,
      mixedAt,
    };
  }

  /** Brings the properties to a time [s], through drifts and faults. */
  advance(time: number): void {
    const { lotPorosity, lotHardness, porosityPerHour } = this.#constants;
    const shift = this.#levels.level(this.#lotSlot);
    const wrong = this.#levels.level(this.#wrongSlot);
    const [right, other] = [this.#right, this.#other];
    const solids = this.batch.target + this.#batchSolids + this.#levels.level(this.#driftSlot);
    this.solidsContent = solids + wrong * (other.solidsContent - right.solidsContent);
    this.solidDensity = right.solidDensity + wrong * (other.solidDensity - right.solidDensity);
    this.active = right.active + wrong * (other.active - right.active);
    this.density = slurryDensity(
      this.solidDensity,
      this.#definition.recipe.solventDensity,
      this.solidsContent,
    );
    const age = this.age(time) / 3600;
    this.packing =
      this.#lotPacking + shift * lotPorosity + (this.#aged ? porosityPerHour * age : 0);
    this.hardness = this.#lotHardness * Math.exp(shift * lotHardness);
  }

  /** Age of the batch [s]. */
  age(time: number): number {
    return Math.max(0, time - this.batch.mixedAt);
  }

  #draw(): void {
    const { lotPorosity, lotHardness, lotAdhesion, batchSolids } = this.#constants;
    const normal = (name: string) => this.#streams.stream(`slurry/${name}`).normal();
    this.#batchSolids = batchSolids * normal(`batch/${this.batch.number}`);
    if (!this.#aged) return;
    const [active, binder, solvent] = this.batch.lots;
    this.#lotPacking = lotPorosity * normal(`active/${active}/packing`);
    this.#lotHardness = Math.exp(lotHardness * normal(`active/${active}/hardness`));
    this.adhesion = Math.exp(lotAdhesion * normal(`binder/${binder}/adhesion`));
    this.viscosity = Math.exp(
      0.05 * normal(`binder/${binder}/viscosity`) + 0.01 * normal(`solvent/${solvent}/viscosity`),
    );
  }

  #dataOf({ id, lotIds }: Batch): Record<string, string | number> {
    const lots = materials.map((material, m) => [`${material}Lot`, lotIds[m]!] as const);
    const mass = this.#definition.campaign?.batchMass ?? 0;
    return { batch: id, mass_kg: mass, ...Object.fromEntries(lots) };
  }
}

/** What one recipe is made of. */
interface MadeOf {
  readonly solidsContent: number;
  readonly solidDensity: number;
  readonly active: number;
}

function madeOf({ solids, solidsContent }: SlurryRecipe): MadeOf {
  return {
    solidsContent,
    solidDensity: poreFreeDensity(solids),
    active: solids
      .filter(({ role }) => role === 'active')
      .reduce((sum, { massFraction }) => sum + massFraction, 0),
  };
}
