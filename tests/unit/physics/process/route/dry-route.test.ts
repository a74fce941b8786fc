import { expect, it } from 'vitest';
import { demonstrationMachines } from '../../../../../physics/materials/demonstration-machines.ts';
import { propagate } from '../../../../../physics/process/route/propagate.ts';
import { routeOf, runRoute } from '../../../../../physics/process/route/route.ts';
import type { ElectrodeLine } from '../../../../../physics/process/route/step.ts';
import { expectClose } from '../../../../support/close.ts';
import { material } from '../../../../support/demonstration-point.ts';

const dry = {
  ...material,
  powder: { bedPorosity: 0.6 },
  origins: { ...material.origins, powder: { origin: 'assumed', source: 'a test', sd: 0.03 } },
} as const;
const line: ElectrodeLine = {
  material: dry,
  ...demonstrationMachines,
  coatedWidth: 0.3,
  foilWidth: 0.33,
  openLength: 1,
  coatedSides: 1,
  zones: [],
};
const route = routeOf(['powderCoating', 'forceCalendering']);
const settings = {
  'line.webSpeed': 0.1,
  'powderFeeder.powderFlow': 0.18 * 0.3 * 0.1,
  'calender.lineLoad': 150e3,
  'calender.filmTemperature': 298.15,
  'calender.webTension': 100,
  'calender.passes': 1,
  'calender.rollTemperature': 373.15,
};

it('a route without solvent is another list of steps', () => {
  const { web } = runRoute(route, line, settings).at(-1)!;
  expectClose(web['loading']! * (1 + web['elongation']!), 0.18, { rtol: 1e-12, atol: 0 });
  expect(web['porosity']!).toBeLessThan(0.6);
  const { behind, sources } = propagate(route, line, settings);
  expect(sources.map(({ name }) => name)).toContain('material.powder.bedPorosity');
  // A difference quotient of the identity.
  expectClose(behind[0]!.standardDeviation['porosity']!, 0.03, { rtol: 1e-9, atol: 0 });
  // A looser bed stays looser behind the rolls.
  const i = sources.findIndex(({ name }) => name === 'material.powder.bedPorosity');
  expect(behind[1]!.sensitivities.get('porosity')![i]!).toBeGreaterThan(0);
});

it('a slurry for a powder coater and a powder for a mixer are refused by name', () => {
  const contradiction = (needs: string, found: string) =>
    expect.objectContaining({
      code: 'PHY_PARAMETERS_CONTRADICT',
      data: expect.objectContaining({ needs, found }),
    });
  expect(() => runRoute(route, { ...line, material }, settings)).toThrow(
    contradiction('powder', 'slurry'),
  );
  for (const first of ['mixing', 'slurryFeed']) {
    const wet = routeOf([first, 'slotDie']);
    expect(() => runRoute(wet, line, settings)).toThrow(contradiction('slurry', 'powder'));
  }
});
