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
/** How long before its use a batch is mixed [s]: demonstration mixer. */
const mixedBefore = 2 * 3600;

/** The slurry in the feed tank of a line: its batch, what it is made of, and how much is left. */
export class Slurry {
  /** Batch from 1 and its id; lots of active material, binder and solvent, from 1. */
  batch = 0;
  batchId = '';
  readonly lots = [1, 1, 1];
  readonly lotIds: string[] = ['', '', ''];
  /** When it was mixed, time of the line [s]. */
  mixedAt = 0;
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
  /** Solids content that the mixer aims at [-]. */
  target: number;
  readonly #definition: LineDefinition;
  readonly #streams: RandomStreams;
  readonly #constants: TruthConstants;
  readonly #events: EventLog;
  readonly #idPrefix: string;
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
    readonly seed: number;
    readonly constants: TruthConstants;
    readonly laws: TruthLaws;
    readonly levels: FaultLevels;
    readonly events: EventLog;
  }) {
    const { definition, levels, seed } = options;
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
    this.target = definition.recipe.solidsContent;
    this.#idPrefix = `S${seed}`;
    if (definition.campaign === undefined) {
      this.batch = 1;
      this.batchId = 'BATCH-0001';
    } else this.nextBatch(0, definition.campaign.products[0]!.solidsContent);
    this.advance(0);
  }

  /** Fills the tank with the next batch, of a product with this solids content. */
  nextBatch(time: number, solidsContent: number): void {
    const { campaign } = this.#definition;
    this.target = solidsContent;
    this.batch++;
    this.batchId = `BATCH-${this.#idPrefix}-${String(this.batch).padStart(4, '0')}`;
    this.mixedAt = time - mixedBefore;
    this.left = campaign?.batchMass ?? Number.POSITIVE_INFINITY;
    for (const [m, material] of materials.entries()) {
      const lot = 1 + Math.floor((this.batch - 1) / (campaign?.batchesPerLot[m] ?? 1));
      const id = `LOT-${this.#idPrefix}-${material.toUpperCase()}-${String(lot).padStart(3, '0')}`;
      if (this.lotIds[m] !== '' && this.lotIds[m] !== id) {
        const data = { material, lot: id, batch: this.batchId };
        this.#events.add({ time, kind: 'lotChanged', unit: 'mixer', text: `lot ${id}`, data });
      }
      this.lots[m] = lot;
      this.lotIds[m] = id;
    }
    this.#draw();
    const made = { batch: this.batchId, mass_kg: this.left, ...this.#lotData() };
    const text = `slurry ${this.batchId}`;
    const target = { ...made, solidsContentTarget_frac: solidsContent };
    this.#events.add({
      time,
      kind: 'batchMixed',
      unit: 'mixer',
      text,
      data: { ...target, mixedAt_s: this.mixedAt },
    });
    this.#events.add({ time, kind: 'batchStarted', unit: 'coater', text, data: made });
  }

  /** Brings the properties to a time [s], through drifts and faults. */
  advance(time: number): void {
    const { lotPorosity, lotHardness, porosityPerHour } = this.#constants;
    const shift = this.#levels.level(this.#lotSlot);
    const wrong = this.#levels.level(this.#wrongSlot);
    const [right, other] = [this.#right, this.#other];
    const solids = this.target + this.#batchSolids + this.#levels.level(this.#driftSlot);
    this.solidsContent = solids + wrong * (other.solidsContent - right.solidsContent);
    this.solidDensity = right.solidDensity + wrong * (other.solidDensity - right.solidDensity);
    this.active = right.active + wrong * (other.active - right.active);
    this.density = slurryDensity(
      this.solidDensity,
      this.#definition.recipe.solventDensity,
      this.solidsContent,
    );
    const age = Math.max(0, time - this.mixedAt) / 3600;
    this.packing =
      this.#lotPacking + shift * lotPorosity + (this.#aged ? porosityPerHour * age : 0);
    this.hardness = this.#lotHardness * Math.exp(shift * lotHardness);
  }

  /** Age of the batch [s]. */
  age(time: number): number {
    return Math.max(0, time - this.mixedAt);
  }

  #draw(): void {
    const { lotPorosity, lotHardness, lotAdhesion, batchSolids } = this.#constants;
    const normal = (name: string) => this.#streams.stream(`slurry/${name}`).normal();
    this.#batchSolids = batchSolids * normal(`batch/${this.batch}`);
    if (!this.#aged) return;
    const [active, binder, solvent] = this.lots;
    this.#lotPacking = lotPorosity * normal(`active/${active}/packing`);
    this.#lotHardness = Math.exp(lotHardness * normal(`active/${active}/hardness`));
    this.adhesion = Math.exp(lotAdhesion * normal(`binder/${binder}/adhesion`));
    this.viscosity = Math.exp(
      0.05 * normal(`binder/${binder}/viscosity`) + 0.01 * normal(`solvent/${solvent}/viscosity`),
    );
  }

  #lotData(): Record<string, string> {
    return Object.fromEntries(materials.map((material, m) => [`${material}Lot`, this.lotIds[m]!]));
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
