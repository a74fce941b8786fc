import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import type { StoredSample } from '../../twin/domain/historian.ts';

const script = fileURLToPath(new URL('../integration/spool-source-process.ts', import.meta.url));
const loader = new URL('../../register.mjs', import.meta.url).href;

/** How a source runs. */
export interface SourceOptions {
  readonly spool: string;
  readonly history: string;
  /** First batch that it offers. */
  readonly first?: number;
  readonly batchSize?: number;
  readonly capBytes?: number;
  readonly down?: boolean;
  /** Program and arguments that the process is started by, for a limit that it shall meet. */
  readonly under?: readonly string[];
}

/** A source in a process of its own, and what it has said. */
export class SourceProcess {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  /** Batches that the source may forget. */
  readonly acknowledged: number[] = [];
  readonly #exited: Promise<unknown>;
  readonly #watching = new Set<() => void>();

  constructor(options: SourceOptions) {
    const { spool, history, first = 0, batchSize = 200, capBytes = 1e9, under = [] } = options;
    const [program = '', ...args] = [
      ...under,
      process.execPath,
      '--import',
      loader,
      script,
      spool,
      history,
      String(first),
      String(batchSize),
      String(capBytes),
      options.down === true ? 'down' : 'up',
    ];
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exited = once(this.child, 'close');
    // A process that was killed takes no more lines.
    this.child.stdin!.on('error', () => undefined);
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      if (line.startsWith('ack ')) this.acknowledged.push(Number(line.slice(4)));
      else this.lines.push(line);
      for (const look of this.#watching) look();
    });
    void this.#exited.then(() => {
      for (const look of this.#watching) look();
    });
  }

  /** Resolves when something holds of what was said; rejects when the process has ended without. */
  until(holds: (source: SourceProcess) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const ended = this.child.exitCode !== null || this.child.signalCode !== null;
        if (!holds(this) && !ended) return;
        this.#watching.delete(look);
        if (holds(this)) resolve();
        else reject(new Error(`the source ended; it said ${this.lines.join(' | ')}`));
      };
      this.#watching.add(look);
      look();
    });
  }

  untilAcknowledged(batches: number): Promise<void> {
    return this.until(({ acknowledged }) => acknowledged.length >= batches);
  }

  say(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exited;
  }

  /** Ends it in order; what it counted. */
  async end(): Promise<{ lostSamples: number; gaps: number; duplicates: number }> {
    this.say('end');
    await this.until(({ lines }) => lines.some((line) => line.startsWith('done ')));
    await this.#exited;
    return JSON.parse(this.lines.find((line) => line.startsWith('done '))!.slice(5));
  }
}

/** Everything that a DuckDB history holds, by sequence; the numbers of the source apart from the gaps. */
export async function historyOf(
  folder: string,
): Promise<{ values: number[]; gaps: { lostSamples: number }[]; stored: StoredSample[] }> {
  const historian = await openDuckdbHistorian({ folder, memoryLimit_MB: 256 });
  const stored: StoredSample[] = [];
  const everything = { from: -Infinity, to: Infinity, order: 'sequence' } as const;
  for await (const page of historian.range(everything)) stored.push(...page);
  await historian.close();
  const isGap = ({ tag }: StoredSample): boolean => tag.endsWith('.spool.gap');
  return {
    values: stored.filter((sample) => !isGap(sample)).map(({ value }) => value as number),
    gaps: stored.filter(isGap).map(({ value }) => JSON.parse(value as string)),
    stored,
  };
}
