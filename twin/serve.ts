import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { loadClientLibrary } from '../line-connectors/opcua/client-library.ts';
import { quarantineReader } from '../line-connectors/source/quarantine-entries.ts';
import { createQuarantineFolder } from '../line-connectors/source/quarantine-folder.ts';
import type { VirtualLineServer } from '../line-connectors/virtual-line/opcua-server.ts';
import { LineLoop } from './advisor/line-loop.ts';
import { type CellSource, cellSource } from './cli/cell-source.ts';
import type { LineCellThreads } from './cli/line-cell-threads.ts';
import { lineFromConfiguration } from './cli/line-from-configuration.ts';
import { ModelRegistry } from './cli/model-registry.ts';
import type { P2dThreads } from './cli/p2d-threads.ts';
import type { ServeOptions } from './cli/run.ts';
import { shownRecipe } from './cli/shown-recipe.ts';
import { waveformTags } from './cli/waveforms.ts';
import { connectedSources, isVirtual, tagMaps } from './connected-sources.ts';
import { CorrectionFile, CorrectionKeeper, readCorrection } from './correction-file.ts';
import type { DerivedTags } from './derived/derived-tags.ts';
import { openDerivedTags } from './derived/open-derived-tags.ts';
import { AsyncDisposals } from './disposals.ts';
import type { Clock } from './domain/clock.ts';
import type { Historian } from './domain/historian.ts';
import { Instruments } from './domain/instrument.ts';
import { sampleFlags } from './domain/sample.ts';
import type { Spool } from './domain/spool.ts';
import { HistoryUpkeep } from './history-upkeep.ts';
import { createHttpFace } from './http/http-face.ts';
import { listen } from './http/listen.ts';
import { LiveLineView } from './http/live-line-view.ts';
import { openIntake } from './ingest/sample-intake.ts';
import { inspectReplays } from './inspect-replays.ts';
import { openDoor, openHistorian } from './opened-historian.ts';
import { openSpool } from './opened-spool.ts';
import type { LineModel } from './prediction/line-model.ts';
import { Identities } from './production/identities.ts';
import { IdentityHistory } from './production/identity-history.ts';
import { labReadings } from './production/lab-reading.ts';
import { ProductionRecords } from './production/production-records.ts';
import { stationPlaces } from './production/station-places.ts';
import { readTold } from './production/told-records.ts';
import { LineCells } from './quality/line-cells.ts';
import { restoreFromHistory } from './restore-from-history.ts';
import { version } from './version.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** How often the states of connectors and the cells of the line are looked at [ms]. */
const stateInterval = 250;

/** Threads for the cells of the line; one keeps up with the fastest web. */
const mostCellThreads = 2;

/**
 * Builds the ports, wires them and runs the twin until the signal.
 * @throws TwinError of whatever cannot be started; what was begun is ended first
 */
