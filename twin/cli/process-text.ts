import type { ProcessAnswer, ProcessVariableAnswer } from './process.ts';

/** Variables of the finished web whose sensitivities are printed: what the line is run for. */
const shownSensitivities = [
  'loading_g_per_m2',
  'thickness_um',
  'porosity_frac',
  'residualSolvent_kg_per_kg',
  'peelStrength_N_per_m',
  'conductivity_S_per_m',
  'dryingEnergy_kWh_per_m2',
];

/** What `twinline process` prints for a reader. */
export function processText(answer: ProcessAnswer): string {
  const { recipe, changed, assumed, calibrated, steps, effects } = answer;
  const isChanged = Object.keys(changed).length > 0;
  const changes = Object.entries(changed).map(([name, value]) => `${name} = ${short(value)}`);
  const lines = [`${recipe}: ${isChanged ? changes.join(', ') : 'as set'}`];
  for (const [name, { value, sd }] of Object.entries(assumed)) {
    const known = sd === 0 ? short(value) : `${short(value)} ± ${short(sd)}`;
    lines.push(`assumed, for the recipe does not say: ${name} = ${known}`);
  }
  for (const { path, value, sd, unit, origin, source } of calibrated) {
    const known = sd === 0 ? short(value) : `${short(value)} ± ${short(sd)}`;
    lines.push(`${path.padEnd(42)}${known.padEnd(26)}${unit.padEnd(8)}${origin}: ${source}`);
  }
  for (const { setting, before, after, moves, note } of effects) {
    lines.push('', `${setting} ${short(before)} -> ${short(after)}`);
    if (moves.length > 0) lines.push(`  moves ${movesByStep(moves)}`);
    if (note !== undefined) lines.push(`  note: ${note.message}`);
  }
  for (const { step, web, within } of steps) {
    lines.push('', `behind ${step}`);
    const rows = Object.entries(web).map(([name, variable]) => row(name, variable, isChanged));
    lines.push(...table(rows));
    const [first] = within;
    if (first === undefined) continue;
    const names = Object.keys(first.web);
    lines.push('', 'where it leaves each zone');
    lines.push(
      ...table([
        ['', ...names],
        ...within.map((place) => [place.place, ...names.map((name) => short(place.web[name]!))]),
      ]),
    );
  }
  lines.push(...sensitivities(answer));
  if (steps.some(({ web }) => Object.values(web).some(({ isRough }) => isRough))) {
    lines.push('', '≈: the law bends over this deviation, which is a rough one');
  }
  if (steps.some(({ web }) => Object.values(web).some(({ lower90 }) => lower90 !== undefined))) {
    lines.push('A to B: holds 90 % of draws of all that is not known');
  }
  const last = steps.at(-1);
  const told = (last?.warnings ?? []).map(
    ({ step, code, message }) => `warning of ${step}: ${code}: ${message}`,
  );
  const gone = (last?.goneWarnings ?? []).map(
    ({ step, code }) => `no more: warning of ${step}: ${code}`,
  );
  if (told.length + gone.length > 0) lines.push('', ...told, ...gone);
  return `${lines.join('\n')}\n`;
}

function row(name: string, variable: ProcessVariableAnswer, isChanged: boolean): string[] {
  const { before, after, sd, isRough, lower90, upper90, change, sdOfChange, causes } = variable;
  const [first] = causes;
  const moved = `was ${short(before)}, change ${short(change)} ± ${short(sdOfChange)}`;
  return [
    name,
    `${short(after)} ${isRough ? '≈' : '±'} ${short(sd)}`,
    lower90 === undefined || upper90 === undefined
      ? ''
      : `${rounded(lower90)} to ${rounded(upper90)}`,
    ...(isChanged ? [moved] : []),
    first === undefined ? '' : `${percent(first.share)} % of the variance: ${first.source}`,
  ];
}

/** What one unit more of each setting does to the finished web; a column for each variable that anything moves. */
function sensitivities({ steps }: ProcessAnswer): readonly string[] {
  const web: Readonly<Record<string, ProcessVariableAnswer>> = Object.assign(
    {},
    ...steps.map((step) => step.web),
  );
  const names = shownSensitivities.filter((name) => web[name] !== undefined);
  const settings = [...new Set(names.flatMap((name) => Object.keys(web[name]!.perSetting)))];
  return [
    '',
    'per unit of each setting, at the end of the route',
    ...table([
      ['', ...names],
      ...settings.sort().map((setting) => [
        setting,
        ...names.map((name) => {
          const slope = web[name]!.perSetting[setting];
          return slope === undefined ? '' : String(Number(slope.toPrecision(2)));
        }),
      ]),
    ]),
  ];
}

/** `drying: residualSolvent_kg_per_kg; forceCalendering: porosity_frac, thickness_um`. */
function movesByStep(moves: readonly string[]): string {
  const steps = [...new Set(moves.map((move) => move.slice(0, move.indexOf('.'))))];
  return steps
    .map((step) => {
      const own = moves.filter((move) => move.startsWith(`${step}.`));
      return `${step}: ${own.map((move) => move.slice(step.length + 1)).join(', ')}`;
    })
    .join('; ');
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)));
  return rows.map((cells) =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')}`.trimEnd(),
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}

/** Ends of an interval, of which draws know two digits and a bit. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
