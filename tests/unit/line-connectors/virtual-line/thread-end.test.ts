import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { watchEnd } from '../../../../line-connectors/virtual-line/thread-end.ts';

/** A thread that does this when it is told to. */
function thread(work: string): Worker {
  const code = `require('node:worker_threads').parentPort.once('message', () => { ${work} });`;
  return new Worker(code, { eval: true, stderr: true });
}

describe('watchEnd', () => {
  it('hears an error of a running thread, so that it ends the thread alone, and keeps it with its code', async () => {
    const worker = thread(`throw Object.assign(new Error('no root'), { code: 'PHY_NO_ROOT' });`);
    const end = watchEnd(worker);
    expect(end.failure()).toBeUndefined();
    worker.postMessage('go');
    await end.over;
    expect(end.failure()).toMatchObject({
      code: 'VIRTUAL_LINE_FAILED',
      message: 'the thread of the virtual line ended by an error: no root',
      data: { code: 'PHY_NO_ROOT' },
    });
  });

  it('takes an end that nobody asked for as a failure, also without an error', async () => {
    const worker = thread('process.exit(3);');
    const end = watchEnd(worker);
    worker.postMessage('go');
    await end.over;
    expect(end.failure()?.message).toContain('ended with code 3');
  });

  it('knows no failure of a thread that was asked to end', async () => {
    const worker = thread('process.exit(0);');
    const end = watchEnd(worker);
    end.expected();
    worker.postMessage('go');
    await end.over;
    expect(end.failure()).toBeUndefined();
  });
});