export async function serveTwin(
  { configuration, dataFolder, signal, listening, log }: ServeOptions,
  clock: Clock,
  begunVirtualLine: Promise<VirtualLineServer> | undefined,
): Promise<void> {
  const logger = pino({ level: 'info' }, { write: log });
  const stack = new AsyncDisposals();
  // Every connector listens to it, so that their number is no leak.
  setMaxListeners(0, signal);
  try {
    const [historian, spool, virtualLine] = await Promise.all([
      stack.adopt(openHistorian(configuration, { dataFolder, clock }), (opened) => opened.close()),
      stack.adopt(openSpool(configuration, { dataFolder, clock }), (opened) => opened.close()),
      begunVirtualLine === undefined
        ? undefined
        : stack.adopt(begunVirtualLine, (server) => server.stop()),
    ]);
    const door = await openDoor(configuration, { dataFolder, historian });
    stack.defer(() => door?.close());
    const { model, scope } = lineFromConfiguration(configuration);
    const replays = await inspectReplays(configuration, join(dataFolder, 'replay'));
    const virtual =
      configuration.connectors.some((connector) => isVirtual(connector)) ||
      replays.some(({ simulated }) => simulated);
    const maps = tagMaps(configuration);
    const quarantineFolder = join(dataFolder, 'quarantine');
    const quarantine = createQuarantineFolder(quarantineFolder, (text) => logger.warn(text));
    const intake = await openIntake({
      historian,
      spool,
      clock,
      line: model.line,
      tags: [...maps.flat().map(({ tag }) => tag), ...waveformTags(configuration)],
      quarantine,
    });
    stack.defer(() => intake.close());
    // Who waits for a spool that takes nothing could not end.
    signal.addEventListener('abort', () => intake.lastCall(), { once: true });
    const ownSink = intake.sink(virtual ? sampleFlags.simulated : 0);
    const identities = new Identities(model.line, stationPlaces(model));
    const identityHistory = new IdentityHistory(identities, historian, clock);
    // First: whoever tells of a sample can say what it belongs to.
    intake.batches.subscribe(({ samples }) => identityHistory.take(samples));
    const records = new ProductionRecords({
      line: model.line,
      sink: ownSink,
      clock,
      kept: (record) => identities.keep(record),
    });
    const sources = connectedSources(configuration, maps, {
      records,
      dataFolder,
      virtualEndpoint: virtualLine?.endpoint,
      clock,
      lastStored: (tags) => intake.storedUntil(tags),
      heldUntil: (tags) => intake.heldUntil(tags),
      historian,
      pendingSamples: () => intake.health().pendingSamples,
      quarantine,
      log: (text) => logger.debug(text),
    });
    const { plant, recipes } = configuration;
    const source = cellSource(configuration);
    const isOneWeb = model.machines === undefined;
    const cells = source && isOneWeb ? plannedCells(source, model, stack) : undefined;
    const kept = new CorrectionFile(dataFolder, model.line);
    const loop = new LineLoop(model, scope, {
      correction: readCorrection(kept, (text) => logger.error(text)),
      labReading: labReadings(model.line),
      // Loaded with the first training: a line that is young needs none.
      trainResidual: async (task) => {
        const { trainResidualsOnThread } = await import('./cli/residual-thread.ts');
        return trainResidualsOnThread(task, signal);
      },
    });
    const view = new LiveLineView({
      line: {
        id: plant.line.id,
        name: plant.line.name,
        prefix: model.line,
        virtual,
        path: model.path,
        recipe: shownRecipe(recipes[0]!),
      },
      loop,
      ...(cells === undefined ? {} : { cells }),
      ...(isOneWeb
        ? {}
        : { cellsWithheld: 'cells are calculated where coater and calender share one web' }),
      intake,
      sources,
      instruments: new Instruments(configuration.instruments),
      identities: identityHistory,
      historianKind: configuration.historian.kind,
      historian,
      quarantine,
      spoolKind: configuration.spool.kind,
      clock,
      version,
      virtualLineEndpoint: () => virtualLine?.endpoint,
      virtualLineFailure: () => virtualLine?.failure(),
    });
    const derived = await openDerivedTags(configuration.derivedTags, ownSink);
    await restoreAll(
      { historian, spool, records, identityHistory, view, derived, line: model.line },
      {
        signal,
        log: (text) => logger.error(text),
      },
    );
    // Last: what follows from a batch is told when everybody has seen the batch.
    intake.batches.subscribe(({ samples }) => derived?.take(samples));
    const face = createHttpFace({
      view,
      historian,
      clock,
      viewerFolder: join(root, 'viewer', 'dist'),
      log: logger,
      p2d: cellSolver(stack),
      records,
      models: new ModelRegistry(join(dataFolder, 'models')),
      identities: identityHistory,
      quarantine: quarantineReader(quarantineFolder),
    });
    stack.defer(() => face.close());
    const server = await listen(face.app, configuration.http);
    stack.defer(() => server.close());
    listening(server.url);
    const upkeep = new HistoryUpkeep(historian, clock, logger);
    stack.defer(() => upkeep.close());
    const keeping = new CorrectionKeeper(kept, loop.correction, (text) => logger.error(text));
    stack.defer(() => keeping.keep());
    const timer = setInterval(() => {
      keeping.look(clock.now());
      view.publishStates();
      view.publishCells();
      upkeep.look();
    }, stateInterval);
    stack.defer(() => clearInterval(timer));
    // The machines and our side of the protocol load at the same time, after the page can be opened.
    loadClientLibrary((text) => logger.debug(text));
    await Promise.all([virtualLine?.ready, source && checkCellRecipe(source)]);
    await Promise.all(
      sources.map(({ connector }, i) => {
        const flags = isVirtual(configuration.connectors[i]!) ? sampleFlags.simulated : 0;
        return connector.run(intake.sink(flags, connector.id), signal);
      }),
    );
    if (!signal.aborted) await aborted(signal);
  } finally {
    await stack.dispose();
  }
}

