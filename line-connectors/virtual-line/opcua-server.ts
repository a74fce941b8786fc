import { Worker } from 'node:worker_threads';
import type { Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { lineByName } from '../../physics/virtual-line/lines/by-name.ts';
import type { TwinError } from '../../twin/domain/errors.ts';
import type { VirtualLineMessage, VirtualLineOptions } from './opcua-protocol.ts';
import { threadFailure, watchEnd } from './thread-end.ts';

/** A virtual line that runs and is served by OPC UA in its own thread. */
export interface VirtualLineServer {
  readonly endpoint: string;
  readonly port: number;
  /** Resolves once it can be connected to; rejects where the thread could not start. */
  readonly ready: Promise<void>;
  readonly line: LineDefinition;
  /** Why the thread ended without being asked to; undefined while it runs, and after `stop` or `kill`. */
  failure(): TwinError | undefined;
  /** Share of the thread's time that was busy since it started [-]. */
  busyShare(): number;
  /** Tells clients, closes and ends the thread. */
  stop(): Promise<void>;
  /** Ends the thread at once, as a machine that loses power. */
  kill(): Promise<void>;
}

/** What a virtual line is started with. */
interface StartOptions {
  readonly line: LineDefinition | string;
  readonly seed: number;
  readonly faults?: readonly Fault[];
  readonly port: number;
  readonly endpointPath?: string;
  readonly pkiFolder: string;
  readonly speedFactor?: number;
}

/**
 * Starts a virtual line and its OPC UA server on loopback, and waits until it can be connected to.
 * @throws PhysicsError PHY_UNKNOWN_LINE; TwinError VIRTUAL_LINE_FAILED (data: code, message) when the thread cannot start
 */
export async function startVirtualLineServer(options: StartOptions): Promise<VirtualLineServer> {
  const server = await beginVirtualLineServer(options);
  await server.ready;
  return server;
}

/** The same, but only until its address is known, which takes a tenth of the time. */
export async function beginVirtualLineServer(options: StartOptions): Promise<VirtualLineServer> {
  const line = typeof options.line === 'string' ? lineByName(options.line) : options.line;
  const workerData: VirtualLineOptions = {
    ...options,
    line,
    endpointPath: options.endpointPath ?? '/twinline',
    speedFactor: options.speedFactor ?? 1,
  };
  const worker = new Worker(new URL('./opcua-worker.ts', import.meta.url), {
    workerData,
    execArgv: ['--import', new URL('../../register.mjs', import.meta.url).href],
    // Its library prints there what failures it meets; stdout of the process is the result of the command alone.
    stdout: true,
  });
  worker.stdout.resume();
  const end = watchEnd(worker);
  const next = async (): Promise<VirtualLineMessage> => {
    const message = await new Promise<VirtualLineMessage>((resolve) => {
      worker.once('message', resolve);
      void end.over.then(() => {
        const { code, message } = end.failure() ?? threadFailure('the thread ended');
        resolve({ kind: 'failed', code, message });
      });
    });
    if (message.kind !== 'failed') return message;
    end.expected();
    await worker.terminate();
    throw threadFailure(message.message, message.code);
  };
  const message = await next();
  if (message.kind !== 'endpoint') throw new Error(`unexpected message ${message.kind}`);
  const ready = next().then(() => undefined);
  // Whoever awaits it hears of a failure; nobody need.
  ready.catch(() => undefined);
  return {
    endpoint: message.endpoint,
    port: message.port,
    ready,
    line,
    failure: end.failure,
    busyShare: () => worker.performance.eventLoopUtilization().utilization,
    async stop() {
      end.expected();
      worker.postMessage('stop');
      await end.over;
    },
    async kill() {
      end.expected();
      await worker.terminate();
    },
  };
}
