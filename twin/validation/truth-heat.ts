import { stefanBoltzmannConstant } from '../../physics/core/constants.ts';
import { randomStreams } from '../../physics/core/random.ts';
import { demonstrationDryer } from '../../physics/materials/dryer.ts';
import { jetHeatTransfer } from '../../physics/process/jet-heat-transfer.ts';
import { poreFreeDensity } from '../../physics/process/solids.ts';
import {
  CharacteristicCurve,
  sideHeatTransfer,
} from '../../physics/virtual-line/laws/characteristic-curve.ts';
import { wetBulb } from '../../physics/virtual-line/laws/characteristic-drying.ts';
import { FilmDrying } from '../../physics/virtual-line/laws/film-drying.ts';
import { heatZero, liquidCapacity, webCapacity } from '../../physics/virtual-line/laws/web-heat.ts';
import { pilotLine } from '../../physics/virtual-line/lines/pilot.ts';
import { drawTruthConstants } from '../../physics/virtual-line/truth-constants.ts';
import { matchedMaterial, type TruthKind } from '../../physics/virtual-line/truth-laws.ts';
import { WebState, webStages } from '../../physics/virtual-line/web-state.ts';
import type { ZoneState } from '../../physics/virtual-line/zone-state.ts';

/** Zones of the nominal dryer [K], time in each [s], jets [m.s-1]. */
const airTemperatures = [368.15, 383.15, 393.15, 383.15];
const zoneTime = 20;
const airVelocity = 10;

/**
 * Heat that one place of web of a truth takes up in the dryer [J.m-2], as the books of the line have it (enthalpy,
 * latent heat and liquid heat of what left, step by step) and as jets give it at its temperatures, with the radiation of the
 * matched truth.
 * @param step - of the line [s]
 */
export function truthHeat(
  step: number,
  truth: TruthKind,
): { readonly airSide: number; readonly filmSide: number } {
  const constants = drawTruthConstants(randomStreams(7));
  const material = matchedMaterial(pilotLine.recipe, constants);
  const law =
    truth === 'matched'
      ? new FilmDrying(material, constants)
      : new CharacteristicCurve(constants, pilotLine.recipe.solventDensity);
  const web = new WebState(1);
  web.clear(0, 298.15, 1);
  web.solids[0] = 0.18;
  web.solvent[0] = 0.0847;
  web.density[0] = poreFreeDensity(material.solids);
  web.hardness[0] = 1;
  web.adhesion[0] = 1;
  web.stage[0] = webStages.wet;
  let airSide = 0;
  let filmSide = 0;
  for (const airTemperature of airTemperatures) {
    const matched = truth === 'matched';
    const heatTransfer = matched
      ? jetHeatTransfer(demonstrationDryer.nozzles, airVelocity, airTemperature).coefficient
      : sideHeatTransfer(constants, airVelocity);
    const emissivity = matched ? material.drying.emissivity : 0;
    const flow = (temperature: number): number =>
      2 * heatTransfer * (airTemperature - temperature) +
      emissivity * stefanBoltzmannConstant * (airTemperature ** 4 - temperature ** 4);
    const bulb = wetBulb({ temperature: airTemperature, heatTransfer, vapour: 0 });
    law.enter({ airTemperature, airVelocity, vapour: 0, wetBulb: bulb } as ZoneState, 0.45);
    for (let k = 0; k < Math.round(zoneTime / step); k++) {
      const [temperature, solvent] = [web.temperature[0]!, web.solvent[0]!];
      const capacity = webCapacity(web, 0, -1);
      law.dry(web, 0, capacity, step);
      const now = web.temperature[0]!;
      const evaporated = solvent - web.solvent[0]!;
      airSide += (step / 2) * (flow(temperature) + flow(now));
      filmSide +=
        webCapacity(web, 0, -1) * (now - heatZero) -
        capacity * (temperature - heatZero) +
        evaporated * (law.latentHeat(now) + liquidCapacity * (now - heatZero));
    }
  }
  return { airSide, filmSide };
}
