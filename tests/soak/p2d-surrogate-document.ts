import type { P2dSurrogateRun } from './p2d-surrogate.ts';

/** The part of docs/operations.md that `npm run soak -- p2d-surrogate` makes. */
export function surrogateMarkdown(run: P2dSurrogateRun): string {
  const { parameters, learned, added, outputs, gate, gateBar_percent, domain, ...seeds } = run;
  const [first, all] = gate as readonly [(typeof gate)[number], (typeof gate)[number]];
  return [
    `\`npm run soak -- p2d-surrogate\` ([docs/measured/p2d-surrogate.json](measured/p2d-surrogate.json)): ${parameters}, seed ${seeds.seed}, ${learned} designs of which ${added} were added, held against the full physics on ${first.designs} designs of seed ${seeds.heldOutSeed}. RMSE in percent of the mean over all feasible ones, depleted ones included; then with the infeasible ones that could be solved.`,
    '',
    '| output | mean | RMSE [%] | bar [%] | infeasible too [%] | forest twin [%] | in 50 % band | in 90 % band | width of 90 % band [%] |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...outputs.map((row) =>
      [
        '',
        `\`${row.output}\``,
        row.mean,
        row.nrmse_percent,
        row.bar_percent ?? 'none',
        row.nrmseOfAll_percent,
        row.nrmseOfTwin_percent,
        `${(100 * row.coverage50).toFixed(0)} %`,
        `${(100 * row.coverage90).toFixed(0)} %`,
        row.width90_percent,
        '',
      ]
        .join(' | ')
        .trim(),
    ),
    '',
    `The gate let ${first.passed} of ${first.infeasible} infeasible designs pass, of ${all.designs} designs ${all.passed} of ${all.infeasible} (bar ${gateBar_percent} %), and stopped ${all.stopped} of ${all.feasible} feasible ones. Of the ${first.designs} designs, all in the box, ${domain['inside']} are inside, ${domain['edge']} at the edge and ${domain['outside']} outside of what it has seen.`,
  ].join('\n');
}
