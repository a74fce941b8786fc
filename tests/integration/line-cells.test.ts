import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import { theStation } from '../../physics/process/web-path.ts';
import { LineLoop } from '../../twin/advisor/line-loop.ts';
import { cellSource } from '../../twin/cli/cell-source.ts';
import { demonstrationConfiguration } from '../../twin/cli/demonstration.ts';
import { lineCellThreads } from '../../twin/cli/line-cell-threads.ts';
import { lineFromConfiguration } from '../../twin/cli/line-from-configuration.ts';
import { shownRecipe } from '../../twin/cli/shown-recipe.ts';
import { lineSchema, type PlannedCellDto, streamEvents } from '../../twin/contract/api.ts';
import { configurationSchema } from '../../twin/contract/configuration.ts';
import { cellsAnswerSchema } from '../../twin/contract/queries.ts';
import { AsyncDisposals } from '../../twin/disposals.ts';
import { createHttpFace } from '../../twin/http/http-face.ts';
import { listen } from '../../twin/http/listen.ts';
import { LiveLineView } from '../../twin/http/live-line-view.ts';

import { LineCells } from '../../twin/quality/line-cells.ts';
import { HeadlessLine } from '../support/headless-line.ts';
import { memoryIntake } from '../support/memory-intake.ts';
import { EventReader } from './http-event-reader.ts';

const configuration = configurationSchema.parse({
  ...demonstrationConfiguration,
  plant: { line: { path: 'short' } },
});
const { model, scope } = lineFromConfiguration(configuration);
const source = cellSource(configuration)!;
const calender = theStation(model.path, 'calender').position;
const gauge = theStation(model.path, 'thicknessGauge').position;

/** A short virtual line in the twin, with its HTTP face; readings come as the test plays them. */
async function startLine(stack: AsyncDisposals) {
  const folder = await mkdtemp(join(tmpdir(), 'twinline-cells-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const historian = createMemoryHistorian();
  stack.defer(() => historian.close());
  const intake = memoryIntake({ historian });
  stack.defer(() => intake.close());
  const threads = lineCellThreads(source, 1);
  stack.defer(() => threads.close());
  const cells = new LineCells({
    path: model.path,
    material: model.material,
    poreFreeDensity: model.poreFreeDensity.value,
    sheetLength: source.sheetLength,
    solve: threads.solve,
  });
  stack.defer(() => cells.close());
  const clock = { now: () => 0 };
  const view = new LiveLineView({
    line: {
      id: 'line1',
      name: 'Short line',
      prefix: model.line,
      virtual: true,
      path: model.path,
      recipe: shownRecipe(configuration.recipes[0]!),
    },
    loop: new LineLoop(model, scope),
    cells,
    intake,
    sources: [],
    historianKind: 'memory',
    spoolKind: 'memory',
    clock,
    version: '0',
    virtualLineEndpoint: () => undefined,
  });
  const log = pino({ level: 'silent' });
  const face = createHttpFace({ view, historian, clock, viewerFolder: folder, log });
  stack.defer(() => face.close());
  const server = await listen(face.app, { host: '127.0.0.1', port: 0 });
  stack.defer(() => server.close());
  const machines = new HeadlessLine('short', 7, []);
  const sink = intake.sink(0);
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`${server.url}/api/v1/${path}`)).json();
  return {
    url: server.url,
    view,
    machines,
    /** Plays this many seconds of the line and waits for the cells that follow from them. */
    play: async (seconds: number): Promise<void> => {
      for (const { samples } of machines.run(seconds)) await sink.offer(samples);
      await cells.idle();
    },
    line: async () => lineSchema.parse(await get('line')),
    cells: async (query = ''): Promise<readonly PlannedCellDto[]> =>
      cellsAnswerSchema.parse(await get(`cells${query}`)).cells,
  };
}

