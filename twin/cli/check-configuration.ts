import { accessSync, constants, existsSync } from 'node:fs';
import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import type { WebPath } from '../../physics/process/web-path.ts';
import { checkFaults, type Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { lineByName } from '../../physics/virtual-line/lines/by-name.ts';
import { unitsOf } from '../../physics/virtual-line/signals/all.ts';
import { checkLineLoadLimits } from '../advisor/actuator-limits.ts';
import type { Configuration } from '../contract/configuration.ts';
import { isMapped, type MappedConnector } from '../contract/connectors/connector.ts';
import { ownHistory } from '../contract/connectors/replay.ts';
import { TwinError } from '../domain/errors.ts';
import { parseTag } from '../domain/tag.ts';
import type { LineModel } from '../prediction/line-model.ts';
import { addressProblem } from './address-problem.ts';
import { asConfiguration } from './as-configuration.ts';
import { checkRoute } from './check-route.ts';
import { lineFromConfiguration } from './line-from-configuration.ts';
import { recipeMaterials } from './recipe-materials.ts';
import { readTagMapRows, type TagMapRow, tagMapError } from './tag-map.ts';
import type { TagMapProblem } from './tag-map-rows.ts';
import { checkWaveforms } from './waveforms.ts';

/**
 * Checks what the shape of a configuration cannot say: the files that it names, and whether its parts go together.
 * @throws TwinError CONFIG_INVALID, CONFIG_UNREADABLE; INPUT_UNREADABLE, CALIBRATION_UNUSABLE; TABLE_INVALID with the bad rows of the first bad tag map
 */
export function checkConfiguration(configuration: Configuration): void {
  const { connectors, virtualLine } = configuration;
  const { model, scope } = asConfiguration('plant.line.path', () =>
    lineFromConfiguration(configuration),
  );
  checkMaterial(configuration, model);
  checkPasswordFile(configuration);
  asConfiguration('advisor.lineLoad_N_per_mm', () =>
    checkLineLoadLimits(scope.limits, model.press),
  );
  if (Object.keys(configuration.recipes[0]!.settings).length > 0) checkRoute(configuration);
  if (virtualLine !== undefined) {
    const definition = lineByName(virtualLine.line);
    if (connectors.some((connector) => isMapped(connector) && connector.map === 'virtual-line')) {
      checkVirtualPath(definition, model, virtualLine.line);
    }
    asConfiguration('virtualLine.faults', () =>
      checkFaults(
        (virtualLine.faults ?? []) as readonly Fault[],
        unitsOf(definition),
        definition.path.lanes,
      ),
    );
  }
  for (const [i, connector] of connectors.entries()) {
    const { id } = connector;
    const twin = connectors.findIndex((other) => other.id === id);
    if (twin !== i) {
      throw invalid(`connectors.${i}.id`, `"${id}"`, `an id that connectors.${twin} does not have`);
    }
    for (const key of ['endpoint', 'map']) {
      const value = (connector as Readonly<Record<string, unknown>>)[key];
      if (value === 'virtual-line' && virtualLine === undefined) {
        const allowed = 'virtual-line only beside a section virtualLine';
        throw invalid(`connectors.${i}.${key}`, '"virtual-line"', allowed);
      }
    }
  }
  for (const [i, connector] of connectors.entries()) {
    if (connector.kind === 'mqtt') checkMqtt(connector, `connectors.${i}`);
    if (connector.kind === 'replay') checkReplay(connector, `connectors.${i}`);
  }
  for (const [i, { tag }] of configuration.instruments.entries()) {
    if (parseTag(tag) !== undefined) continue;
    throw invalid(`instruments.${i}.tag`, `"${tag}"`, 'site.area.line.unit.name_unit');
  }
  checkTagMaps(connectors.filter(isMapped), new Set(configuration.waveforms.map(({ tag }) => tag)));
  checkWaveforms(configuration);
}

/** Stations that the virtual line has not would stay without a reading for ever, and so would every prediction. */
function checkVirtualPath(
  { machines, path }: LineDefinition,
  model: LineModel,
  name: string,
): void {
  const own = model.machines && [model.machines.coating, model.machines.calendering];
  const followed = own ?? [{ id: 'line', path: model.path }];
  const made = machines.map((machine) => [machine.id, ...stationsAt(machine.path)].join());
  const known = followed.map((machine) => [machine.id, ...stationsAt(machine.path)].join());
  if (made.join('; ') === known.join('; ') && path.lanes === model.path.lanes) return;
  const fitting = { demo: 'demonstration', short: 'short' }[name] ?? 'pilot';
  const found = own === undefined ? 'a path of one web' : 'machines of their own';
  throw invalid(
    'plant.line.path',
    `${found} that the virtual line ${name} has not`,
    `${fitting} (or the same machines, stations, positions and lanes) beside virtualLine.line ${name}`,
  );
}

function stationsAt({ stations }: WebPath): string[] {
  return stations.map(({ id, position, length }) => `${id}@${position}+${length}`);
}

type MqttConnector = Configuration['connectors'][number] & { readonly kind: 'mqtt' };

/** The map of the virtual line has addresses of OPC UA, and a secret that cannot be read would fail at each attempt. */
function checkMqtt({ map, security, endpoint }: MqttConnector, key: string): void {
  if (map === 'virtual-line') {
    throw invalid(`${key}.map`, '"virtual-line"', 'the file of a tag map, for MQTT');
  }
  const { certFile, keyFile } = security;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const [absent, present] =
      certFile === undefined ? ['certFile', 'keyFile'] : ['keyFile', 'certFile'];
    throw invalid(`${key}.security.${absent}`, 'nothing', `a file, as ${present} is given`);
  }
  if (certFile !== undefined && !endpoint.startsWith('mqtts:')) {
    throw invalid(`${key}.endpoint`, `"${endpoint}"`, 'mqtts://host:port, as certFile is given');
  }
  for (const name of ['passwordFile', 'caFile', 'certFile', 'keyFile'] as const) {
    const file = security[name];
    if (file === undefined || existsSync(file)) continue;
    throw invalid(`${key}.security.${name}`, `"${file}"`, 'the path of a file');
  }
}

