import { linearValue, ordinaryLeastSquares } from '../../ml/linear/ordinary-least-squares.ts';
import { fromUnit } from '../../physics/core/units.ts';
import { csvNumber, csvRows } from '../domain/csv-records.ts';
import { TwinError } from '../domain/errors.ts';
import { calibrateTable } from '../estimation/calibration/calibrate-table.ts';
import { calibrationScore } from './calibration-score.ts';
import type { FittedRow } from './validation-row.ts';

/** Table that the case reads. */
export const jellyrollFile = 'jellyroll/jellyroll.csv';

/** Seconds from one ISO 8601 time to another. */
function seconds(from: string | undefined, to: string | undefined): number {
  const [start, end] = [from, to].map((text) => Date.parse(`${text}Z`));
  if (end! > start!) return (end! - start!) / 1000;
  throw new TwinError(
    'TABLE_INVALID',
    `${jellyrollFile}: found ${from} to ${to}; allowed are times`,
    {
      found: `${from} to ${to}`,
    },
  );
}

/** Score of imbibition with an initial height on jelly rolls, leave-one-out, beside that of a line in sqrt(t) through the origin. */
export function jellyrollWetting(text: string, seed: number): FittedRow[] {
  const runs = csvRows(text, jellyrollFile).map((row) => ({
    name: row['Name'] ?? '',
    time: seconds(row['ImbibitionStart'], row['ImbibitionEnd']),
    height: csvNumber(row, 'WettingHeight'),
  }));
  const result = calibrateTable({
    model: 'wetting',
    table: {
      file: jellyrollFile,
      header: ['condition', 'time_s', 'height_mm'],
      rows: runs.map(({ name, time, height }, i) => ({
        line: i + 2,
        fields: [name, String(time), String(height)],
      })),
    },
  });
  const baselineErrors = runs.map((left) => {
    const others = runs.filter((run) => run !== left);
    const slope = ordinaryLeastSquares(
      others.map(({ time }) => [Math.sqrt(time)]),
      others.map(({ height }) => fromUnit(height, 'mm')),
    );
    return linearValue(slope, [Math.sqrt(left.time)]) - fromUnit(left.height, 'mm');
  });
  const bar = {
    case: 'jellyroll-wetting',
    quantity: { name: 'height', told: 'height', unit: 'mm' },
    goal: 0.6,
    baselineErrors,
    baselineParameters: 1,
    source: 'github JSS95/wettingfront-lges, BSD 2-Clause',
    modelFormsTried: 5,
    notes: [
      'Height against time of eight jelly rolls, each by a fit to the other seven. The baseline is a line in the root of time through the origin.',
      'The coefficient stands for pore radius, tortuosity, contact angle, viscosity and surface tension together: heights alone do not part them.',
    ],
  } as const;
  return [calibrationScore(result, bar, seed)];
}
