import type { VirtualLine } from '../../physics/virtual-line/virtual-line.ts';

/** What does not close in a balance of a line since its start, over what went in; and the same without its small parts. */
interface Closure {
  readonly error: number;
  /** Where web that was torn out and the stocks on machines and in the air are left out: what the check would see of them. */
  readonly coarse: number;
}

/** How far the balances of a line are from closed, each relative to what went in. */
export interface LineClosure {
  readonly solids: Closure;
  readonly solvent: Closure;
  readonly heat: Closure;
}

/**
 * Holds what went into a line against where it is. What came in and went out is counted when it passes; stocks (web on the
 * machines, coils, air of the zones) are summed from the state at the end.
 */
export function lineClosure(line: VirtualLine): LineClosure {
  const solids = line.solidsBalance();
  const solvent = line.solventBalance();
  const heat = line.heatBalance();
  const gone = solvent.wound + sum(solvent.exhausted);
  const left = heat.evaporation + heat.vapour + heat.exhaust + heat.losses + heat.webOut;
  return {
    solids: closure(solids.fed, solids.wound, solids.kept + solids.scrapped),
    solvent: closure(solvent.fed, gone, solvent.kept + solvent.scrapped + sum(solvent.vapour)),
    heat: closure(heat.heaters + heat.webIn, left, heat.webKept + heat.air),
  };
}

function closure(given: number, gone: number, rest: number): Closure {
  return {
    error: Math.abs(given - gone - rest) / given,
    coarse: Math.abs(given - gone) / given,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