type ReplayConnector = Configuration['connectors'][number] & { readonly kind: 'replay' };

/** What is in the source is looked at by `checkReplays`. */
function checkReplay({ source, shift, from, to, map }: ReplayConnector, key: string): void {
  if (map === 'virtual-line') {
    throw invalid(`${key}.map`, '"virtual-line"', 'the file of a tag map, for a replay');
  }
  if (source !== ownHistory) {
    if (existsSync(source)) return;
    throw invalid(`${key}.source`, `"${source}"`, 'the path of a file or folder, or history');
  }
  for (const [name, value] of Object.entries({ shift, from, to })) {
    if (value !== undefined) continue;
    const allowed =
      'present with source history: at their own times its samples are all there already';
    throw invalid(`${key}.${name}`, 'nothing', allowed);
  }
}

/** The server itself may be away: the twin waits for it. */
function checkPasswordFile({ historian: { passwordFile } }: Configuration): void {
  if (passwordFile === undefined) return;
  try {
    accessSync(passwordFile, constants.R_OK);
  } catch (error) {
    throw invalid('historian.passwordFile', `"${passwordFile}"`, 'a file that can be read', error);
  }
}

/**
 * The twin follows a coater that lays down slurry, and the virtual line plays one product: with another one, what the
 * twin predicts would differ from what the line shows by more than any fault.
 */
function checkMaterial(
  { connectors, recipes, virtualLine }: Configuration,
  { machines }: LineModel,
): void {
  const { material } = recipes[0]!;
  const refuse = (fits: (material: ElectrodeMaterial) => boolean, because: string): void => {
    if (fits(recipeMaterials[material])) return;
    const allowed = Object.entries(recipeMaterials).flatMap(([name, set]) =>
      fits(set) ? [name] : [],
    );
    throw invalid('recipes.0.material', `"${material}"`, `${allowed.join(', ')} (${because})`);
  };
  if (virtualLine !== undefined) {
    const made = solidsOf(lineByName(virtualLine.line).recipe);
    refuse((set) => solidsOf(set) === made, `the virtual line coats ${made}`);
  }
  if (connectors.length > 0) {
    refuse(
      ({ powder }) => powder === undefined,
      'the served twin follows slurry through a dryer; twinline process takes dry coating too',
    );
    const sides = 'calender.coatedSides_count';
    if (machines === undefined && (recipes[0]!.settings[sides] ?? 1) !== 1) {
      const allowed =
        '1 (the served twin follows one side where coater and calender share one web; twinline process takes two)';
      throw invalid(`recipes.0.settings.${sides}`, `${recipes[0]!.settings[sides]}`, allowed);
    }
  }
}

function solidsOf({ solids }: Pick<ElectrodeMaterial, 'solids'>): string {
  return solids.map(({ name }) => name).join(', ');
}

/** Rows whose connector there is not, or whose address its kind forbids. */
export function connectorProblems(
  rows: readonly TagMapRow[],
  connectors: readonly MappedConnector[],
  waveforms: ReadonlySet<string>,
): readonly TagMapProblem[] {
  return rows.flatMap((row) => {
    const connector = connectors.find(({ id }) => id === row.connector);
    if (connector !== undefined) {
      return addressProblem(row, connector, waveforms.has(row.tag)) ?? [];
    }
    const allowed = connectors.map(({ id }) => id).join(', ');
    return [{ row: row.row, column: 'connector', found: `"${row.connector}"`, allowed }];
  });
}

/** Every map once, with all its bad rows: unknown connectors among them, and a connector that it gives no tag. */
function checkTagMaps(
  connectors: readonly MappedConnector[],
  waveforms: ReadonlySet<string>,
): void {
  const files = new Set(connectors.map(({ map }) => map).filter((map) => map !== 'virtual-line'));
  for (const file of files) {
    const rows = readTagMapRows(file);
    const given = new Set(rows.map(({ connector }) => connector));
    const problems: TagMapProblem[] = [
      ...connectorProblems(rows, connectors, waveforms),
      ...connectors
        .filter(({ id, map }) => map === file && !given.has(id))
        .map(({ id }) => ({
          row: (rows.at(-1)?.row ?? 0) + 1,
          column: 'connector',
          found: 'the end of the file',
          allowed: `at least one row of connector ${id}`,
        })),
    ];
    if (problems.length > 0) throw tagMapError(file, problems);
  }
}

function invalid(key: string, found: string, allowed: string, cause?: unknown): TwinError {
  return new TwinError(
    'CONFIG_INVALID',
    `the configuration is not valid:\n  ${key}: found ${found}; allowed: ${allowed}`,
    { problems: [{ key, found, allowed }] },
    { cause },
  );
}
