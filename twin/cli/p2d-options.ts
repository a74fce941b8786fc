import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type BpxOmission, bpxOmissions } from '../../physics/cell/bpx/write-bpx.ts';
import {
  type P2dRequest,
  p2dInterphases,
  p2dModels,
  p2dPlatings,
  p2dPresets,
  p2dRequestSchema,
  p2dThermals,
} from '../contract/p2d.ts';
import { parseJson, readInput } from './input-file.ts';
import { keyValues, numberOf } from './key-values.ts';
import { type OwnOptions, usageError } from './options.ts';

/** Where the parameter set goes as BPX, and what of it may be left out. */
export interface P2dExport {
  readonly file: string;
  readonly without: readonly BpxOmission[];
}

/** What `twinline p2d` is to do. */
export interface P2dCommand {
  readonly request: P2dRequest;
  /** Whether there is a protocol to solve; without one, the set is only exported. */
  readonly solves: boolean;
  /** Content of the file of parameters, where they came from one. */
  readonly parametersFile: { readonly name: string; readonly content: string } | undefined;
  /** What the names of drive cycles are relative to. */
  readonly folder: string;
  readonly plot: string | undefined;
  readonly batch: string | undefined;
  readonly exported: P2dExport | undefined;
}

/** What says something about a run, and nothing about the set. */
const runOptions = [
  'model',
  'preset',
  'thermal',
  'interphase',
  'plating',
  'temperature_degC',
  'soc_frac',
  'heatTransfer_W_per_m2K',
  'grid_s',
  'fields',
  'sensitivity',
  'plot',
] as const satisfies readonly (keyof OwnOptions)[];

/**
 * Reads the options of `p2d` and the files of parameters and protocol that they name.
 * @throws TwinError USAGE, INPUT_UNREADABLE
 */
export function readP2dOptions(own: OwnOptions): P2dCommand {
  const { fields, plot, batch, sensitivity = [] } = own;
  if (plot !== undefined && batch !== undefined) {
    throw usageError('--plot draws one cell; allowed is --plot or --batch, not both');
  }
  if (sensitivity.length > 0 && batch !== undefined) {
    throw usageError('--sensitivity tells of one cell; allowed is --sensitivity or --batch');
  }
  if (fields && batch !== undefined) {
    throw usageError(
      '--fields gives profiles of one cell; allowed is --fields or --batch, not both',
    );
  }
  if (plot !== undefined && !/\.(?:svg|png)$/i.test(plot)) {
    throw refused('plot', plot, 'a file that ends in .svg or .png');
  }
  const parameters = needed(own, 'parameters', 'NAME or FILE.bpx.json');
  const exported = exportOf(own);
  const solves = own.protocol !== undefined || exported === undefined;
  if (!solves) refuseRunOptions(own);
  const protocol = solves
    ? needed(own, 'protocol', "TEXT or FILE, such as 'discharge 1C until 2.5V'")
    : '';
  const isParametersFile = /\.json$/i.test(parameters) || /[\\/]/.test(parameters);
  const content = isParametersFile ? readInput(parameters, 'parameter file') : undefined;
  const isProtocolFile = isFile(protocol) || looksLikeFile(protocol);
  const document =
    content === undefined ? undefined : parseJson(content, parameters, 'parameter file');
  const numbers = Object.fromEntries(
    (['temperature_degC', 'soc_frac', 'heatTransfer_W_per_m2K', 'grid_s'] as const).flatMap(
      (name) => (own[name] === undefined ? [] : [[name, numberOf(`--${name}`, own[name])]]),
    ),
  );
  const choices = {
    model: p2dModels,
    preset: p2dPresets,
    thermal: p2dThermals,
    interphase: p2dInterphases,
    plating: p2dPlatings,
  } as const;
  for (const [name, allowed] of Object.entries(choices)) {
    const found = own[name as keyof typeof choices];
    if (found !== undefined && !(allowed as readonly string[]).includes(found)) {
      throw refused(name, found, allowed.join(', '));
    }
  }
  const { model, preset, thermal, interphase, plating } = own;
  return {
    request: {
      ...p2dRequestSchema.parse({
        parameters: 'x',
        protocol: '',
        model,
        preset,
        thermal,
        interphase,
        plating,
      }),
      ...numbers,
      fields,
      parameters: document === undefined ? parameters : (document as Record<string, unknown>),
      protocol: isProtocolFile ? readInput(protocol, 'protocol') : protocol,
      set: keyValues('--set', own.set ?? [], 'negative.thickness_um=90'),
      ...(sensitivity.length === 0 ? {} : { sensitivities: [...sensitivity] }),
    },
    solves,
    parametersFile: content === undefined ? undefined : { name: basename(parameters), content },
    folder: isProtocolFile ? dirname(protocol) : '.',
    plot,
    batch,
    exported,
  };
}

function exportOf({ export: file, without = [], batch }: OwnOptions): P2dExport | undefined {
  const unknown = without.find((name) => !(bpxOmissions as readonly string[]).includes(name));
  if (unknown !== undefined) throw refused('without', unknown, bpxOmissions.join(', '));
  if (file === undefined) {
    if (without.length === 0) return undefined;
    throw usageError(
      '--without leaves something out of a file; allowed is --without with --export',
    );
  }
  if (batch !== undefined) {
    throw usageError('--export writes one set; allowed is --export or --batch, not both');
  }
  if (!/\.json$/i.test(file)) throw refused('export', file, 'a file that ends in .json');
  return { file, without: without as readonly BpxOmission[] };
}

function refuseRunOptions(own: OwnOptions): void {
  const given = runOptions.find((name) => Array.isArray(own[name]) || (own[name] ?? false));
  if (given === undefined) return;
  throw usageError(
    `--${given} says how a cell is run; without --protocol, --export takes --parameters, --set and --without`,
    { option: `--${given}` },
  );
}

function needed(own: OwnOptions, name: 'parameters' | 'protocol', allowed: string): string {
  const found = own[name];
  if (found !== undefined) return found;
  throw usageError(`'p2d' needs --${name}; allowed is ${allowed}`, {
    option: `--${name}`,
    allowed,
  });
}

function refused(name: string, found: string, allowed: string) {
  const option = `--${name}`;
  return usageError(`${option}: found '${found}', allowed is ${allowed}`, {
    option,
    found,
    allowed,
  });
}

/** Whether a text names a file or a pipe; what the system does not take as a name names none. */
function isFile(text: string): boolean {
  try {
    const found = statSync(text);
    return found.isFile() || found.isFIFO();
  } catch {
    return false;
  }
}

/** Whether a text that is no step of a protocol can only be meant as the name of a file. */
function looksLikeFile(text: string): boolean {
  if (/^\s*(?:discharge|charge|hold|rest|drive|repeat|#)/i.test(text) || /[\n;{}]/.test(text)) {
    return false;
  }
  return /\.[a-z][a-z0-9]{1,7}$/i.test(text) || /^\S*[\\/][^\s\d]\S*$/.test(text);
}
