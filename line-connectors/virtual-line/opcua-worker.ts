import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../physics/core/errors.ts';
import { createVirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import type { Clock } from '../../twin/domain/clock.ts';
import { freePort, loopbackHost } from './free-port.ts';
import type { VirtualLineMessage, VirtualLineOptions } from './opcua-protocol.ts';

const options: VirtualLineOptions = workerData;
const port = parentPort!;
const clock: Clock = { now: () => Date.now() };
const say = (message: VirtualLineMessage) => port.postMessage(message);

try {
  const free = await freePort(options.port);
  say({
    kind: 'endpoint',
    endpoint: `opc.tcp://${loopbackHost}:${free}${options.endpointPath}`,
    port: free,
  });
  // A twin keeps its history: what the machines make after a restart must not bear the ids of what they made before.
  const run = `R${Math.floor(clock.now() / 1000)
    .toString(36)
    .toUpperCase()}`;
  const line = createVirtualLine(options.line, { ...options, run, record: false });
  // After the address is told: the library takes a second to load.
  const { serveLine } = await import('./serve-line.ts');
  const server = await serveLine(line, { ...options, port: free }, clock);
  port.once('message', () => {
    void server.stop().finally(() => process.exit(0));
  });
  say({ kind: 'ready' });
} catch (error) {
  const code = error instanceof CodedError ? error.code : 'VIRTUAL_LINE_FAILED';
  say({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
}