/** What earlier processes left: what the MES told, what samples belong to, and tags that only the history knows. */
async function restoreAll(
  parts: {
    readonly historian: Historian;
    readonly spool: Spool;
    readonly records: ProductionRecords;
    readonly identityHistory: IdentityHistory;
    readonly view: LiveLineView;
    readonly derived: DerivedTags | undefined;
    readonly line: string;
  },
  surroundings: { readonly signal: AbortSignal; readonly log: (text: string) => void },
): Promise<void> {
  const { historian, spool, records, identityHistory, view, derived, line } = parts;
  const { log } = surroundings;
  await Promise.all([
    restoreFromHistory(
      'what the MES told before',
      async () => {
        const told = await readTold(line, historian, spool);
        if (told.unreadable > 0) log(`${told.unreadable} records of the MES could not be read`);
        records.restore(told);
      },
      surroundings,
    ),
    restoreFromHistory('names of coils', () => identityHistory.begin(spool), surroundings),
    restoreFromHistory(
      'tags of the history',
      async () => view.remember(await historian.last(await historian.tags())),
      surroundings,
    ),
    restoreFromHistory(
      'inputs of derived tags',
      async () => derived?.remember(await historian.last(derived.inputs())),
      surroundings,
    ),
  ]);
}

/** Solves requests for one cell on threads, which cannot hold up the line; they start with the first request. */
function cellSolver(stack: AsyncDisposals): P2dThreads['solve'] {
  let begun: Promise<P2dThreads> | undefined;
  stack.defer(async () => (await begun)?.close());
  return async (request, signal) => {
    begun ??= import('./cli/p2d-threads.ts').then(({ p2dThreads }) =>
      p2dThreads(Math.max(1, availableParallelism() - 1)),
    );
    return (await begun).solve(request, signal);
  };
}

/**
 * The cells of the line, calculated on threads that leave a core to the line; they start with the first cells.
 */
function plannedCells(
  source: CellSource,
  { path, material, poreFreeDensity }: LineModel,
  stack: AsyncDisposals,
): LineCells {
  let begun: Promise<LineCellThreads> | undefined;
  stack.defer(async () => (await begun)?.close());
  const cells = new LineCells({
    path,
    material,
    poreFreeDensity: poreFreeDensity.value,
    sheetLength: source.sheetLength,
    solve: async (coatings, ended) => {
      begun ??= import('./cli/line-cell-threads.ts').then(({ lineCellThreads }) =>
        lineCellThreads(source, Math.max(1, Math.min(mostCellThreads, availableParallelism() - 1))),
      );
      return (await begun).solve(coatings, ended);
    },
  });
  stack.defer(() => cells.close());
  return cells;
}

/** Loaded late: it brings the parameter sets, which only the threads need otherwise. */
async function checkCellRecipe(source: CellSource): Promise<void> {
  const { cellRecipe } = await import('./cli/cell-recipe.ts');
  cellRecipe(source);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
