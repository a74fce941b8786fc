import { bpxError } from './bpx-error.ts';
import { asObject, type JsonObject, readField } from './read-section.ts';

/** A document of the version that its step says, and what whoever uses it should know. */
interface Migrated {
  readonly document: JsonObject;
  readonly notes: readonly string[];
}

interface Migration {
  /** Documents older than this are changed by it [major, minor]. */
  readonly to: readonly [major: number, minor: number];
  readonly migrate: (document: JsonObject) => Migrated;
}

/** From one version to the next, in order. */
const migrations: readonly Migration[] = [
  { to: [0, 4], migrate: toVersion0point4 },
  { to: [1, 0], migrate: toVersion1 },
];

/**
 * A document of any known version as one of v1; the document itself is left as it is.
 * @throws PhysicsError BPX_UNKNOWN_VERSION, BPX_MISSING_FIELD, BPX_UNKNOWN_FIELD, BPX_INVALID_VALUE
 */
export function migrate(document: JsonObject): Migrated {
  const [major, minor] = versionOf(document);
  return migrations
    .filter(({ to }) => major < to[0] || (major === to[0] && minor < to[1]))
    .reduce<Migrated>(
      ({ document, notes }, { migrate }) => {
        const next = migrate(document);
        return { document: next.document, notes: [...notes, ...next.notes] };
      },
      { document, notes: [] },
    );
}

/** Header > BPX; early files give it as a number. */
function versionOf(document: JsonObject): readonly [major: number, minor: number] {
  const header = asObject(document['Header'], ['Header']);
  const path = ['Header', 'BPX'];
  const found = header['BPX'];
  const allowed = '0.1 to 0.5 or 1.x, as text such as "1.1.0"';
  if (found === undefined) throw bpxError('BPX_MISSING_FIELD', path, { found, allowed });
  const text = typeof found === 'number' && Number.isFinite(found) ? found.toFixed(1) : found;
  const parts = typeof text === 'string' ? /^(\d+)\.(\d+)(?:\.\d+)?$/.exec(text) : null;
  const [major, minor] = [Number(parts?.[1]), Number(parts?.[2])];
  const known = (major === 0 && minor >= 1) || major === 1;
  if (!known) throw bpxError('BPX_UNKNOWN_VERSION', path, { found, allowed });
  return [major, minor];
}

/** 0.1 to 0.4: no field moves. BPX 0.3 put the factor 2 into the definition of the reaction current. */
function toVersion0point4(document: JsonObject): Migrated {
  const header = asObject(document['Header'], ['Header']);
  return {
    document: { ...document, Header: { ...header, BPX: '0.4.0' } },
    notes: [
      'BPX before 0.3 printed j = j0 sinh(F eta / 2RT); read as j = 2 j0 sinh(F eta / 2RT), the corrected definition, with the rate constant as it stands.',
    ],
  };
}

/** 0.4 to 1.0: initial and ambient conditions move to State; the thermal conductivity of the cell goes. */
function toVersion1(document: JsonObject): Migrated {
  if (document['State'] !== undefined) {
    throw bpxError('BPX_UNKNOWN_FIELD', ['State'], {
      found: 'State',
      allowed: 'Header, Parameterisation, Validation',
      hint: 'State belongs to BPX v1: correct Header > BPX',
    });
  }
  const parameterisation = asObject(document['Parameterisation'], ['Parameterisation']);
  const oldCell = asObject(parameterisation['Cell'], ['Parameterisation', 'Cell']);
  const cell = withoutMoved(oldCell, [
    'Ambient temperature [K]',
    'Initial temperature [K]',
    'Thermal conductivity [W.m-1.K-1]',
  ]);
  const ambient = movedNumber(oldCell, 'Cell', 'Ambient temperature [K]');
  const initial = movedNumber(oldCell, 'Cell', 'Initial temperature [K]') ?? ambient;
  const changed: Record<string, unknown> = { ...parameterisation, Cell: cell };
  let concentration: number | undefined;
  if (parameterisation['Electrolyte'] !== undefined) {
    const path = ['Parameterisation', 'Electrolyte'];
    const name = 'Initial concentration [mol.m-3]';
    const electrolyte = asObject(parameterisation['Electrolyte'], path);
    concentration = movedNumber(electrolyte, 'Electrolyte', name);
    if (concentration === undefined) {
      throw bpxError('BPX_MISSING_FIELD', [...path, name], {
        found: undefined,
        allowed: 'a number above 0',
      });
    }
    changed['Electrolyte'] = withoutMoved(electrolyte, [name]);
  }
  return {
    document: {
      ...document,
      Header: { ...asObject(document['Header'], ['Header']), BPX: '1.0.0' },
      Parameterisation: changed,
      State: {
        'Initial conditions': {
          'Initial state-of-charge': 1,
          ...(initial !== undefined && { 'Initial temperature [K]': initial }),
          ...(concentration !== undefined && {
            'Initial electrolyte concentration [mol.m-3]': concentration,
          }),
        },
        'Thermal environment': ambient === undefined ? {} : { 'Ambient temperature [K]': ambient },
      },
    },
    notes: Object.hasOwn(oldCell, 'Thermal conductivity [W.m-1.K-1]')
      ? ['The thermal conductivity of the cell is not used: its temperature is one number.']
      : [],
  };
}

function withoutMoved(section: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(section).filter(([name]) => !names.includes(name)));
}

/** A number that moves, checked while its old place is known. */
function movedNumber(section: JsonObject, place: string, name: string): number | undefined {
  if (!Object.hasOwn(section, name)) return undefined;
  const rule = { kind: 'number', low: 0, open: true } as const;
  return readField(section[name], ['Parameterisation', place, name], rule) as number;
}
