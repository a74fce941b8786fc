import { layPowder } from '../../powder-coating.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep } from '../step.ts';

/** Dry mixture laid on the foil without solvent. */
export const powderCoating: ProcessStep = {
  name: 'powderCoating',
  needs: [],
  makes: ['loading', 'thickness', 'porosity'],
  feed: 'powder',
  constants: ['material.solids', 'material.powder'],
  settings: () => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    { key: 'powderFeeder.powderFlow', variable: variable.powderFlow },
  ],
  run({ material, coatedWidth }, _, settings) {
    const { loading, thickness, porosity } = layPowder(material, {
      powderFlow: settings['powderFeeder.powderFlow']!,
      coatedWidth,
      webSpeed: settings['line.webSpeed']!,
    });
    return { web: { loading, thickness, porosity }, warnings: [] };
  },
};
