import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { friedman } from '../support/friedman.ts';
import { hasProgram } from '../support/with-program.ts';
import { atMost, type BenchRow, information, quantile } from './bench-row.ts';

/** Rows that both sides get. */
export interface PeerData {
  readonly train: Readonly<
    Record<
      string,
      { readonly columns: readonly (readonly number[])[]; readonly target: readonly number[] }
    >
  >;
  readonly test: {
    readonly columns: readonly (readonly number[])[];
    readonly truth: readonly number[];
  };
}

/** What both sides are asked for, one line of JSON each. */
export type PeerRequest =
  | {
      readonly kind: 'train';
      readonly rows: number;
      readonly share: number;
      readonly seed: number;
    }
  | { readonly kind: 'batch' };

export interface PeerAnswer {
  readonly cpu_s: number;
  readonly rmse?: number;
}

/** Forests of 100 trees on 10 columns that are compared: settings of both, how often, and what share of scikit-learn's time ours may take. */
const cases = [
  { rows: 500, share: 1, repeats: 12, bar: 0.5 },
  { rows: 2000, share: 1, repeats: 9, bar: 0.5 },
  { rows: 500, share: 0.33, repeats: 12, bar: undefined },
  { rows: 2000, share: 0.33, repeats: 9, bar: undefined },
] as const;
const batches = 4;
const testRows = 1000;
/** Trainings before the first that counts. */
const warmUp = 3;

/** One side: a process that answers line by line. */
class Side {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  /** Both run on the same core where that can be asked for: they never run at once, and have the same neighbours. */
  constructor(command: readonly string[]) {
    const pinned = hasProgram('taskset') ? ['taskset', '-c', '0', ...command] : [...command];
    this.#child = spawn(pinned[0]!, pinned.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  async line<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the process ended without an answer');
    return JSON.parse(value) as T;
  }

  ask(request: PeerRequest): Promise<PeerAnswer> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.line();
  }

  async end(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.stdin!.end();
    await closed;
  }
}

function peerData(): PeerData {
  const plain = (columns: readonly Float64Array[]): number[][] => columns.map((c) => [...c]);
  const train = Object.fromEntries(
    [...new Set(cases.map(({ rows }) => rows))].map((rows) => {
      const { table, target } = friedman(rows, rows);
      return [String(rows), { columns: plain(table.columns), target: [...target] }];
    }),
  );
  const { table, truth } = friedman(testRows, 1);
  return { train, test: { columns: plain(table.columns), truth: [...truth] } };
}

/** Lower decile: what the work takes where nothing disturbs it. */
const undisturbed = (values: readonly number[]): number => quantile(values, 0.1);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Our forest beside scikit-learn's, in turns; nothing, told why, where that is not installed. */
export async function peerRows(): Promise<BenchRow[]> {
  const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
  const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const skipped = (why: string): BenchRow[] => {
    process.stdout.write(
      `learning: scikit-learn skipped: ${why}; python3 -m venv .venv && .venv/bin/pip install scikit-learn\n`,
    );
    return [];
  };
  if (!existsSync(python)) return skipped(`there is no ${python}`);
  const folder = mkdtempSync(join(tmpdir(), 'twinline-learning-'));
  const file = join(folder, 'rows.json');
  writeFileSync(file, JSON.stringify(peerData()));
  const register = script('../../register.mjs');
  const own = new Side([
    process.execPath,
    '--import',
    register,
    script('learning-process.ts'),
    file,
  ]);
  const peer = new Side([python, script('learning_peer.py'), file]);
  try {
    const version = await peer.line<{ readonly version: string }>().catch(() => undefined);
    if (version === undefined) return skipped(`${python} cannot import it`);
    await own.line();
    return await comparedRows(own, peer, version.version);
  } finally {
    await Promise.all([own.end(), peer.end()]);
    rmSync(folder, { recursive: true });
  }
}

async function comparedRows(own: Side, peer: Side, version: string): Promise<BenchRow[]> {
  process.stderr.write(`learning: beside scikit-learn ${version}\n`);
  const out: BenchRow[] = [];
  for (let seed = 0; seed < warmUp; seed++) {
    await own.ask({ kind: 'train', rows: cases[0].rows, share: 1, seed });
  }
  for (const { rows, share, repeats, bar } of cases) {
    const times = { own: [] as number[], peer: [] as number[] };
    const batch = { own: [] as number[], peer: [] as number[] };
    const errors = { own: [] as number[], peer: [] as number[] };
    for (let seed = 1; seed <= repeats; seed++) {
      for (const [name, side] of [
        ['own', own],
        ['peer', peer],
      ] as const) {
        const { cpu_s, rmse } = await side.ask({ kind: 'train', rows, share, seed });
        times[name].push(cpu_s);
        errors[name].push(rmse!);
        for (let i = 0; i < batches; i++)
          batch[name].push((await side.ask({ kind: 'batch' })).cpu_s);
      }
    }
    const [time, peerTime] = [undisturbed(times.own), undisturbed(times.peer)];
    const ratio = time / peerTime;
    const name = `learning: forest n=${rows} share=${share}`;
    const over = 'over scikit-learn';
    out.push(
      information(`${name}: training`, time, 's CPU'),
      bar === undefined
        ? information(`${name}: training ${over}`, ratio, 'times')
        : atMost(`${name}: training ${over}`, ratio, 'times', bar),
      atMost(
        `${name}: ${testRows} rows ${over}`,
        undisturbed(batch.own) / undisturbed(batch.peer),
        'times',
        1,
      ),
      atMost(`${name}: error ${over}`, mean(errors.own) / mean(errors.peer), 'times', 1.03),
    );
  }
  return out;
}
