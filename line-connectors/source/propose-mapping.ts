import type { BrowseItem, TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { unitOfSource } from './source-unit.ts';

/** Place of the line that a connector reads, the first three parts of its tags. */
export interface LinePlace {
  readonly site: string;
  readonly area: string;
  readonly line: string;
}

/** Rows that can be used as they are, and what needs a person. */
export interface MappingProposal {
  readonly rows: readonly TagMapping[];
  readonly unmapped: readonly { readonly item: BrowseItem; readonly reason: string }[];
}

/** Names of types by OPC UA and by Sparkplug; `Number` also for JSON. */
const numberTypes = new Set([
  'Double',
  'Float',
  'SByte',
  'Byte',
  'Int8',
  'UInt8',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Number',
  'Integer',
  'UInteger',
]);
const otherTypes = new Set([
  'Boolean',
  'String',
  'LocalizedText',
  'DateTime',
  'UtcTime',
  'Text',
  'UUID',
]);

/** `Web speed.actual` becomes `webSpeedActual`; camel case of the source is kept. */
function camelCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words
    .map((word, i) => (i === 0 ? word[0]!.toLowerCase() : word[0]!.toUpperCase()) + word.slice(1))
    .join('');
}

/**
 * Tags for browsed variables: `<site>.<area>.<line>.<unit>.<name>_<unit>`, where unit is the parent in the browse path and
 * the unit of measure is the source's own, by its UNECE code or label. What cannot be named without guessing is listed.
 */
export function proposeMapping(
  items: readonly BrowseItem[],
  place: LinePlace,
  samplingInterval_ms = 1000,
): MappingProposal {
  const rows: TagMapping[] = [];
  const unmapped: { item: BrowseItem; reason: string }[] = [];
  const taken = new Set<string>();
  for (const item of items) {
    const proposal = tagFor(item, place);
    if ('reason' in proposal) unmapped.push({ item, reason: proposal.reason });
    else if (taken.has(proposal.tag)) {
      unmapped.push({ item, reason: `another variable is already '${proposal.tag}'` });
    } else {
      taken.add(proposal.tag);
      rows.push({ tag: proposal.tag as TagId, address: item.address, samplingInterval_ms });
    }
  }
  return { rows, unmapped };
}

function tagFor(
  { path, dataType, unitCode, unitLabel }: BrowseItem,
  { site, area, line }: LinePlace,
): { tag: string } | { reason: string } {
  const isNumber = numberTypes.has(dataType);
  const [, element] = /^(\w+)(?:\[\]|Array)$/.exec(dataType) ?? [];
  if (dataType === 'DataSet' || (element !== undefined && numberTypes.has(element))) {
    return { reason: `values of type ${dataType} are kept as features of a waveform only` };
  }
  if (!isNumber && !otherTypes.has(dataType)) {
    return { reason: `values of type ${dataType} are not kept` };
  }
  const steps = path.split('/');
  const name = camelCase(steps.at(-1)!);
  const unit = camelCase(steps.at(-2) ?? '');
  if (name === '' || unit === '') return { reason: 'the browse path names no unit of the line' };
  const tag = `${site}.${area}.${line}.${unit}.${name}`;
  if (!isNumber) return { tag };
  const said = unitCode ?? unitLabel;
  if (said === undefined) return { reason: 'the source names no unit' };
  const measure = unitOfSource({
    ...(unitCode === undefined ? {} : { code: unitCode }),
    ...(unitLabel === undefined ? {} : { label: unitLabel }),
  });
  if (measure === undefined) return { reason: `the unit '${said}' is not in the unit table` };
  return { tag: `${tag}_${measure}` };
}
