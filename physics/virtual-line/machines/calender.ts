import { zeroCelsius } from '../../core/constants.ts';
import { theStation } from '../../process/web-path.ts';
import { coatingThickness, fullPores } from '../coating-on-web.ts';
import { compact } from '../laws/compaction.ts';
import { actual, type LineState } from '../line-state.ts';
import { webStages } from '../web.ts';

/** Compacts the web that moved through the nip [m]. */
export function calenderWeb(state: LineState, moved: number): void {
  const { constants, definition, web } = state;
  const { position } = theStation(definition.path, 'calender');
  const elongation = constants.elongationCompliance * actual(state, 'calender.lineLoad');
  web.between(position, position + moved, (segment) => {
    let thickness = 0;
    for (let lane = 0; lane < web.lanes; lane++) {
      const i = web.at(segment, lane);
      if (web.stage[i] !== webStages.consolidated) continue;
      const solids = web.solids[i]!;
      const before = web.porosity[i]!;
      const heckelConstant =
        constants.heckelConstant *
        (1 + constants.heckelPerKelvin * (state.rollTemperature - zeroCelsius - 80)) *
        (0.18 / solids) ** constants.heckelLoadingPower;
      const filled = web.solvent[i]! / solids / fullPores(state, before);
      const { porosity, pressure } = compact(
        before,
        solids / ((1 - before) * state.solidDensity),
        (before * filled) / (1 - before + before * filled),
        {
          lineLoad: actual(state, 'calender.lineLoad'),
          rollRadius: constants.rollRadius,
          rollModulus: constants.rollModulus,
          heckelConstant,
          springBack: constants.springBack,
        },
      );
      web.porosity[i] = porosity;
      web.elongation[i] = elongation;
      web.stage[i] = webStages.calendered;
      state.nipPressure = pressure;
      thickness += coatingThickness(state, i) / web.lanes;
    }
    state.nipThickness = thickness;
  });
}

/** Rolling work in the nip [W]. */
export function nipPower(state: LineState): number {
  const force = actual(state, 'calender.lineLoad') * state.definition.coatedWidth;
  return 0.012 * force * state.webSpeed;
}
