import { join } from 'node:path';
import { createReplayConnector, type ReplayReport } from '../line-connectors/replay/connector.ts';
import { createQuarantineFolder } from '../line-connectors/source/quarantine-folder.ts';
import { pause } from '../line-connectors/source/wait.ts';
import { LineLoop } from './advisor/line-loop.ts';
import { lineFromConfiguration } from './cli/line-from-configuration.ts';
import type { Configuration } from './contract/configuration.ts';
import { openDerivedTags } from './derived/open-derived-tags.ts';
import { AsyncDisposals } from './disposals.ts';
import type { Clock } from './domain/clock.ts';
import { type Sample, sampleFlags } from './domain/sample.ts';
import type { Segment } from './domain/segment.ts';
import { replayTag } from './domain/tag.ts';
import { openIntake, type SampleIntake } from './ingest/sample-intake.ts';
import { StoredReadings } from './ingest/stored-readings.ts';
import { openDoor, openHistorian } from './opened-historian.ts';
import { openSpool } from './opened-spool.ts';
import { openReplaySource, type ReplayOrder } from './replay-source.ts';

/** Name under which the command replays. */
const id = 'replay';
/** How often it is looked whether the historian has all [ms]. */
const look_ms = 20;
/** Time for which a historian may fail at the end before the rest is left in the spool [ms]. */
const patience_ms = 30_000;

/** One replay without a server. */
export interface ReplayJob extends ReplayOrder {
  readonly configuration: Configuration;
  readonly dataFolder: string;
  /** Source time over ours; infinite for as fast as possible. */
  readonly speed: number;
  readonly shiftToNow: boolean;
  /** Whether all of it is of a simulation, whatever the source says. */
  readonly virtual: boolean;
  readonly signal: AbortSignal;
  /** Hears of segments that are new or changed, and how far the replay is [samples, source time in ms]. */
  readonly segments: (segments: readonly Segment[]) => void;
  readonly progress: (played: number, time: number) => void;
  readonly log: (text: string) => void;
}

/** What came of it. */
export interface ReplayOutcome extends ReplayReport {
  /** Samples that came twice in the source, and those that were refused at the door. */
  readonly repeated: number;
  readonly refused: number;
  /** Samples that the historian has not taken: they wait in the spool. */
  readonly pending: number;
  readonly proposals: number;
}

/**
 * Replays a source through the chain of the twin (history, derived tags, following of the web, prediction, advice), and
 * stores what the history does not hold yet. The chain takes all of it, so that a second run tells the same.
 * @throws TwinError of the source, or of what cannot be started
 */
export async function replayHeadless(job: ReplayJob, clock: Clock): Promise<ReplayOutcome> {
  const { configuration, dataFolder, signal, log } = job;
  const { model, scope } = lineFromConfiguration(configuration);
  const place = { dataFolder, clock };
  const stack = new AsyncDisposals();
  try {
    const historian = await stack.adopt(openHistorian(configuration, place), (opened) =>
      opened.close(),
    );
    const door = await openDoor(configuration, { dataFolder, historian });
    stack.defer(() => door?.close());
    const spool = await stack.adopt(openSpool(configuration, place), (opened) => opened.close());
    const quarantine = createQuarantineFolder(join(dataFolder, 'quarantine'), log);
    const intake = await openIntake({ historian, spool, clock, line: model.line, quarantine });
    stack.defer(() => intake.close());
    // What an earlier run left in the spool is stored before it is asked what is stored.
    await delivered(intake, signal);
    const stored = new StoredReadings(historian);
    const loop = new LineLoop(model, scope);
    let sequence = 0;
    const take = (samples: readonly Sample[]): void => {
      job.segments(loop.accept({ sequence, samples }).segments);
      sequence += samples.length;
      derived?.take(samples);
    };
    const derived = await openDerivedTags(configuration.derivedTags, {
      async offer(samples) {
        const flags = sampleFlags.replay | (isVirtual() ? sampleFlags.simulated : 0);
        take(samples);
        const known = await stored.among(samples);
        await intake.sink(flags, id).offer(samples.filter((sample) => !known.has(sample)));
      },
    });
    const recordTag = replayTag(model.line, id);
    const connector = createReplayConnector({
      id,
      endpoint: job.source,
      open: () => openReplaySource(job, { own: historian, workFolder: join(dataFolder, 'replay') }),
      range: job.range,
      speed: job.speed,
      shiftToNow: job.shiftToNow,
      pending: () => intake.health().pendingSamples,
      recordTag,
      lastRecord: async () => (await historian.last([recordTag]))[0],
      stored: (samples) => stored.among(samples),
      played(batch) {
        take(batch);
        const { played, shift_ms } = connector.report();
        job.progress(played, batch.at(-1)!.sourceTimestamp - shift_ms);
      },
      clock,
      quarantine,
      log,
    });
    const isVirtual = (): boolean => job.virtual || connector.report().virtual;
    const flags = job.virtual ? sampleFlags.simulated : 0;
    await connector.run(intake.sink(flags, id), signal);
    const report = connector.report();
    if (report.failure !== undefined) throw report.failure;
    await delivered(intake, signal);
    const { pendingSamples: pending, lostSamples: lost, screening } = intake.health();
    const { duplicates: repeated, refused } = screening;
    const proposals = loop.proposals().length;
    return { ...report, virtual: isVirtual(), repeated, refused, lost, pending, proposals };
  } finally {
    await stack.dispose();
  }
}

/** Resolves when the historian has all that was given, or has failed for long. */
async function delivered(intake: SampleIntake, signal: AbortSignal): Promise<void> {
  let failed_ms = 0;
  for (;;) {
    const { pendingSamples, state, spool } = intake.health();
    if (pendingSamples === 0 || failed_ms >= patience_ms || signal.aborted) return;
    failed_ms = state === 'ok' && spool.state !== 'degraded' ? 0 : failed_ms + look_ms;
    await pause(look_ms, signal);
  }
}
