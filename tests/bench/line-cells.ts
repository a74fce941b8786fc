import { LineLoop } from '../../twin/advisor/line-loop.ts';
import { cellRecipe } from '../../twin/cli/cell-recipe.ts';
import { cellSource } from '../../twin/cli/cell-source.ts';
import { loadConfiguration } from '../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../twin/cli/line-from-configuration.ts';
import type { CellOutcome, SheetCoating } from '../../twin/domain/planned-cell.ts';
import { LineCells } from '../../twin/quality/line-cells.ts';
import { solveCell } from '../../twin/quality/solve-cell.ts';
import { HeadlessLine } from '../support/headless-line.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';

/** So long the demonstration line is played [s]: its drifts begin at 180 and 240 s. */
const played = 400;
/** [m.s-1] */
const fastWeb = 0.5;
const seed = 7;

/** CPU time of this process so far [ms]. */
function cpu_ms(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The cells of the demonstration line with its drifts, solved in this thread: how many cells a core solves, how often each
 * is solved, and what part of a core they take. At 30 m/min a cell is on the line for a fifth of the time, so the share
 * that is told for it, by metres, is more than it needs.
 */
export async function run(): Promise<BenchRow[]> {
  const configuration = loadConfiguration(undefined, {});
  const source = cellSource(configuration);
  if (source === undefined) throw new Error('the demonstration line has a cell');
  const recipe = cellRecipe(source);
  const { model, scope } = lineFromConfiguration(configuration);
  const [solved, spent] = [
    { cells: 0, failed: 0 },
    { solving: 0, planning: 0 },
  ];
  let waiting: readonly SheetCoating[] = [];
  let answer = (_: readonly CellOutcome[]): void => undefined;
  const cells = new LineCells({
    path: model.path,
    material: model.material,
    poreFreeDensity: model.poreFreeDensity.value,
    sheetLength: source.sheetLength,
    solve: (coatings) => {
      waiting = coatings;
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
  });
  const solveWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const begun = cpu_ms();
      const outcomes = waiting.map((coating) => solveCell(recipe, coating, () => false));
      spent.solving += cpu_ms() - begun;
      solved.cells += outcomes.length;
      solved.failed += outcomes.filter(({ resistance }) => resistance === undefined).length;
      waiting = [];
      answer(outcomes);
      // The queue takes the answer, and asks for the next batch, in its own microtasks.
      await new Promise(setImmediate);
    }
  };
  const loop = new LineLoop(model, scope);
  let first: number | undefined;
  for (const batch of new HeadlessLine('demo', seed).run(played)) {
    const { segments } = loop.accept(batch);
    first ??= loop.web()?.metre;
    const begun = cpu_ms();
    cells.take(segments);
    spent.planning += cpu_ms() - begun;
    await solveWaiting();
  }
  const given = [...cells.cells(loop.web())].length;
  const metres = loop.web()!.metre - first!;
  const share = (speed: number): number => (spent.solving / 1000 / metres) * speed;
  return [
    information(
      'line cells: three discharges each, per core',
      (1000 * solved.cells) / spent.solving,
      'cells/s',
    ),
    information('line cells: solved, of each cell on the line', solved.cells / given, 'times'),
    atMost('line cells: failed', solved.failed, '', 0),
    information('line cells: one core at 6 m/min, with drifts', 1000 * share(0.1), 'ms/s'),
    atMost('line cells: one core at 30 m/min, with drifts', 1000 * share(fastWeb), 'ms/s', 500),
    information('line cells: main thread at 6 m/min', spent.planning / played, 'ms/s'),
  ];
}
