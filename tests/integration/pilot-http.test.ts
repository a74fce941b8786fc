import { tmpdir } from 'node:os';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import { pathLength } from '../../physics/process/web-path.ts';
import { pilotLine } from '../../physics/virtual-line/lines/pilot.ts';
import { LineLoop } from '../../twin/advisor/line-loop.ts';
import { loadConfiguration } from '../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../twin/cli/line-from-configuration.ts';
import type { LineDto, SegmentDto } from '../../twin/contract/api.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { createHttpFace } from '../../twin/http/http-face.ts';
import { listen } from '../../twin/http/listen.ts';
import { LiveLineView } from '../../twin/http/live-line-view.ts';
import { HeadlessLine } from '../support/headless-line.ts';
import { memoryIntake } from '../support/memory-intake.ts';

const pilot = { TWINLINE_PLANT__LINE__PATH: 'pilot' };
const configuration = loadConfiguration(undefined, pilot);
const { model, scope } = lineFromConfiguration(configuration);
const campaign = pilotLine.campaign!;
const plan = [{ product: campaign.products[0]!.name, coils: 2 }];

/** The face of a line whose first coil of 20 m is on the calendering machine while the next is coated. */
describe('the API of a line with machines of their own', async () => {
  const line = new HeadlessLine(
    {
      ...pilotLine,
      instruments: { bias: 1, drift: 0.5, dropout: 0 },
      campaign: { ...campaign, coilLength: 20, coilChange: 30, stops: [], plan },
    },
    7,
  );
  let now = 0;
  const clock = { now: () => now };
  const intake = memoryIntake({ clock });
  const tags = line.line.signals.map(
    ({ unit, key, boundaryUnit }) =>
      `${line.prefix}.${unit}.${key}${boundaryUnit === null ? '' : `_${boundaryUnit}`}` as TagId,
  );
  const machines = {
    id: 'machines',
    run: () => Promise.resolve(),
    health: () =>
      ({ state: 'live', endpoint: 'x', reconnects: 0, refusedTags: {}, lastData: now }) as const,
  };
  const view = new LiveLineView({
    line: {
      id: 'line1',
      name: 'Pilot',
      prefix: model.line,
      virtual: true,
      path: model.path,
      recipe: { ...configuration.recipes[0]!, cell: null },
    },
    loop: new LineLoop(model, scope),
    intake,
    sources: [
      {
        connector: machines,
        map: tags.map((tag) => ({ tag, address: tag, samplingInterval_ms: 100 })),
      },
    ],
    historianKind: 'memory',
    spoolKind: 'memory',
    clock,
    version: '0',
    virtualLineEndpoint: () => undefined,
  });
  let mostInEvent = 0;
  view.events.subscribe((event) => {
    if (event.name === 'segment') mostInEvent = Math.max(mostInEvent, event.data.segments.length);
  });
  const sink = intake.sink(0);
  for (const { samples } of line.run(800, 0.5)) {
    now = Math.max(now, samples.at(-1)?.sourceTimestamp ?? 0);
    void sink.offer(samples);
  }
  const historian = createMemoryHistorian();
  const log = pino({ enabled: false });
  const face = createHttpFace({ view, historian, clock, viewerFolder: tmpdir(), log });
  let server: Awaited<ReturnType<typeof listen>>;
  beforeAll(async () => {
    server = await listen(face.app, { host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    face.close();
    await server.close();
    await intake.close();
  });
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${server.url}/api/v1/${path}`)).json()) as T;
  const onMachines = Math.ceil(pathLength(model.path) / model.path.segmentLength) + 20;

  it('gives the newest segments, and says how many there are', async () => {
    const all = await get<{ segments: SegmentDto[]; total: number }>('segments');
    expect(all.total).toBeGreaterThan(200);
    expect(all.total).toBeLessThan(2500);
    expect(all.segments.length).toBe(all.total);
    const few = await get<{ segments: SegmentDto[]; total: number }>('segments?limit=10');
    expect(few).toEqual({ segments: all.segments.slice(-10), total: all.total });
    for (const limit of ['0', '1.5', '20001']) {
      expect(await get(`segments?limit=${limit}`)).toMatchObject({ code: 'HTTP_BAD_QUERY' });
    }
  });

  it('says where web on the coating machine is, and of no other web', async () => {
    const { machines: webs, segments } = await get<LineDto>('line');
    expect(webs.map(({ machine }) => machine)).toEqual(['coatingMachine', 'calenderingMachine']);
    expect(segments.length).toBeLessThan(onMachines);
    const coated = segments.filter(({ coil }) => coil === webs[0]!.coil);
    const pressed = segments.filter(({ coil }) => coil === webs[1]!.coil);
    expect(pressed.length).toBeGreaterThan(4);
    for (const { position_m } of pressed) expect(position_m).toBeNull();
    expect(coated.filter(({ position_m }) => position_m !== null).length).toBeGreaterThan(20);
    for (const { position_m } of coated) expect(position_m ?? 0).toBeLessThan(12);
  });

  it('gives every tag once, and no event holds more than what is on the machines', async () => {
    const { tags: told, total } = await get<{ tags: object[]; total: number }>('tags');
    expect([told.length, total]).toEqual([tags.length, tags.length]);
    const page = await get<{ tags: object[]; total: number }>('tags?limit=7');
    expect([page.tags.length, page.total]).toEqual([7, tags.length]);
    expect(mostInEvent).toBeGreaterThan(0);
    expect(mostInEvent).toBeLessThan(onMachines);
  });
});
