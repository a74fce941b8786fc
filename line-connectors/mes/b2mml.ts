import { TwinError } from '../../twin/domain/errors.ts';
import { splitBoundaryName } from '../../twin/domain/tag.ts';
import { unitOfSource } from '../source/source-unit.ts';
import type { RecordEntry } from './entry.ts';

/**
 * B2MML as JSON: the elements of MESA's schemas by their names, as objects; an element that may be repeated is a list or
 * stands alone, and a text may stand in `{ "Value": ... }`.
 *
 * Taken are work orders (`OperationsRequest`), recipes (`OperationsDefinition`) and batches (`MaterialLot`); what else the
 * standard allows in them is passed over.
 * @see ANSI/ISA-95.00.02 (models), MESA International, B2MML-BatchML V0701 (names)
 */

type Node = Readonly<Record<string, unknown>>;

/** Elements that hold records, how to read one, and the kind that it becomes. */
const elements: Readonly<
  Record<string, { readonly kind: string; readonly read: (node: Node) => Node }>
> = {
  OperationsRequest: { kind: 'workOrder', read: workOrder },
  OperationsDefinition: { kind: 'recipe', read: recipe },
  MaterialLot: { kind: 'batch', read: batch },
};

/** Elements around them: those of a schedule or a list, and of a message with its data area. */
const shells = [
  ...['OperationsSchedule', 'OperationsDefinitionInformation', 'MaterialInformation', 'DataArea'],
  ...['ProcessOperationsSchedule', 'SyncOperationsSchedule', 'SyncOperationsDefinition'],
  ...['ProcessMaterialLot', 'SyncMaterialLot'],
];

/** State of a request (`RequestState` of B2MML) as that of a work order. */
const states: Readonly<Record<string, string>> = {
  forecast: 'planned',
  planned: 'planned',
  waiting: 'planned',
  ready: 'released',
  released: 'released',
  running: 'running',
  held: 'held',
  suspended: 'held',
  completed: 'completed',
  aborted: 'cancelled',
  cancelled: 'cancelled',
};

/** Whether a document has an element of B2MML at its top. */
export function isB2mml(document: object): boolean {
  return Object.keys(document).some((key) => key in elements || shells.includes(key));
}

/**
 * The records of a B2MML document.
 * @throws TwinError TABLE_INVALID where it holds none that we take
 */
export function b2mmlEntries(file: string, document: object): RecordEntry[] {
  const entries = [...found(document as Node, '')];
  if (entries.length > 0) return entries;
  const allowed = Object.keys(elements).join(', ');
  throw new TwinError(
    'TABLE_INVALID',
    `${file}: the B2MML document holds no element that is taken; allowed are ${allowed}`,
    { file, allowed },
  );
}

function* found(node: Node, at: string): Generator<RecordEntry> {
  for (const [key, value] of Object.entries(node)) {
    const element = Object.hasOwn(elements, key) ? elements[key] : undefined;
    if (element === undefined && !shells.includes(key)) continue;
    for (const [i, inner] of many(value).entries()) {
      const place = Array.isArray(value) ? `${at}/${key}/${i}` : `${at}/${key}`;
      if (element === undefined) yield* found(inner, place);
      else yield { place, kind: element.kind, content: element.read(inner) };
    }
  }
}

function workOrder(request: Node): Node {
  const materials = [request, ...many(request['SegmentRequirement'])].flatMap((part) =>
    many(part['MaterialRequirement']),
  );
  const produced =
    materials.find((material) => /produced/i.test(textOf(material['MaterialUse']) ?? '')) ??
    materials[0];
  const definition = textOf(request['OperationsDefinitionID']);
  const state = textOf(request['RequestState']);
  return withoutMissing({
    id: textOf(request['ID']),
    product: textOf(produced?.['MaterialDefinitionID']) ?? definition,
    recipe: definition,
    quantity_m: quantityIn('m', produced?.['Quantity']),
    plannedStart: textOf(request['StartTime']),
    plannedEnd: textOf(request['EndTime']),
    status: state === undefined ? undefined : (states[state.toLowerCase()] ?? state),
  });
}

function recipe(definition: Node): Node {
  const segments = [definition, ...many(definition['OperationsSegment'])];
  const parameters = segments.flatMap((segment) => [
    ...many(segment['Parameter']),
    ...many(segment['ParameterSpecification']),
  ]);
  return withoutMissing({
    id: textOf(definition['ID']),
    product: textOf(definition['Description']) ?? textOf(definition['ID']),
    version: textOf(definition['Version']),
    parameters: Object.fromEntries(parameters.map(parameter)),
  });
}

function batch(lot: Node): Node {
  return withoutMissing({
    id: textOf(lot['ID']),
    product: textOf(lot['MaterialDefinitionID']),
    mass_kg: quantityIn('kg', lot['Quantity']),
    parameters: Object.fromEntries(many(lot['MaterialLotProperty']).map(parameter)),
  });
}

/** Name with unit, and value, of a parameter or a property; the unit is that of its name, or its own. */
function parameter(node: Node): readonly [name: string, value: unknown] {
  const id = textOf(node['ID']) ?? '';
  const [content] = many(node['Value']);
  const text = textOf(content?.['ValueString']) ?? textOf(node['Value']);
  const value = text === undefined || text.trim() === '' ? text : Number(text);
  const named = splitBoundaryName(id.slice(id.lastIndexOf('.') + 1)).unit;
  const said = textOf(content?.['UnitOfMeasure']);
  const unit = named === undefined && said !== undefined ? unitNamed(said) : undefined;
  return [unit === undefined ? id : `${id}_${unit}`, Number.isNaN(value) ? text : value];
}

function quantityIn(unit: string, quantity: unknown): number | undefined {
  for (const node of many(quantity)) {
    const said = textOf(node['UnitOfMeasure']);
    if (said !== undefined && unitNamed(said) === unit)
      return Number(textOf(node['QuantityString']));
  }
  return undefined;
}

/** Our name of a unit that may be a code of UNECE Recommendation 20, a symbol or our own name. */
function unitNamed(said: string): string | undefined {
  return unitOfSource({ code: said, label: said });
}

/** An element that may be repeated, as a list of objects. */
function many(value: unknown): readonly Node[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter(
    (item): item is Node => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return textOf(value[0]);
  if (typeof value === 'object' && value !== null) return textOf((value as Node)['Value']);
  return undefined;
}

function withoutMissing(fields: Node): Node {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
