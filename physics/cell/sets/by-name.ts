import { PhysicsError } from '../../core/errors.ts';
import type { CellParameters } from '../cell-parameters.ts';
import { ai2020 } from './ai2020.ts';
import { chen2020 } from './chen2020.ts';
import { chen2020Composite } from './chen2020-composite.ts';
import { ecker2015 } from './ecker2015.ts';
import { marquis2019 } from './marquis2019.ts';
import { mohtat2020 } from './mohtat2020.ts';
import { ncaKim2011 } from './nca-kim2011.ts';
import { okane2022 } from './okane2022.ts';
import { oregan2022 } from './oregan2022.ts';
import { prada2013 } from './prada2013.ts';
import { ramadass2004 } from './ramadass2004.ts';
import { xu2019 } from './xu2019.ts';

const sets: ReadonlyMap<string, CellParameters> = new Map(
  [
    ai2020,
    chen2020,
    chen2020Composite,
    ecker2015,
    marquis2019,
    mohtat2020,
    ncaKim2011,
    okane2022,
    oregan2022,
    prada2013,
    ramadass2004,
    xu2019,
  ].map((set) => [set.name, set]),
);

/** Names of the parameter sets, each after its paper, in alphabetical order. */
export const cellSetNames: readonly string[] = [...sets.keys()];

/**
 * The parameter set of a paper.
 * @param name - one of `cellSetNames`
 * @throws PhysicsError PHY_UNKNOWN_CELL_SET for any other name (data: name, allowed)
 */
export function cellSet(name: string): CellParameters {
  const set = sets.get(name);
  if (set === undefined) {
    throw new PhysicsError(
      'PHY_UNKNOWN_CELL_SET',
      `there is no cell parameter set "${name}"; there are ${cellSetNames.join(', ')}`,
      { name, allowed: cellSetNames },
    );
  }
  return set;
}
