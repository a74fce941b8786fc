import type { CellParameters } from '../../../../physics/cell/cell-parameters.ts';
import type { CellResult, CellSeries } from '../../../../physics/cell/cell-result.ts';
import type { Protocol } from '../../../../physics/cell/protocol/protocol.ts';
import type { SimulationOptions } from '../../../../physics/cell/simulate.ts';

/** What the faces asked of the solver. */
export interface Asked {
  readonly parameters: CellParameters;
  readonly protocol: Protocol;
  readonly options: SimulationOptions;
}

const emptyAfter = 3600;
const full = 4;
const resistance = 0.1;

/**
 * A cell of which all is known: 4 V less 1 V per hour and less 0.1 ohm times the current, whatever its parameters.
 * Steps of a constant current or rate end by their time or at 2.5 V; a contact resistance above 1 ohm kills it at once.
 */
export function ohmicCell(asked: Asked[] = []) {
  return (
    parameters: CellParameters,
    protocol: Protocol,
    options: SimulationOptions,
  ): CellResult => {
    asked.push({ parameters, protocol, options });
    const rows: { time: number; voltage: number; current: number; step: number }[] = [];
    let start = 0;
    let event: CellResult['event'];
    for (const [step, { control, ends }] of protocol.entries()) {
      const hourly = parameters.nominalCapacity / 3600;
      const value = 'value' in control ? control.value : 0;
      const current = control.kind === 'cRate' ? value * hourly : value;
      const volts = (time: number): number => full - time / emptyAfter - resistance * current;
      const limit = ends.find(({ kind }) => kind === 'voltage');
      const wanted = ends.find(({ kind }) => kind === 'time')?.value ?? Number.POSITIVE_INFINITY;
      const reached =
        limit === undefined
          ? Number.POSITIVE_INFINITY
          : (full - resistance * current - limit.value) * emptyAfter - start;
      const end = start + Math.min(wanted, reached);
      const interval = typeof options.grid === 'number' ? options.grid : 10;
      const grid = end / interval > (options.gridRows ?? Infinity) ? Infinity : interval;
      for (let time = start; time < end; time += grid) {
        rows.push({ time, voltage: volts(time), current, step });
      }
      rows.push({ time: end, voltage: volts(end), current, step });
      event = reached < wanted ? { kind: 'voltage', time: end } : undefined;
      start = end;
    }
    const column = (name: 'time' | 'voltage' | 'current') =>
      Float64Array.from(rows, (row) => row[name]);
    const series: CellSeries = {
      time: column('time'),
      voltage: column('voltage'),
      current: column('current'),
      temperature: new Float64Array(rows.length).fill(options.temperature ?? 298.15),
      step: Int32Array.from(rows, ({ step }) => step),
    };
    const fails = parameters.contactResistance > 1;
    const failure = { time: 12, code: 'CELL_VOLTAGE_COLLAPSED', data: { voltage: -1 } } as const;
    const half = Float64Array.of(0.5, Number.NaN, 0.25);
    return {
      status: fails ? 'failed' : event === undefined ? 'end' : 'event',
      ...(fails ? { failure } : event === undefined ? {} : { event }),
      solverSteps: series,
      series,
      ...(options.fields
        ? {
            fields: {
              // Chen2020: the separator lies between 85.2 and 97.2 um.
              x: Float64Array.of(0, 9e-5, 1e-4),
              time: Float64Array.of(0),
              electrolyteConcentration: [Float64Array.of(1000, 1000, 1000)],
              electrolytePotential: [Float64Array.of(0, 0, 0)],
              reactionCurrent: [Float64Array.of(1, 0, -1)],
              surfaceStoichiometry: [half],
              meanStoichiometry: [half],
            },
          }
        : {}),
      work: { steps: rows.length, rejections: 0, solves: rows.length },
      warnings: [],
    };
  };
}
