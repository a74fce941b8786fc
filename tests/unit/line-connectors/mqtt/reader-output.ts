import type { ReaderOutput } from '../../../../line-connectors/mqtt/message-reader.ts';
import type { Sample, TagId } from '../../../../twin/domain/sample.ts';
import type { WaveformPiece } from '../../../../twin/domain/waveform.ts';

/** Takes what a reader gives, for tests to look at. */
export function recordOutput(waveforms: readonly string[] = []) {
  const samples: Sample[] = [];
  const pieces: WaveformPiece[] = [];
  const historical: Sample[] = [];
  const holes: { tags: TagId[]; atSource: number | undefined }[] = [];
  const refusals: { topic: string; code: string; reason: string }[] = [];
  const published: string[] = [];
  const gaps: { from: number; to: number; lostMessages?: number }[] = [];
  const admitted: TagId[] = [];
  const output: ReaderOutput = {
    put: (sample) => samples.push(sample),
    isWaveform: (tag) => waveforms.includes(tag),
    take: (piece) => pieces.push(piece),
    pass: (sample) => historical.push(sample),
    admit: (tag) => admitted.push(tag),
    hole: (_, tags, atSource) => holes.push({ tags: [...tags], atSource }),
    gap: (gap) => gaps.push(gap),
    offset: () => undefined,
    flags: () => 0,
    refuse: ({ topic }, code, reason) => refusals.push({ topic, code, reason }),
    publish: (topic) => published.push(topic),
  };
  return { output, samples, pieces, historical, holes, refusals, published, gaps, admitted };
}
