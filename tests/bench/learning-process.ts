import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type FeatureTable, featureTable } from '../../ml/data/feature-table.ts';
import { FlatForest } from '../../ml/forest/flat-forest.ts';
import { trainForest } from '../../ml/forest/train-forest.ts';
import type { PeerAnswer, PeerData, PeerRequest } from './learning-peer.ts';

/** Our side of `learning-peer.ts`: trains and asks our forest as `learning_peer.py` does scikit-learn's. */

const data = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as PeerData;
const tableOf = (columns: readonly (readonly number[])[]): FeatureTable =>
  featureTable(Object.fromEntries(columns.map((column, f) => [`x${f}`, column])));
const test = tableOf(data.test.columns);
const sets = new Map(
  Object.entries(data.train).map(([rows, { columns, target }]) => [
    Number(rows),
    { table: tableOf(columns), target: Float64Array.from(target) },
  ]),
);
let flat: FlatForest | undefined;

/** CPU time of all threads of this process [s]: the compiler and the collector count too. */
function spent_s(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function answer(request: PeerRequest): PeerAnswer {
  if (request.kind === 'batch') return { cpu_s: spent_s(() => flat!.predictRows(test.columns)) };
  const { table, target } = sets.get(request.rows)!;
  const cpu_s = spent_s(() => {
    const { share: featureShare, seed } = request;
    const { forest } = trainForest(table, [target], { trees: 100, featureShare }, seed);
    flat = new FlatForest(forest);
  });
  const said = flat!.predictRows(test.columns);
  const square = said.reduce((sum, value, i) => sum + (value - data.test.truth[i]!) ** 2, 0);
  return { cpu_s, rmse: Math.sqrt(square / said.length) };
}

const tell = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
tell({ version: process.version });
for await (const line of createInterface({ input: process.stdin })) tell(answer(JSON.parse(line)));
