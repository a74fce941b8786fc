import { expect, it } from 'vitest';
import { calender } from '../../../../physics/process/calendering.ts';
import { coatSlotDie } from '../../../../physics/process/coating.ts';
import { dryFilm } from '../../../../physics/process/drying.ts';
import { expectClose } from '../../../support/close.ts';
import {
  dryerZones,
  material,
  press,
  slotDieSetting,
  webSpeed,
} from '../../../support/demonstration-point.ts';

it('a segment keeps its solids from die to calender exit and reaches porosity 0.32', () => {
  const film = coatSlotDie(material, slotDieSetting(0.18, 200e-6));
  const dry = dryFilm(material, film, dryerZones(2, 10), webSpeed);
  const calendered = calender(
    dry,
    material,
    press,
    { mode: 'force', lineLoad: 115e3 },
    { rollTemperature: 353.15 },
  );
  expect(dry.loading).toBe(film.loading);
  // One division and one multiplication.
  expectClose(calendered.loading * (1 + calendered.elongation), film.loading, {
    rtol: 1e-15,
    atol: 0,
  });
  // The constants are set to three digits for this point.
  expectClose(calendered.porosity, 0.32, { rtol: 0, atol: 2e-3 });
});