describe('the cells of a running line', () => {
  const stack = new AsyncDisposals();
  let line: Awaited<ReturnType<typeof startLine>>;
  beforeAll(async () => {
    line = await startLine(stack);
  });
  afterAll(() => stack.dispose());

  it('are withheld with a reason before any web is known', async () => {
    const { cells, cellsWithheld } = await line.line();
    expect([cells, cellsWithheld]).toEqual([null, expect.stringContaining('known coating')]);
    expect(await line.cells()).toEqual([]);
  });

  it('are predicted before the calender has seen them', async () => {
    const start = Number(line.machines.line.readings().get('line.webLength')!.value);
    await line.play(calender / 0.1 / 2);
    // Of older web, coated unseen, the gauges say enough: it has derived cells.
    const cells = await line.cells(`?from_m=${start + 0.25}`);
    expect(cells.length).toBeGreaterThan(10);
    for (const cell of cells) {
      expect(cell.position_m).toBeLessThan(calender);
      expect(cell).toMatchObject({ origin: 'predicted', virtual: true });
      expect(cell.rates.map(({ status }) => status)).toEqual(['event', 'event', 'event']);
    }
    const { cells: row, cellsWithheld } = await line.line();
    expect(cellsWithheld).toBeNull();
    expect(row).toMatchObject({ cells: 5, failed: 0, virtual: true });
  });

  it('rest on the gauges behind them, and a row has passed the calender', async () => {
    const stream = await EventReader.open(`${line.url}/api/v1/stream?rate=10`);
    await line.play((gauge + 3) / 0.1 - calender / 0.1 / 2);
    line.view.publishCells();
    const told = streamEvents.cells.parse((await stream.nextNamed('cells')).data);
    stream.close();
    expect(told.changed.length).toBeGreaterThan(0);
    let repeated = 0;
    const listening = line.view.events.subscribe(() => repeated++);
    line.view.publishCells();
    listening.unsubscribe();
    expect(repeated).toBe(0);
    const { cells: row, coated_m } = await line.line();
    expect(told.row).toEqual(row);
    expect(row!.position_m).toBeGreaterThan(calender);
    expect(row!.to_m).toBeGreaterThan(coated_m - calender - 0.5);
    expect(row).toMatchObject({ origin: 'predicted', cells: 5, failed: 0 });

    const derived = (await line.cells()).filter(({ origin }) => origin === 'derived');
    expect(derived.length).toBeGreaterThan(20);
    for (const { position_m, restsOn, electrode, rates } of derived) {
      expect(position_m).toBeGreaterThan(gauge);
      expect(Date.parse(restsOn)).toBeGreaterThan(0);
      expect(electrode.loading_g_per_m2).toBeGreaterThan(60);
      const [slow, , fast] = rates;
      expect(slow!.capacity_Ah).toBeGreaterThan(fast!.capacity_Ah!);
    }
  });

  it('are given by coil, metres and lane, in web order', async () => {
    const { coil, cells: row } = await line.line();
    const middle = (row!.from_m + row!.to_m) / 2;
    const chosen = await line.cells(`?coil=${coil}&from_m=${middle - 1}&to_m=${middle + 1}&lane=3`);
    expect(chosen.length).toBeGreaterThan(8);
    expect(chosen.every(({ lane }) => lane === 3)).toBe(true);
    const numbers = chosen.map(({ cell }) => cell);
    expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
    const lanes = (await line.cells(`?from_m=${middle}&to_m=${middle + 1e-6}`)).map((c) => c.lane);
    expect(lanes).toEqual([1, 2, 3, 4, 5]);
  });

  it('are calculated again on their way when the press is set otherwise', async () => {
    const before = (await line.cells()).at(-1)!;
    line.machines.line.setSetpoint('calender.lineLoadSetpoint', 150);
    await line.play(2);
    const after = (await line.cells(`?from_m=${before.from_m}&to_m=${before.to_m}&lane=5`)).at(0)!;
    expect(after.electrode.porosity_frac).toBeLessThan(before.electrode.porosity_frac - 0.01);
    expect(after.electrode.tortuosityFactor_1).toBeGreaterThan(before.electrode.tortuosityFactor_1);
  });
});

it('the same readings give the same cells', async () => {
  const [first, second] = [new AsyncDisposals(), new AsyncDisposals()];
  try {
    const lines = await Promise.all([startLine(first), startLine(second)]);
    const given = [];
    for (const line of lines) {
      await line.play(15);
      given.push(await line.cells());
    }
    expect(given[0]!.length).toBeGreaterThan(0);
    expect(given[1]).toEqual(given[0]);
  } finally {
    await first.dispose();
    await second.dispose();
  }
});
