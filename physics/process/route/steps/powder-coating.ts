import { contactResistance } from '../../pore-transport.ts';
import { layPowder } from '../../powder-coating.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep } from '../step.ts';

/** Dry mixture laid on the foil without solvent. */
export const powderCoating: ProcessStep = {
  name: 'powderCoating',
  needs: [],
  makes: ['loading', 'thickness', 'porosity', 'contactResistance'],
  feed: 'powder',
  constants: [
    'material.solids',
    'material.powder',
    'material.transport.contactResistance',
    'material.transport.contactExponent',
  ],
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
    const contact = contactResistance(material, porosity);
    return {
      web: { loading, thickness, porosity, contactResistance: contact },
      warnings: [],
    };
  },
};
