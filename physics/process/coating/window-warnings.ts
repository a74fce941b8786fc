import type { ModelWarning } from '../../core/errors.ts';
import { toUnit } from '../../core/units.ts';
import type { SlotDieBead } from './slot-die-bead.ts';
import type { SlotDieWindow } from './slot-die-window.ts';

const micrometres = (length: number): string => toUnit(length, 'um').toFixed(1);
const metresPerMinute = (speed: number): string => toUnit(speed, 'm_per_min').toFixed(1);

/** One coded warning for each limit of the window that is left, with the defect and how far away the limit is. */
export function windowWarnings(window: SlotDieWindow, bead: SlotDieBead): ModelWarning[] {
  const { wetThickness, webSpeed } = bead;
  const film = micrometres(wetThickness);
  const warnings: ModelWarning[] = [];
  if (window.lowFlowMargin < 0) {
    warnings.push({
      code: 'COATING_LOW_FLOW_LIMIT',
      message: `the wet film of ${film} um is thinner than the ${micrometres(window.thinnestStableFilm)} um that this die coats without streaks: more flow, less speed or a smaller die gap`,
      data: {
        wetThickness,
        thinnestStableFilm: window.thinnestStableFilm,
        shortBy: -window.lowFlowMargin,
      },
    });
  }
  if (window.capillaryNumber > 1) {
    warnings.push({
      code: 'COATING_LIMIT_EXTRAPOLATED',
      message: `the low-flow limit is a law of small capillary numbers and is used at ${window.capillaryNumber.toFixed(2)}`,
      data: { capillaryNumber: window.capillaryNumber, largest: 1 },
    });
  }
  if (window.airEntrainmentMargin < 0) warnings.push(airUnderFilm(window, webSpeed));
  if (window.bead === undefined) return warnings;
  const { breakMargin, swellingMargin, thinnestHeldFilm, thickestHeldFilm } = window.bead;
  if (breakMargin < 0) {
    warnings.push({
      code: 'COATING_BEAD_BREAKS',
      message: `a wet film of ${film} um draws the bead back to the slot, ${micrometres(thinnestHeldFilm)} um is the thinnest it holds: air comes in and the film breaks into rivulets; more flow, a smaller die gap or vacuum`,
      data: { wetThickness, thinnestHeldFilm, shortBy: -breakMargin },
    });
  }
  if (swellingMargin < 0) {
    warnings.push({
      code: 'COATING_BEAD_SWELLS',
      message: `a wet film of ${film} um pushes the bead out in front of the die, ${micrometres(thickestHeldFilm)} um is the thickest it holds: it swells and drips; less flow, more speed, a wider die gap or less vacuum`,
      data: { wetThickness, thickestHeldFilm, beyondBy: -swellingMargin },
    });
  }
  return warnings;
}

/** The warning of a web that is faster than the slurry wets it. */
export function airUnderFilm(
  window: Pick<SlotDieWindow, 'airEntrainmentSpeed' | 'airEntrainmentMargin'>,
  webSpeed: number,
): ModelWarning {
  return {
    code: 'COATING_AIR_ENTRAINMENT',
    message: `the web is faster than the ${metresPerMinute(window.airEntrainmentSpeed)} m/min at which this slurry takes air under the film: less speed or a thinner slurry`,
    data: {
      webSpeed,
      airEntrainmentSpeed: window.airEntrainmentSpeed,
      beyondBy: -window.airEntrainmentMargin,
    },
  };
}
