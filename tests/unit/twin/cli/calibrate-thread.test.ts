import { expect, it } from 'vitest';
import { calibrateOnThread } from '../../../../twin/cli/calibrate-thread.ts';
import { csvTable } from '../../../../twin/domain/csv-table.ts';
import { calibrateTable } from '../../../../twin/estimation/calibration/calibrate-table.ts';

const table = csvTable(
  'condition,time_s,height_mm\na,600,10.5\nb,900,12\nc,1200,14.5\nd,300,8.5\ne,60,6.5\nf,30,6\n',
  'wet.csv',
);
const request = { model: 'wetting', table };
const options = { signal: new AbortController().signal, onProgress: () => undefined };

it('gives what a fit on this thread gives', async () => {
  expect(await calibrateOnThread(request, options)).toEqual(calibrateTable(request));
});

it('keeps code and data of a table that cannot be taken', async () => {
  const none = csvTable('condition,time_s\na,600\n', 'wet.csv');
  await expect(calibrateOnThread({ ...request, table: none }, options)).rejects.toMatchObject({
    code: 'TABLE_INVALID',
    data: { file: 'wet.csv' },
  });
});

it('ends with the signal, without a result', async () => {
  const stop = new AbortController();
  const fitted = calibrateOnThread(request, { ...options, signal: stop.signal });
  stop.abort();
  expect(await fitted).toBeUndefined();
});
