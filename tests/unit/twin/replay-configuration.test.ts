import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../line-connectors/historian/memory-historian.ts';
import { checkConfiguration } from '../../../twin/cli/check-configuration.ts';
import { loadConfiguration } from '../../../twin/cli/configuration.ts';
import { connectedSources, tagMaps } from '../../../twin/connected-sources.ts';
import type { Configuration } from '../../../twin/contract/configuration.ts';
import type { StoredSample } from '../../../twin/domain/historian.ts';
import { inspectReplays } from '../../../twin/inspect-replays.ts';
import { memoryIntake } from '../../support/memory-intake.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-replay-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

write(
  'wide.csv',
  'time,roll_K,note\n2026-01-01T00:00:00Z,373.15,x\n2026-01-01T00:00:01Z,374.15,\n2026-01-01T00:00:02Z,hot,\n',
);
write(
  'map.csv',
  'tag,connector,address,sourceUnit,samplingInterval_ms\ndemo.electrode.line1.calender.rollTemperature_degC,old,roll_K,,1000\n',
);
write('other.csv', 'tag,sourceTimestamp,value\na.b.c.d.speed_m_per_min,2026-01-01T00:00:00Z,1\n');

let files = 0;
function configurationOf(connector: string): Configuration {
  const text = `connectors:\n  - { id: old, kind: replay, ${connector} }
recipes:
  - name: test
    material: nmc622-demonstration
    porosity_frac: { min: 0.3, target: 0.32, max: 0.34 }
    loading_g_per_m2: { min: 174, target: 180, max: 186 }
    thickness_um: { min: 57, target: 60, max: 63 }
`;
  return loadConfiguration(write(`twinline-${files++}.yaml`, text), {});
}
async function problemOf(connector: string): Promise<string> {
  try {
    const configuration = configurationOf(connector);
    checkConfiguration(configuration);
    await inspectReplays(configuration, join(folder, 'work'));
    return 'none';
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}

describe('a replay in the configuration', () => {
  it('is taken with what it needs, its paths meant from the folder of the file', async () => {
    expect(await problemOf('source: wide.csv, map: map.csv')).toBe('none');
    const [connector] = configurationOf('source: wide.csv, map: map.csv').connectors;
    expect(connector).toMatchObject({
      source: join(folder, 'wide.csv'),
      map: join(folder, 'map.csv'),
      speed: 1,
      virtual: false,
    });
  });

  it.each([
    ['source: gone.csv', /CONFIG_INVALID.*connectors\.0\.source.*gone\.csv/s],
    ['source: wide.csv, speed: 0', /CONFIG_INVALID.*speed.*a number above 0 to 1000000/s],
    ['source: wide.csv, from: yesterday', /CONFIG_INVALID.*from.*ISO 8601/s],
    [
      'source: wide.csv, from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z"',
      /CONFIG_INVALID.*to.*a time after from/s,
    ],
    ['source: wide.csv, loop: true', /CONFIG_INVALID.*loop/s],
    ['source: history', /CONFIG_INVALID.*connectors\.0\.shift/s],
    ['source: history, shift: now', /CONFIG_INVALID.*connectors\.0\.from/s],
    ['source: wide.csv', /TABLE_INVALID.*line 1.*roll_K/s],
    ['source: other.csv', /CONFIG_INVALID.*a\.b\.c\.d\.speed_m_per_min.*demo\.electrode\.line1/s],
    ['source: other.csv, map: gone-map.csv', /CONFIG_UNREADABLE.*gone-map\.csv/s],
    ['source: map.csv, map: map.csv', /TABLE_INVALID.*connector.*allowed/s],
  ])('%s is refused with key, found and allowed', async (connector, problem) => {
    expect(await problemOf(connector)).toMatch(problem);
  });

  it('runs as a connector: tags of its map, converted, stored once over a restart, then done', async () => {
    const configuration = configurationOf(
      'source: wide.csv, map: map.csv, speed: max, virtual: true',
    );
    const historian = createMemoryHistorian();
    const aside: unknown[] = [];
    const quarantine = { put: (entry: unknown) => aside.push(entry), counts: () => ({}) };
    const clock = { now: () => Date.UTC(2026, 5, 1) };
    const runOnce = async () => {
      const intake = memoryIntake({ historian, clock });
      const [source] = connectedSources(configuration, tagMaps(configuration), {
        dataFolder: join(folder, 'data'),
        virtualEndpoint: undefined,
        clock,
        records: { put: () => Promise.reject(new Error('no record is told here')) },
        historian,
        quarantine,
        log: () => undefined,
      });
      await source!.connector.run(intake.sink(8), new AbortController().signal);
      await intake.close();
      return source!.connector.health();
    };
    expect(await runOnce()).toMatchObject({ state: 'done', rejected: 1 });
    const stored = async (): Promise<StoredSample[]> => {
      const found: StoredSample[] = [];
      for await (const page of historian.range({ from: 0, to: Infinity })) found.push(...page);
      return found.filter(({ tag }) => !tag.endsWith('.replay'));
    };
    const first = await stored();
    expect(first).toMatchObject([
      { tag: 'demo.electrode.line1.calender.rollTemperature_degC', value: 100, flags: 40 },
      { value: 101, flags: 40 },
    ]);
    expect(aside).toMatchObject([{ connector: 'old', code: 'TABLE_INVALID' }]);
    expect(await runOnce()).toMatchObject({ state: 'done' });
    expect(await stored()).toEqual(first);
  });
});
