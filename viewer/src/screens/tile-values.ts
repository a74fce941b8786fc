import type { TagDto } from '../../../twin/contract/api.ts';
import type { CoilHistory } from '../data/coil-history.ts';
import { formatNumber, formatQuality, formatTagValue, noValue } from '../data/format.ts';
import type { LineStore } from '../data/line-store.ts';
import { type Quality, qualityList } from '../data/qualities.ts';
import { cellTiles } from './cell-tiles.ts';
import type { Tile } from './tile.ts';
import { tileBands } from './tile-bands.ts';

/** Index of the newest predicted web at the exit of the calender: the last to pass it, or the nearest on its way. */
export function indexAtCalenderExit(history: CoilHistory, exit_m: number): number {
  let passed = -1;
  let passedAt_m = Number.POSITIVE_INFINITY;
  let coming = -1;
  let comingAt_m = Number.NEGATIVE_INFINITY;
  const oldest = Math.max(0, history.newestIndex - history.capacity + 1);
  for (let index = history.newestIndex; index >= oldest; index--) {
    const facts = history.facts(index);
    if (facts === undefined || facts.position_m === null) continue;
    if (Number.isNaN(history.laneMean('predictedPorosity_frac', index))) continue;
    if (facts.position_m >= exit_m) {
      if (facts.position_m < passedAt_m) {
        passed = index;
        passedAt_m = facts.position_m;
      }
      break;
    }
    if (facts.position_m > comingAt_m) {
      coming = index;
      comingAt_m = facts.position_m;
    }
  }
  return passed >= 0 ? passed : coming;
}

/** Index of the newest segment for which the gauge has a value of this quality, or -1. */
function newestGauged(history: CoilHistory, quality: Quality): number {
  const oldest = Math.max(0, history.newestIndex - history.capacity + 1);
  for (let index = history.newestIndex; index >= oldest; index--) {
    if (!Number.isNaN(history.laneMean(quality.gauge, index))) return index;
  }
  return -1;
}

function gaugeNote(history: CoilHistory, quality: Quality): string {
  const index = newestGauged(history, quality);
  if (index < 0) return 'gauge: no reading yet';
  const value = formatQuality(quality, history.laneMean(quality.gauge, index));
  const error =
    quality.gaugeStandardError === null
      ? Number.NaN
      : history.laneMean(quality.gaugeStandardError, index);
  const spread = Number.isNaN(error) ? '' : ` ± ${formatQuality(quality, error)}`;
  const metre = history.facts(index)!.from_m.toFixed(1);
  return `${quality.gaugeOrigin} ${value}${spread} at metre ${metre}`;
}

/** What is not known of constants is the same on all lanes: the mean of their errors is that of the mean. */
function predictedSpread(history: CoilHistory | null, quality: Quality, index: number): string {
  const error = history?.laneMean(quality.predictedStandardError, index) ?? Number.NaN;
  if (Number.isNaN(error)) return 'no standard error';
  return `± ${formatQuality(quality, error)} standard error`;
}

function qualityTile(store: LineStore, quality: Quality): Tile {
  const { line, history } = store;
  const band = line === null ? null : quality.band(line.recipe);
  const calender = line?.path.stations.find(({ kind }) => kind === 'calender');
  const exit_m = calender === undefined ? Infinity : calender.position_m + calender.length_m;
  const index = history === null ? -1 : indexAtCalenderExit(history, exit_m);
  const value = history === null ? Number.NaN : history.laneMean(quality.predicted, index);
  const facts = history?.facts(index);
  return {
    id: quality.id,
    label: `${quality.label} at calender exit`,
    value: formatQuality(quality, value),
    unit: quality.unit,
    origin: 'predicted',
    interval: predictedSpread(history, quality, index),
    time_ms: Date.parse(facts?.predictedAt ?? ''),
    note: history === null ? 'no web yet' : gaugeNote(history, quality),
    gauge:
      band === null
        ? null
        : {
            value: value * quality.factor,
            min: band.min * quality.factor,
            target: band.target * quality.factor,
            max: band.max * quality.factor,
          },
    bands: index < 0 || history === null ? null : tileBands(store, history, quality, index),
    warnings: null,
    flag: band !== null && (value < band.min || value > band.max) ? 'out of band' : null,
  };
}

function tagTile(id: string, label: string, tag: TagDto | undefined, fallback = ''): Tile {
  return {
    id,
    label,
    value: tag === undefined ? fallback || noValue : formatTagValue(tag),
    unit: tag?.unitLabel ?? (fallback === '' ? '' : 'm/min'),
    origin: 'measured',
    interval: null,
    time_ms: Date.parse(tag?.sourceTimestamp ?? ''),
    note: tag === undefined ? 'not sent by the line' : `quality ${tag.quality}`,
    gauge: null,
    bands: null,
    warnings: null,
    flag: null,
  };
}

/** Every tile of the strip, in order. */
export function lineTiles(store: LineStore): readonly Tile[] {
  const calender = store.line?.path.stations.find(({ kind }) => kind === 'calender');
  const speed = store.line?.webSpeed_m_per_min ?? null;
  return [
    ...qualityList.map((quality) => qualityTile(store, quality)),
    tagTile(
      'webSpeed',
      'Web speed',
      store.findTag('webSpeed'),
      speed === null ? '' : formatNumber(speed, 2),
    ),
    tagTile('lineLoad', 'Line load', store.findTag('lineLoad', calender?.id)),
    ...cellTiles(store),
  ];
}
