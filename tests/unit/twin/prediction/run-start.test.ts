import { expect, it } from 'vitest';
import { demonstrationPath } from '../../../../physics/process/web-path.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';
import { RunStart } from '../../../../twin/prediction/run-start.ts';
import { WebPiece } from '../../../../twin/prediction/web-piece.ts';
import { LineReadings } from '../../../../twin/tracking/line-readings.ts';

const line = 'demo.electrode.line1';

/** A start whose line says these values of itself. */
function startWith(values: Readonly<Record<string, number | string>>): RunStart {
  const readings = new LineReadings(line);
  for (const [name, value] of Object.entries(values)) {
    const tag = `${line}.line.${name}` as TagId;
    readings.take({ tag, sourceTimestamp: 0, receivedTimestamp: 0, value, status: 0, flags: 0 });
  }
  return new RunStart(demonstrationPath, readings);
}

/** Piece of the coil from metre 40 to 40.25. */
const piece = (coil: string): WebPiece => new WebPiece(coil, 160, 0.25, 4, 5);

it('begins at once at the metre of the length counter, brought to the time of the speed', () => {
  const run = startWith({ webLength_m: 50, coilId: 'A' }).begin(10, 0.2)!;
  expect([run.coil, run.metre, run.followed, run.speed]).toEqual(['A', 52, 10, 0.2]);
});

it('waits three seconds for a counter that says nothing, and begins at metre 0', () => {
  const start = startWith({});
  expect(start.begin(10, 0.2)).toBeUndefined();
  expect(start.begin(12.9, 0.2)).toBeUndefined();
  const run = start.begin(13, 0.2)!;
  expect([run.coil, run.metre]).toEqual(['coil', 0]);
});

it('waits anew after the web was lost', () => {
  const start = startWith({});
  start.begin(10, 0.2);
  start.waitAgain(undefined);
  expect(start.begin(13, 0.2)).toBeUndefined();
});

it('keeps the name of a coil that runs on, and gives another to one whose counter went back', () => {
  const start = startWith({ webLength_m: 50, coilId: 'A' });
  start.begin(10, 0.2);
  start.waitAgain(piece('A'));
  expect(start.begin(20, 0.2)?.coil).toBe('A');
  start.waitAgain(new WebPiece('A', 400, 0.25, 4, 5));
  expect(start.begin(30, 0.2)?.coil).toBe('A~19700101T000030Z');
  start.waitAgain(new WebPiece('A~19700101T000030Z', 400, 0.25, 4, 5));
  expect(start.begin(40, 0.2)?.coil).toBe('A~19700101T000040Z');
});
