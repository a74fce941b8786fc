import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { type Configuration, configurationSchema } from '../contract/configuration.ts';
import { ownHistory } from '../contract/connectors/replay.ts';
import { shapeKeys, shapeOf, shapeProblems } from '../contract/shape-problems.ts';
import { TwinError } from '../domain/errors.ts';
import { isFile } from './cell-source.ts';
import { demonstrationConfiguration } from './demonstration.ts';

const environmentPrefix = 'TWINLINE_';

/**
 * The configuration of a run: the file (or, without one, the demonstration line) under the overrides of the environment.
 * Paths of tag maps, parameter files and calibrations come back absolute; the file means them from its own folder.
 * @param file - path given by the user; `./twinline.yaml` is taken when it exists and none is given
 * @throws TwinError CONFIG_UNREADABLE, CONFIG_INVALID (data: file, problems of key, found, allowed)
 */
export function loadConfiguration(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Configuration {
  const path = configurationFile(file);
  const raw = path === undefined ? structuredClone(demonstrationConfiguration) : readYaml(path);
  const result = configurationSchema.safeParse(withEnvironment(raw, environment));
  if (result.success) return withPaths(result.data, path === undefined ? '.' : dirname(path));
  const source = path ?? 'the demonstration line with the environment';
  const problems = shapeProblems(result.error, raw, configurationSchema);
  throw new TwinError(
    'CONFIG_INVALID',
    `${source} is not a valid configuration:\n${problems.map((p) => `  ${p.key}: found ${p.found}; allowed: ${p.allowed}`).join('\n')}`,
    { file: source, problems },
  );
}

/** The file that a configuration is read from; undefined for the demonstration line. */
export function configurationFile(file: string | undefined): string | undefined {
  return file ?? (existsSync('twinline.yaml') ? 'twinline.yaml' : undefined);
}

function readYaml(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new TwinError(
      'CONFIG_UNREADABLE',
      `the configuration file ${path} cannot be read: ${(error as Error).message}`,
      { file: path },
      { cause: error },
    );
  }
  try {
    return parseYaml(text) ?? {};
  } catch (error) {
    throw new TwinError(
      'CONFIG_UNREADABLE',
      `the configuration file ${path} is not YAML: ${(error as Error).message}`,
      { file: path },
      { cause: error },
    );
  }
}

/** Sets `http.port` from `TWINLINE_HTTP__PORT`; `__` separates levels, case does not matter, values are YAML scalars. */
function withEnvironment(
  raw: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): unknown {
  if (raw === null || typeof raw !== 'object') return raw;
  const configuration = raw as Record<string, unknown>;
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(environmentPrefix) || value === undefined) continue;
    const levels = name.slice(environmentPrefix.length).split('__');
    setLevel(configuration, configurationSchema, levels, scalar(name, value));
  }
  return configuration;
}

function scalar(name: string, value: string): unknown {
  try {
    return parseYaml(value);
  } catch (error) {
    throw new TwinError(
      'CONFIG_INVALID',
      `the environment variable ${name} is not YAML: found '${value}'; allowed: a value such as 9000, true or text`,
      { key: name, found: value, allowed: 'a YAML value' },
      { cause: error },
    );
  }
}

/** Files of a connector's security, if it has any. */
function securityPaths(
  security: (Configuration['connectors'][number] & { kind: 'mqtt' })['security'],
  folder: string,
): typeof security {
  const { passwordFile, caFile, certFile, keyFile } = security;
  return {
    ...security,
    ...(passwordFile === undefined ? {} : { passwordFile: resolve(folder, passwordFile) }),
    ...(caFile === undefined ? {} : { caFile: resolve(folder, caFile) }),
    ...(certFile === undefined ? {} : { certFile: resolve(folder, certFile) }),
    ...(keyFile === undefined ? {} : { keyFile: resolve(folder, keyFile) }),
  };
}

/** Paths are meant from the folder of the file that names them. */
function withPaths(configuration: Configuration, folder: string): Configuration {
  const connectors = configuration.connectors.map((connector) => {
    if (connector.kind === 'mes-folder') {
      return { ...connector, folder: resolve(folder, connector.folder) };
    }
    if (connector.kind === 'replay') {
      const { source, map, ...rest } = connector;
      return {
        ...rest,
        source: source === ownHistory ? source : resolve(folder, source),
        ...(map === undefined ? {} : { map: resolve(folder, map) }),
      };
    }
    const map = connector.map === 'virtual-line' ? connector.map : resolve(folder, connector.map);
    if (connector.kind !== 'mqtt') return { ...connector, map };
    return { ...connector, map, security: securityPaths(connector.security, folder) };
  });
  const recipes = configuration.recipes.map(({ cell, ...recipe }) => {
    if (cell === undefined) return recipe;
    const { parameters } = cell;
    return {
      ...recipe,
      cell: { ...cell, parameters: isFile(parameters) ? resolve(folder, parameters) : parameters },
    };
  });
  const models = {
    ...configuration.models,
    calibrations: configuration.models.calibrations.map((path) => resolve(folder, path)),
  };
  const { passwordFile } = configuration.historian;
  const historian = {
    ...configuration.historian,
    ...(passwordFile === undefined ? {} : { passwordFile: resolve(folder, passwordFile) }),
  };
  return { ...configuration, connectors, historian, recipes, models };
}

function setLevel(
  target: Record<string, unknown>,
  schema: z.ZodType,
  [level, ...deeper]: readonly string[],
  value: unknown,
): void {
  const names = [...shapeKeys(schema), ...Object.keys(target)];
  const key = names.find((name) => name.toUpperCase() === level!.toUpperCase()) ?? level!;
  if (deeper.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key];
  const object =
    inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>) : {};
  target[key] = object;
  setLevel(object, shapeOf(schema)[key] ?? schema, deeper, value);
}
