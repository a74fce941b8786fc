import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../physics/core/errors.ts';
import { createVirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import type { VirtualLineMessage, VirtualLineOptions } from './opcua-protocol.ts';

const options: VirtualLineOptions = workerData;
const port = parentPort!;
const say = (message: VirtualLineMessage) => port.postMessage(message);

try {
  const line = createVirtualLine(options.line, options);
  const { serveLine } = await import('./serve-line.ts');
  const server = await serveLine(line, options, { now: () => Date.now() });
  port.once('message', () => {
    void server.stop().finally(() => process.exit(0));
  });
  say({ kind: 'ready', endpoint: server.endpoint, port: server.port });
} catch (error) {
  const code = error instanceof CodedError ? error.code : 'VIRTUAL_LINE_FAILED';
  say({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
}
