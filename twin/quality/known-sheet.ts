import { porosityOf } from '../../physics/process/solids.ts';
import type { CellOrigin, SheetCoating } from '../domain/planned-cell.ts';
import type { Segment } from '../domain/segment.ts';

/** A segment under a sheet, and how much of the sheet lies on it [m]. */
export interface SheetPart {
  readonly segment: Segment;
  readonly length: number;
}

/** What is known of one lane of a sheet. */
export interface KnownSheet {
  readonly origin: CellOrigin;
  /** Newest source time [ms] of what it rests on. */
  readonly restsOn: number;
  readonly coating: SheetCoating;
}

/** One lane of one segment. */
interface KnownPart {
  readonly loading: number;
  readonly thickness: number;
  readonly time: number;
}

/** A cell is calculated again when loading, thickness or porosity has changed by more than this share of itself. */
const news = 2e-3;

/**
 * One lane of a sheet from the segments under it: what gauges derived where they have spoken over its whole length, else
 * what the model expects. Loading and thickness are means by length; porosity follows from both, so that solids are kept.
 * @param parts - cover the sheet
 * @param poreFreeDensity - [kg.m-3]
 * @returns undefined where a part is unknown, or has no pores at all
 */
export function knownSheet(
  parts: readonly SheetPart[],
  lane: number,
  poreFreeDensity: number,
): KnownSheet | undefined {
  for (const origin of ['derived', 'predicted'] as const) {
    const known = parts.map(({ segment }) =>
      origin === 'derived'
        ? derivedPart(segment, lane, poreFreeDensity)
        : predictedPart(segment, lane),
    );
    if (known.some((part) => part === undefined)) continue;
    const mean = (of: (part: KnownPart) => number): number =>
      parts.reduce((sum, { length }, i) => sum + length * of(known[i]!), 0) /
      parts.reduce((sum, { length }) => sum + length, 0);
    const loading = mean((part) => part.loading);
    const thickness = mean((part) => part.thickness);
    const porosity = porosityOf({ loading, thickness, poreFreeDensity });
    if (!(porosity > 0)) return undefined;
    const restsOn = Math.max(...known.map((part) => part!.time));
    return { origin, restsOn, coating: { loading, thickness, porosity } };
  }
  return undefined;
}

/**
 * What gauges said. The weight gauge reads in front of the nip and the foil is longer behind it; derived porosity and
 * thickness hold that already, so the loading behind the nip follows from them: m = (1 - eps) L rho.
 */
function derivedPart(
  { lanes, measuredAt }: Segment,
  lane: number,
  poreFreeDensity: number,
): KnownPart | undefined {
  const { measuredLoading, derivedThickness, derivedPorosity } = lanes[lane]!;
  if (measuredLoading === undefined || measuredAt === undefined) return undefined;
  if (derivedThickness === undefined || derivedPorosity === undefined) return undefined;
  const thickness = derivedThickness.value;
  const loading = (1 - derivedPorosity.value) * thickness * poreFreeDensity;
  return { loading, thickness, time: measuredAt };
}

function predictedPart({ lanes, predictedAt }: Segment, lane: number): KnownPart | undefined {
  const { predicted } = lanes[lane]!;
  if (predicted === undefined || predictedAt === undefined) return undefined;
  return { loading: predicted.loading, thickness: predicted.thickness, time: predictedAt };
}

/** Whether a sheet is known otherwise than when its cell was calculated last: by other word, or by another number. */
export function isNews(now: KnownSheet, before: KnownSheet | undefined): boolean {
  if (before === undefined || now.origin !== before.origin) return true;
  return (['loading', 'thickness', 'porosity'] as const).some(
    (name) =>
      Math.abs(now.coating[name] - before.coating[name]) > news * Math.abs(before.coating[name]),
  );
}
