import { merge, Observable, retry, Subject, timeout, timer } from 'rxjs';
import type {
  LineDto,
  PlannedCellDto,
  SegmentDto,
  StatusDto,
  TagDto,
} from '../../../twin/contract/api.ts';
import type { LineEvent, LineMessage, LineSnapshot } from './line-message.ts';
import type { WebRange } from './web-cells.ts';

const eventNames = ['sample', 'segment', 'cells', 'state', 'proposal', 'heartbeat'] as const;
/** Web shown in the trend when the page opens [m]. */
const history_m = 200;
const firstRetry_ms = 300;
const longestRetry_ms = 2000;
/** A socket that is open but says nothing for so long is given up and opened anew. */
const deadSocket_ms = 8000;

/** Reads JSON of the server; an error names the path and the problem. */
export async function readJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${path.replace(/\?.*/, '')}: HTTP ${response.status}`);
  return (await response.json()) as T;
}

async function readSnapshot(signal: AbortSignal): Promise<LineSnapshot> {
  const [line, { tags }, status] = await Promise.all([
    readJson<LineDto>('/api/v1/line', signal),
    readJson<{ tags: TagDto[] }>('/api/v1/tags', signal),
    readJson<StatusDto>('/api/v1/status', signal),
  ]);
  return { line, tags, status };
}

async function readHistory({ line }: LineSnapshot, signal: AbortSignal): Promise<LineMessage> {
  const coil = line.coil ?? '';
  const query = new URLSearchParams({
    coil,
    from_m: String(Math.max(0, line.coated_m - history_m)),
    to_m: String(line.coated_m),
  });
  try {
    const { segments } = await readJson<{ segments: SegmentDto[] }>(
      `/api/v1/segments?${query}`,
      signal,
    );
    return { kind: 'history', coil, after: line.serverTime, segments };
  } catch (error) {
    return { kind: 'historyFailed', reason: error instanceof Error ? error.message : 'unknown' };
  }
}

/** The cells of all lanes that hold something of these metres. */
export async function readCells(
  { coil, from_m, to_m }: WebRange,
  signal: AbortSignal,
): Promise<readonly PlannedCellDto[]> {
  const query = new URLSearchParams({ coil, from_m: String(from_m), to_m: String(to_m) });
  const { cells } = await readJson<{ cells: PlannedCellDto[] }>(`/api/v1/cells?${query}`, signal);
  return cells;
}

/** Events that the snapshot already holds must not be applied again; those without a time always may. */
function isNewer(event: LineEvent, snapshot: LineSnapshot): boolean {
  const time = event.name === 'proposal' ? event.data.updatedAt : event.data.serverTime;
  return Date.parse(time) >= Date.parse(snapshot.line.serverTime);
}

/** One connection: stream first, then the snapshot, then what the stream said meanwhile; errors when it breaks. */
const session = new Observable<LineMessage>((subscriber) => {
  const abort = new AbortController();
  const events = new EventSource('/api/v1/stream');
  let waiting: LineEvent[] | null = [];
  const read = async (): Promise<void> => {
    waiting ??= [];
    const snapshot = await readSnapshot(abort.signal);
    subscriber.next({ kind: 'snapshot', snapshot });
    for (const event of waiting) {
      if (isNewer(event, snapshot)) subscriber.next({ kind: 'event', event });
    }
    waiting = null;
    if (snapshot.line.coil !== null) subscriber.next(await readHistory(snapshot, abort.signal));
  };
  const readOrFail = (): void => {
    read().catch((error: unknown) => {
      if (!abort.signal.aborted) subscriber.error(error);
    });
  };
  events.addEventListener('open', readOrFail);
  events.addEventListener('resync', readOrFail);
  events.addEventListener('error', () => subscriber.error(new Error('stream closed')));
  for (const name of eventNames) {
    events.addEventListener(name, ({ data }: MessageEvent<string>) => {
      const event = { name, data: JSON.parse(data) } as LineEvent;
      if (waiting === null) subscriber.next({ kind: 'event', event });
      else waiting.push(event);
    });
  }
  return () => {
    abort.abort();
    events.close();
  };
});

/** The line for as long as the page lives: connects, and connects again by itself with a growing delay. */
export function lineMessages(): Observable<LineMessage> {
  const closed = new Subject<LineMessage>();
  const lasting = session.pipe(
    timeout({ each: deadSocket_ms }),
    retry({
      resetOnSuccess: true,
      delay: (error: unknown, attempt) => {
        closed.next({ kind: 'closed', reason: error instanceof Error ? error.message : 'unknown' });
        return timer(Math.min(longestRetry_ms, firstRetry_ms * 2 ** (attempt - 1)));
      },
    }),
  );
  return merge(closed, lasting);
}
