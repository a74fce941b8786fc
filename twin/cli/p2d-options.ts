import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
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
import { type OwnOptions, usageError } from './options.ts';

/** What `twinline p2d` is to do. */
export interface P2dCommand {
  readonly request: P2dRequest;
  /** Content of the file of parameters, where they came from one. */
  readonly parametersFile: { readonly name: string; readonly content: string } | undefined;
  /** What the names of drive cycles are relative to. */
  readonly folder: string;
  readonly plot: string | undefined;
  readonly batch: string | undefined;
}

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
  if (plot !== undefined && !/\.(?:svg|png)$/i.test(plot)) {
    throw refused('plot', plot, 'a file that ends in .svg or .png');
  }
  const parameters = needed(own, 'parameters', 'NAME or FILE.bpx.json');
  const protocol = needed(own, 'protocol', "TEXT or FILE, such as 'discharge 1C until 2.5V'");
  const isParametersFile = /\.json$/i.test(parameters) || /[\\/]/.test(parameters);
  const content = isParametersFile ? readInput(parameters, 'parameter file') : undefined;
  const isProtocolFile = isFile(protocol);
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
      set: settingsOf(own.set ?? []),
      ...(sensitivity.length === 0 ? {} : { sensitivities: [...sensitivity] }),
    },
    parametersFile: content === undefined ? undefined : { name: basename(parameters), content },
    folder: isProtocolFile ? dirname(protocol) : '.',
    plot,
    batch,
  };
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

/** A number as written; `NaN` is one, so that it is refused with the range of what it was given for. */
export function numberOf(option: string, text: string): number {
  const value = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|[+-]?Infinity)$/i.test(text.trim())
    ? Number(text)
    : undefined;
  if (value !== undefined) return value;
  throw usageError(`${option}: found '${text}', allowed is a number`, { option, found: text });
}

function settingsOf(texts: readonly string[]): Record<string, number> {
  const settings = new Map<string, number>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    if (at <= 0) throw refused('set', text, 'KEY=VALUE, such as negative.thickness_um=90');
    const key = text.slice(0, at).trim();
    if (settings.has(key)) throw refused('set', text, `one value of ${key}`);
    settings.set(key, numberOf(`--set ${key}`, text.slice(at + 1)));
  }
  return Object.fromEntries(settings);
}
