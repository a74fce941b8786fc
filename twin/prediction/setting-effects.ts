import { PhysicsError } from '../../physics/core/errors.ts';
import { toUnit } from '../../physics/core/units.ts';
import { runRoute, type WebBehind } from '../../physics/process/route/route.ts';
import type { ElectrodeLine, ProcessStep, Values } from '../../physics/process/route/step.ts';

/** Why a setting moves less than one would expect. */
export interface EffectNote {
  readonly reason: 'alreadyDry' | 'noContact' | 'nothingMoves' | 'notAlone';
  /** One sentence for the engineer. */
  readonly message: string;
}

/** What one change of a setting does, all others kept (SI). */
export interface SettingEffect {
  readonly key: string;
  readonly before: number;
  readonly after: number;
  /** Variables of the web behind each step that change by more than the share `moved` of their value, in route order. */
  readonly moves: readonly { readonly step: string; readonly key: string }[];
  readonly note?: EffectNote;
}

/** Change over value above which a variable counts as moved: far above the error of the integrations. */
const moved = 1e-4;

/**
 * What each changed setting does by itself, and why where it does little: an engineer who raises a zone in which the
 * coating is dry already would otherwise read zeros.
 * @param settings - all of the route before the change, SI
 * @param changed - new values of some, SI
 * @throws PhysicsError as `runRoute` at the settings before the change
 */
export function settingEffects(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  changed: Values,
): readonly SettingEffect[] {
  const before = runRoute(route, line, settings);
  const assumed = new Map(
    route
      .flatMap((step) => step.settings(line))
      .flatMap((row) => (row.assumed === undefined ? [] : [[row.key, row.assumed.value]])),
  );
  return Object.entries(changed).map(([key, after]) => {
    const change = { key, before: settings[key] ?? assumed.get(key)!, after };
    const alone = withOne(route, line, { ...settings, [key]: after });
    if (alone instanceof PhysicsError) {
      const message = `by itself this change cannot be run: ${alone.message}`;
      return { ...change, moves: [], note: { reason: 'notAlone', message } };
    }
    const moves = alone.flatMap(({ step, web }, i) =>
      [...route[i]!.makes, ...(route[i]!.carries ?? [])].flatMap((name) => {
        const [earlier, now] = [before[i]!.web[name], web[name]];
        if (earlier === undefined || now === undefined) return [];
        return Math.abs(now - earlier) > moved * Math.abs(earlier) ? [{ step, key: name }] : [];
      }),
    );
    const note = noteOf(line, key, [before, alone], moves.length === 0);
    return { ...change, moves, ...(note === undefined ? {} : { note }) };
  });
}

function withOne(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
): readonly WebBehind[] | PhysicsError {
  try {
    return runRoute(route, line, settings);
  } catch (error) {
    if (error instanceof PhysicsError) return error;
    throw error;
  }
}

function noteOf(
  { material, zones }: ElectrodeLine,
  key: string,
  runs: readonly (readonly WebBehind[])[],
  isStill: boolean,
): EffectNote | undefined {
  const unit = key.slice(0, key.indexOf('.'));
  const zone = zones.findIndex(({ id }) => id === unit);
  const limit = material.drying.residualSolventLimit;
  const entries = zone < 1 ? [] : runs.map((run) => contentBehind(run, zones[zone - 1]!.id));
  if (entries.length > 0 && entries.every((content) => content <= limit)) {
    const [found, most] = [Math.max(...entries), limit].map((content) =>
      Number(toUnit(content, 'percent').toPrecision(2)),
    );
    const last = zones.at(-1)!.id;
    const then =
      unit === last
        ? 'what is left it keeps in balance with the air of this zone'
        : `it leaves the dryer in balance with the air of ${last}`;
    return {
      reason: 'alreadyDry',
      message: `the coating comes into ${unit} dry, with ${found} % of solvent on solids where ${most} % count as dry: ${then}`,
    };
  }
  const isOpen = runs.every((run) =>
    run.at(-1)!.warnings.some(({ code }) => code === 'CALENDERING_NO_CONTACT'),
  );
  if (isOpen && unit === 'calender') {
    return { reason: 'noContact', message: 'the rolls do not touch the coating' };
  }
  if (!isStill) return undefined;
  const share = toUnit(moved, 'percent');
  return { reason: 'nothingMoves', message: `nothing on the route moves by more than ${share} %` };
}

/** Solvent over solids where the web leaves a zone [kg.kg-1]. */
function contentBehind(run: readonly WebBehind[], zone: string): number {
  const within = run.flatMap((step) => step.within);
  return within.find(({ place }) => place === zone)?.web['residualSolvent'] ?? Infinity;
}
