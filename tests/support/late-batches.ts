import type { Sample, SequencedBatch } from '../../twin/domain/sample.ts';
import { HeadlessLine } from './headless-line.ts';

/** What the short line says, of which some comes a second late. */
export function* lateBatches(seconds: number): Generator<SequencedBatch> {
  let sequence = 0;
  let held: Sample[] = [];
  for (const { samples } of new HeadlessLine('short', 7).run(seconds)) {
    const isLate = ({ tag, sourceTimestamp }: Sample): boolean =>
      tag.includes('Gauge') && sourceTimestamp % 7000 < 500;
    const onTime = samples.filter((sample) => !isLate(sample));
    const batch = held.length > 60 ? [...onTime, ...held] : onTime;
    held = [...(held.length > 60 ? [] : held), ...samples.filter(isLate)];
    yield { sequence, samples: batch };
    sequence += batch.length;
  }
}
