import { join } from 'node:path';
import { createOpcuaConnector } from '../../line-connectors/opcua/connector.ts';
import { virtualLineTagMap } from '../../line-connectors/virtual-line/tag-map.ts';
import type { TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { startTestServer, type TestServer } from '../support/opcua-test-server.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';
import { measurePipeline } from './ingest-pipeline.ts';
import { SampleCounter } from './sample-counter.ts';
import { withFolder } from './served-twin.ts';

const tags = 2000;
/** Ticks of the server that are measured, of 1 s each. */
const measuredTicks = 15;
/** Share of one core that reading the line may take [%]. */
const bar_percent = 15;

function mapOf(count: number): TagMapping[] {
  return Array.from({ length: count }, (_, i) => ({
    tag: `site.area.line.unit${i % 20}.signal${i}_N` as TagId,
    address: `ns=1;s=${nameOf(i)}`,
    samplingInterval_ms: 1000,
  }));
}

function nameOf(i: number): string {
  return `Unit${i % 20}/Signal${i}`;
}

/** CPU for 2,000 tags at 1 Hz: of the OPC UA client alone, and of the whole twin behind it. */
export function run(): Promise<BenchRow[]> {
  return withFolder(async (folder) => {
    const server = await startTestServer({
      pkiFolder: join(folder, 'server'),
      variables: Array.from({ length: tags }, (_, i) => ({
        name: nameOf(i),
        unit: { code: 'NEW', label: 'N' },
      })),
      ticking: { period_ms: 1000 },
    });
    try {
      return [...(await clientAlone(folder, server)), ...(await wholeTwin(folder, server))];
    } finally {
      await server.kill();
    }
  });
}

async function clientAlone(folder: string, { endpoint }: TestServer): Promise<BenchRow[]> {
  const abort = new AbortController();
  const counter = new SampleCounter();
  const connector = createOpcuaConnector({
    id: 'bench',
    endpoint,
    security: { mode: 'None' },
    map: mapOf(tags),
    pkiFolder: join(folder, 'client'),
    clock: { now: () => Date.now() },
    random: () => 0.5,
  });
  const done = connector.run(counter.before({ offer: () => Promise.resolve() }), abort.signal);
  try {
    await counter.more(2 * tags);
    const counted = counter.count;
    const { share_percent, elapsed_s } = await counter.costOf(measuredTicks * tags);
    const rate_per_s = (counter.count - counted) / elapsed_s;
    return [
      atMost(
        'OPC UA client alone, 2,000 tags at 1 Hz, share of one core',
        share_percent,
        'percent',
        bar_percent,
      ),
      {
        name: 'OPC UA values received',
        value: rate_per_s,
        unit: 'per_s',
        bar: `>= ${0.95 * tags}`,
        pass: rate_per_s >= 0.95 * tags,
      },
    ];
  } finally {
    abort.abort();
    await done;
  }
}

/** The tags of the short line at their own rates, and further ones at 1 Hz, 2,000 in all. */
async function wholeTwin(folder: string, { endpoint }: TestServer): Promise<BenchRow[]> {
  const map = mapOf(tags - virtualLineTagMap('short').length);
  const cost = await measurePipeline(folder, { endpoint, map, ticks: measuredTicks });
  return [
    atMost(
      'whole twin (OPC UA to DuckDB, prediction, stream), share of one core',
      cost.share_percent,
      'percent',
      bar_percent,
    ),
    {
      name: 'whole twin, values received (2,000 tags)',
      value: cost.rate_per_s,
      unit: 'per_s',
      bar: `>= ${0.95 * tags}`,
      pass: cost.rate_per_s >= 0.95 * tags,
    },
    information('whole twin, values stored', cost.stored_per_s, 'per_s'),
    information('whole twin, segments told', cost.segments_per_s, 'per_s'),
  ];
}
