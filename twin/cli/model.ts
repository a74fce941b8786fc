import { join } from 'node:path';
import { CodedError } from '../../physics/core/errors.ts';
import type {
  ModelGateDto,
  ModelVersionDto,
  PromotionDto,
  RegisteredModelDto,
} from '../contract/models.ts';
import { TwinError } from '../domain/errors.ts';
import { compareModels } from '../estimation/learning/compare-models.ts';
import { ModelRegistry } from './model-registry.ts';
import { type Command, type CommandLine, usageError } from './options.ts';

/** What the commands take from outside. */
export interface ModelSurroundings {
  /** The present time, epoch ms. */
  readonly now: () => number;
  /** Who is at the machine, where that is known. */
  readonly user: string | undefined;
}

export type ModelCommand = Extract<Command, `model ${string}`>;

/** What a command answers, for a reader or as JSON, and whether a bar was missed. */
export interface ModelAnswer {
  readonly text: string;
  readonly isMissed: boolean;
}

/** Runs one of the commands about trained models. @throws TwinError; MlError */
export function modelAnswer(
  command: ModelCommand,
  line: CommandLine,
  surroundings: ModelSurroundings,
): ModelAnswer {
  const registry = new ModelRegistry(join(line.data, 'models'));
  const give = (value: object, text: string, isMissed = false): ModelAnswer => ({
    text: line.json ? `${JSON.stringify(value)}\n` : text,
    isMissed,
  });
  switch (command) {
    case 'model list': {
      takes(line, command, []);
      const models = registry.list();
      const none = `no model in ${join(line.data, 'models')}; promote what 'train --out' wrote\n`;
      return give({ models }, models.length === 0 ? none : models.map(listText).join(''));
    }
    case 'model show': {
      const [name] = takes(line, command, ['NAME']);
      const model = registry.show(name!);
      return give(model, listText(model) + historyText(model));
    }
    case 'model compare': {
      const [name, place] = takes(line, command, ['NAME', 'VERSION|MODEL_DIR']);
      const gate = gateOf(registry, name!, placeOf(place!));
      return give(gate, gateText(gate), !gate.passes);
    }
    case 'model promote': {
      const [name, place] = takes(line, command, ['NAME', 'VERSION|MODEL_DIR']);
      const promotion = promote(registry, name!, placeOf(place!), line, surroundings);
      return give(promotion, promotionText(name!, promotion));
    }
    case 'model rollback': {
      const [name] = takes(line, command, ['NAME']);
      const promotion = rollBack(registry, name!, line, surroundings);
      return give(promotion, promotionText(name!, promotion));
    }
  }
}

function takes(
  { rest }: CommandLine,
  command: ModelCommand,
  names: readonly string[],
): readonly string[] {
  if (rest.length === names.length) return rest;
  const allowed = names.length === 0 ? 'nothing' : names.join(' ');
  throw usageError(`'${command}' takes ${allowed}, found '${rest.join(' ')}'`);
}

function placeOf(text: string): number | string {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : text;
}

function gateOf(registry: ModelRegistry, name: string, place: number | string): ModelGateDto {
  const { now } = registry.serving(name);
  if (typeof place === 'number') registry.show(name);
  const challenger = registry.read(name, place);
  if (now === place) throw usageError(`version ${now} of '${name}' serves already`);
  const champion = now === undefined ? undefined : registry.read(name, now);
  const { reasons, ...gate } = compareModels(champion, challenger);
  return { ...gate, reasons: [...reasons] };
}

function promote(
  registry: ModelRegistry,
  name: string,
  place: number | string,
  { own: { force, reason, by } }: CommandLine,
  { now, user }: ModelSurroundings,
): PromotionDto {
  if (force && (reason ?? '').trim() === '') {
    throw usageError('--force needs --reason TEXT, which is kept');
  }
  const gate = judged(registry, name, place, force);
  if (!gate.passes && !force) {
    throw new TwinError(
      'MODEL_REFUSED',
      `'${name}' stays as it is: ${gate.reasons.join('; ')}; --force --reason TEXT promotes it all the same`,
      { name, ...gate },
    );
  }
  const from = registry.serving(name).now;
  const version = typeof place === 'number' ? place : registry.add(name, place);
  if (version === from) throw usageError(`version ${version} of '${name}' serves already`);
  const promotion: PromotionDto = {
    action: 'promote',
    version,
    ...(from === undefined ? {} : { from }),
    at: new Date(now()).toISOString(),
    by: by ?? user ?? 'unknown',
    forced: !gate.passes,
    ...(reason === undefined ? {} : { reason }),
    gate,
  };
  registry.record(name, promotion);
  return promotion;
}

