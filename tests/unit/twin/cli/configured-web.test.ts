import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { stationsOf } from '../../../../physics/process/web-path.ts';
import { virtualLines } from '../../../../physics/virtual-line/lines/by-name.ts';
import { lineSignalTable } from '../../../../physics/virtual-line/signals/all.ts';
import { checkConfiguration } from '../../../../twin/cli/check-configuration.ts';
import { configuredWeb } from '../../../../twin/cli/configured-web.ts';
import { demonstrationConfiguration } from '../../../../twin/cli/demonstration.ts';
import { lineFromConfiguration } from '../../../../twin/cli/line-from-configuration.ts';
import { configurationSchema } from '../../../../twin/contract/configuration.ts';

const text = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
const section = text.slice(text.indexOf('## Machines of their own'), text.indexOf('## Cells of'));
const [whole, own] = [...section.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, yaml]) => yaml!);
const { path } = parseYaml(own!) as { path: never };

function served(line: string, path_: unknown) {
  return configurationSchema.parse({
    ...demonstrationConfiguration,
    plant: { line: { path: path_ } },
    virtualLine: { line },
  });
}

describe('the virtual lines that may be served', () => {
  it.each(virtualLines.map(({ name }) => [name]))(
    '%s has a path that fits, and no other',
    (name) => {
      const fits = (['demonstration', 'short', 'pilot'] as const).filter((candidate) => {
        try {
          checkConfiguration(served(name, candidate));
          return true;
        } catch (error) {
          expect(error).toMatchObject({
            code: 'CONFIG_INVALID',
            message: expect.stringContaining('plant.line.path: found '),
          });
          return false;
        }
      });
      const expected = { demo: 'demonstration', short: 'short' }[name] ?? 'pilot';
      expect(fits).toEqual([expected]);
    },
  );

  it('give every tag that the twin follows machines of their own by', () => {
    const { machines } = lineFromConfiguration(served('pilot', 'pilot')).model;
    const signals = lineSignalTable(virtualLines.find(({ name }) => name === 'pilot')!);
    const names = new Set(signals.map(({ unit, key }) => `${unit}.${key}`));
    const all = ['webSpeed', 'webLength', 'entryLength', 'coilId', 'inputId'];
    const { coating, calendering } = machines!;
    const needed = [
      ...[coating, calendering].flatMap(({ id }) => all.map((key) => `${id}.${key}`)),
      `${coating.id}.side`,
      `${calendering.id}.pass`,
    ];
    expect(needed.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the configurations of docs/operations.md', () => {
  it('serve the pilot line', () => {
    const configuration = configurationSchema.parse(parseYaml(whole!));
    checkConfiguration(configuration);
    expect(lineFromConfiguration(configuration).model.machines?.lanesSwapped).toBe(true);
  });

  it('describe machines of a line of one’s own', () => {
    const parsed = configurationSchema.parse({
      plant: { line: { path } },
      recipes: demonstrationConfiguration.recipes,
    });
    const { path: drawn, machines } = configuredWeb(parsed.plant.line.path);
    expect(machines).toMatchObject({ lanesSwapped: true, coating: { id: 'coatingMachine' } });
    // Behind one another, as the page draws them.
    const [calender] = stationsOf(drawn, 'calender');
    const [gauge] = stationsOf(drawn, 'weightGauge');
    expect(calender!.position).toBeGreaterThan(gauge!.position);
    expect(drawn.lanes).toBe(2);
  });

  it('is refused where a machine lacks a station', () => {
    const { machines, ...others } = structuredClone(path) as {
      machines: { stations: unknown[] }[];
    };
    machines[1]!.stations.pop();
    const parsed = configurationSchema.parse({
      plant: { line: { path: { ...others, machines } } },
      recipes: demonstrationConfiguration.recipes,
    });
    expect(() => checkConfiguration(parsed)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('0 stations of kind thicknessGauge'),
      }),
    );
  });
});
