import type { ModelStateDto } from '../../../twin/contract/estimate.ts';
import type { CoilHistory, SegmentFacts } from '../data/coil-history.ts';
import { formatAge, formatQuality } from '../data/format.ts';
import type { LineStore } from '../data/line-store.ts';
import type { Quality } from '../data/qualities.ts';
import type { TileBands } from './tile.ts';

const healthWords: Readonly<Record<ModelStateDto['health'], string>> = {
  ok: 'ok',
  watch: 'watch',
  recalibrate: 'recalibrate',
  doNotUse: 'do not use',
};

const domainWords: Readonly<Record<NonNullable<SegmentFacts['domain']>, string | null>> = {
  inside: null,
  edge: 'Edge of experience',
  outside: 'Outside experience',
};

const sources: Readonly<Record<NonNullable<SegmentFacts['bandsFrom']>, string>> = {
  measurements:
    'Bands hold that share of gauge readings: they are made of what predictions were off by on web that gauges measured.',
  constants:
    'Bands by the standard error of constants and readings: too little web has been measured since the start to do better.',
};

const weighedSource = 'Bands by the standard error of the weight gauge, which has read this web.';

/**
 * The bands of a quality at an index: the mean over lanes of their bounds, as the value is that of the lanes. Web that the
 * weight gauge has read is corrected by another model than web ahead of it.
 */
export function tileBands(
  { models, serverTime_ms }: Pick<LineStore, 'models' | 'serverTime_ms'>,
  history: CoilHistory,
  quality: Quality,
  index: number,
): TileBands | null {
  const [lower50, upper50] = quality.band50.map((field) => history.laneMean(field, index));
  const [lower90, upper90] = quality.band90.map((field) => history.laneMean(field, index));
  if (![lower50, upper50, lower90, upper90].every(Number.isFinite)) return null;
  const facts = history.facts(index);
  const isWeighed = Number.isFinite(history.laneMean('measuredLoading_g_per_m2', index));
  const model = models.find(
    ({ quality: own, place }) => own === quality.id && place === (isWeighed ? 'weighed' : 'ahead'),
  );
  const words = (lower: number, upper: number): string =>
    `${formatQuality(quality, lower)} to ${formatQuality(quality, upper)}`;
  const domain = facts?.domain === undefined ? null : domainWords[facts.domain];
  return {
    lower50: lower50! * quality.factor,
    upper50: upper50! * quality.factor,
    lower90: lower90! * quality.factor,
    upper90: upper90! * quality.factor,
    words50: words(lower50!, upper50!),
    words90: words(lower90!, upper90!),
    source:
      quality.id === 'loading' && isWeighed
        ? weighedSource
        : sources[facts?.bandsFrom ?? 'constants'],
    model: model === undefined ? null : modelWords(model, serverTime_ms),
    doubts: domain === null ? [] : [domain, ...(facts?.reasons ?? []), ...vouching(facts)],
  };
}

/** What web outside experience means for who reads the value. */
function vouching(facts: SegmentFacts | undefined): readonly string[] {
  if (facts?.domain !== 'outside') return [];
  return ['No gauge has measured web made under such conditions: nothing vouches for this value.'];
}

function modelWords({ health, learnedAt }: ModelStateDto, now_ms: number | null): string {
  if (learnedAt === null) return 'no correction yet';
  const age = formatAge((now_ms ?? Number.NaN) - Date.parse(learnedAt));
  return `correction ${healthWords[health]}, ${age}`;
}
