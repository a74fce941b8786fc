import type { WholeChainRun } from './whole-chain.ts';

const heading = '## Measured under faults';

/** The section of docs/operations.md that `npm run soak -- whole-chain` makes. */
export function whatChainKept(run: WholeChainRun): string {
  const names = run.historians.map(({ historian }) => historian);
  return [
    heading,
    '',
    `\`npm run soak -- whole-chain\` ([docs/measured/whole-chain.json](measured/whole-chain.json)): a twin with DuckDB and one with InfluxDB read one OPC UA server that keeps its history, and one broker, ${run.tags} tags in all, for ${Math.round(run.duration_s / 60)} min. Faults in an order and of a length drawn by seed ${run.seed}; a wrong clock stays until the server is killed again. Sources give nothing while they are about to be killed, for what a source has not sent dies with it. Compared at the end: tag, source time and value.`,
    '',
    '| historian | given | stored | lost | doubled | invented |',
    '| --- | --- | --- | --- | --- | --- |',
    ...run.historians.map(
      ({ historian, given, stored, lost, doubled, invented }) =>
        `| ${historian} | ${given} | ${stored} | ${lost} | ${doubled} | ${invented} |`,
    ),
    '',
    `Time from the return of what was away until every tag concerned has a new value in the history; of \`serve\` from the start of the process. Load: processes that wanted one of the ${run.cores} cores then, ours and others'.`,
    '',
    `| fault | away [s] | ${names.map((name) => `first value, ${name} [s]`).join(' | ')} | load |`,
    `| --- | --- | ${names.map(() => '---').join(' | ')} | --- |`,
    ...run.faults.map(({ fault, away_s, killsTwins, firstValue_s, load }) => {
      const amid = killsTwins ? '; both twins killed amid it' : '';
      return `| ${fault}${amid} | ${away_s} | ${names.map((name) => firstValue_s[name].toFixed(1)).join(' | ')} | ${Math.round(load)} |`;
    }),
    '',
  ].join('\n');
}

/** A document with its section replaced. */
export function withSection(document: string, section: string): string {
  const at = document.indexOf(heading);
  if (at < 0) return `${document.trimEnd()}\n\n${section}`;
  const next = document.indexOf('\n## ', at);
  return document.slice(0, at) + section + (next < 0 ? '' : document.slice(next));
}
