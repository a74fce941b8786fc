import { describe, expect, it } from 'vitest';
import type { PlannedCellDto } from '../../../../twin/contract/api.ts';
import type { LineMessage } from '../../../../viewer/src/data/line-message.ts';
import {
  WebCells,
  type WebCellsState,
  type WebRange,
} from '../../../../viewer/src/data/web-cells.ts';
import { lineWithCells, plannedCellOf } from '../cells.ts';
import { snapshotOf } from '../snapshot.ts';

interface Request {
  readonly range: WebRange;
  readonly signal: AbortSignal;
  readonly answer: (cells: readonly PlannedCellDto[]) => Promise<void>;
  readonly fail: (reason: string) => Promise<void>;
}

/** A server that answers when the test says so. */
function ask() {
  const requests: Request[] = [];
  const states: WebCellsState[] = [];
  const cells = new WebCells(
    (range, signal) => {
      const { promise, resolve, reject } = withResolvers<readonly PlannedCellDto[]>();
      const settled = () => promise.then(nothing, nothing);
      requests.push({
        range,
        signal,
        answer: (found) => {
          resolve(found);
          return settled();
        },
        fail: (reason) => {
          reject(new Error(reason));
          return settled();
        },
      });
      return promise;
    },
    (state) => states.push(state),
  );
  return { cells, requests, states };
}

const nothing = (): void => undefined;

function withResolvers<T>() {
  let resolve: (value: T) => void = nothing;
  let reject: (error: Error) => void = nothing;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const here: WebRange = { coil: 'C', from_m: 10, to_m: 10.25 };
const there: WebRange = { coil: 'C', from_m: 20, to_m: 20.25 };

const changed = (...ranges: WebRange[]): LineMessage => ({
  kind: 'event',
  event: {
    name: 'cells',
    data: {
      serverTime: '2026-01-01T00:00:10.000Z',
      row: null,
      changed: ranges,
      cellsWithheld: null,
    },
  },
});

describe('WebCells', () => {
  it('reads the cells of the metres that are asked for, once for as long as they stay the same', async () => {
    const { cells, requests, states } = ask();
    cells.ask(here);
    cells.ask({ ...here });
    expect(requests.map(({ range }) => range)).toEqual([here]);
    const found = [plannedCellOf(1)];
    await requests[0]!.answer(found);
    expect(states).toEqual([{ kind: 'reading' }, { kind: 'read', cells: found }]);
  });

  it('cancels the request of the metres before, and shows no late answer to it', async () => {
    const { cells, requests, states } = ask();
    cells.ask(here);
    cells.ask(there);
    expect(requests[0]!.signal.aborted).toBe(true);
    await requests[1]!.answer([]);
    await requests[0]!.answer([plannedCellOf(1)]);
    expect(states.at(-1)).toEqual({ kind: 'read', cells: [] });
    cells.ask(null);
    expect(states.at(-1)).toEqual({ kind: 'none' });
  });

  it('reads again when these metres changed, and keeps the cells meanwhile', async () => {
    const { cells, requests, states } = ask();
    cells.ask(here);
    await requests[0]!.answer([plannedCellOf(1)]);
    cells.apply(changed({ ...here, coil: 'D' }, { ...here, from_m: 10.25, to_m: 12 }, there));
    expect(requests.length).toBe(1);
    cells.apply(changed(there, { coil: 'C', from_m: 10.2, to_m: 10.4 }));
    expect(requests.length).toBe(2);
    expect(states.at(-1)?.kind).toBe('read');
    await requests[1]!.answer([]);
    expect(states.at(-1)).toEqual({ kind: 'read', cells: [] });
  });

  it('reads once more, not once for each change, what changed while it was read', async () => {
    const { cells, requests } = ask();
    cells.ask(here);
    for (let i = 0; i < 5; i++) cells.apply(changed(here));
    expect(requests.length).toBe(1);
    await requests[0]!.answer([]);
    expect(requests.length).toBe(2);
    await requests[1]!.answer([]);
    expect(requests.length).toBe(2);
  });

  it('says why a read failed, and reads again when the line comes back', async () => {
    const { cells, requests, states } = ask();
    const snapshot: LineMessage = { kind: 'snapshot', snapshot: snapshotOf(lineWithCells()) };
    cells.apply(snapshot);
    expect(requests).toEqual([]);
    cells.ask(here);
    await requests[0]!.fail('HTTP 503');
    expect(states.at(-1)).toEqual({ kind: 'failed', reason: 'HTTP 503' });
    cells.apply(snapshot);
    await requests[1]!.answer([]);
    expect(states.at(-1)).toEqual({ kind: 'read', cells: [] });
  });
});