/** What the gate says; where the models cannot be compared or the champion not be read, force has it as a reason. */
function judged(
  registry: ModelRegistry,
  name: string,
  place: number | string,
  force: boolean,
): ModelGateDto {
  try {
    return gateOf(registry, name, place);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { code, message, data } = error;
    const isOfChampion = code === 'MODEL_NOT_COMPARABLE' && data['what'] !== 'target';
    const isUnreadable = code === 'ML_MODEL_FILE_INVALID' || code === 'ML_MODEL_FILE_VERSION';
    if (!force || !(isOfChampion || isUnreadable)) throw error;
    // The challenger itself must be whole.
    const { report } = registry.read(name, place);
    return { passes: false, rows: report.rows, groups: report.groups, reasons: [message] };
  }
}

function rollBack(
  registry: ModelRegistry,
  name: string,
  { own: { reason, by } }: CommandLine,
  { now, user }: ModelSurroundings,
): PromotionDto {
  registry.show(name);
  const { now: from, before } = registry.serving(name);
  if (from === undefined || before === undefined) {
    throw new TwinError('MODEL_UNKNOWN', `no version of '${name}' served before the present one`, {
      name,
      ...(from === undefined ? {} : { serving: from }),
    });
  }
  registry.read(name, before);
  const promotion: PromotionDto = {
    action: 'rollback',
    version: before,
    from,
    at: new Date(now()).toISOString(),
    by: by ?? user ?? 'unknown',
    forced: false,
    ...(reason === undefined ? {} : { reason }),
  };
  registry.record(name, promotion);
  return promotion;
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));

function listText({ name, versions, problem }: RegisteredModelDto): string {
  const lines = versions.map((version) => `${version.serves ? '*' : ' '} ${versionText(version)}`);
  const told = problem === undefined ? [] : [`  ${problem.code}: ${problem.message}`];
  return [name, ...told, ...lines, ''].join('\n');
}

function versionText({ version, model, problem }: ModelVersionDto): string {
  if (model === undefined) return `${version}  ${problem?.code}: ${problem?.message}`;
  const { kind, target, unit, rows, groups, expected, coverage90 } = model;
  const band =
    coverage90 === null ? 'no 90 % band' : `90 % band holds ${(100 * coverage90).toFixed(1)} %`;
  return `${version}  ${target} by ${kind}: ${rows} rows, ${groups} groups, RMSE ${shown(expected.rmse)} ${unit}, ${band}`;
}

function historyText({ history }: RegisteredModelDto): string {
  return history
    .map(({ at, action, version, by, forced, reason }) => {
      const why = reason === undefined ? '' : `: ${reason}`;
      return `  ${at} ${action} ${version} by ${by}${forced ? ', against the gate' : ''}${why}\n`;
    })
    .join('');
}

function gateText({
  passes,
  champion,
  challenger,
  pValue,
  rows,
  groups,
  reasons,
}: ModelGateDto): string {
  const errors =
    champion === undefined
      ? `no model to compare with; ${rows} rows, ${groups} groups`
      : `RMSE ${shown(challenger!)} against ${shown(champion)} of the model that serves, on ${rows} rows in ${groups} groups (p ${pValue!.toFixed(3)})`;
  const said = passes ? 'it may serve' : `it may not serve: ${reasons.join('; ')}`;
  return `${errors}\n${said}\n`;
}

function promotionText(name: string, { version, from, gate }: PromotionDto): string {
  const before = from === undefined ? '' : ` in place of ${from}`;
  return `${gate === undefined ? '' : gateText(gate)}version ${version} of ${name} serves${before}\n`;
}
