import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import type { QuarantineReader } from '../../twin/domain/quarantine.ts';
import { createHttpFace, type HttpFace } from '../../twin/http/http-face.ts';
import { listen } from '../../twin/http/listen.ts';
import type { StreamLimits } from '../../twin/http/stream/stream-hub.ts';
import { FakeLine } from './http-fake-line.ts';

/** A face on a free port over a fake line, with all that a test wants to look at. */
export interface Harness {
  readonly url: string;
  readonly line: FakeLine;
  readonly historian: Historian;
  readonly face: HttpFace;
  readonly viewerFolder: string;
  /** Lines of the log, as JSON text. */
  readonly logged: string[];
  /** Fixed time of the face. */
  readonly now: number;
  get(path: string, init?: RequestInit): Promise<Response>;
  end(): Promise<void>;
}

export async function startFace(
  streamLimits: Partial<StreamLimits> = {},
  quarantine?: QuarantineReader,
  models?: Parameters<typeof createHttpFace>[0]['models'],
): Promise<Harness> {
  const viewerFolder = await mkdtemp(join(tmpdir(), 'twinline-http-'));
  const line = new FakeLine();
  const historian = createMemoryHistorian();
  const now = Date.UTC(2026, 0, 1, 1);
  const logged: string[] = [];
  const log = pino({}, { write: (text: string) => void logged.push(text) });
  const clock = { now: () => now };
  const face = createHttpFace({
    view: line,
    historian,
    clock,
    viewerFolder,
    log,
    streamLimits,
    ...(quarantine === undefined ? {} : { quarantine }),
    ...(models === undefined ? {} : { models }),
  });
  const server = await listen(face.app, { host: '127.0.0.1', port: 0 });
  return {
    url: server.url,
    line,
    historian,
    face,
    viewerFolder,
    logged,
    now,
    get: (path, init) => fetch(server.url + path, init),
    end: async () => {
      face.close();
      await server.close();
      await historian.close();
      await rm(viewerFolder, { recursive: true });
    },
  };
}
