import { demonstrationSettings } from '../../physics/process/route/demonstration-settings.ts';
import type { ConfigurationInput } from '../contract/configuration.ts';

/** What runs with no configuration file: the demonstration line, virtual, on loopback. */
export const demonstrationConfiguration: ConfigurationInput = {
  virtualLine: { line: 'demo' },
  connectors: [
    {
      id: 'machines',
      kind: 'opcua',
      endpoint: 'virtual-line',
      security: { mode: 'None' },
      map: 'virtual-line',
      virtual: true,
    },
  ],
  recipes: [
    {
      name: 'NMC622 180 g/m²',
      material: 'nmc622-demonstration',
      porosity_frac: { min: 0.305, target: 0.32, max: 0.335 },
      loading_g_per_m2: { min: 174, target: 180, max: 186 },
      thickness_um: { min: 57, target: 60, max: 63 },
      settings: demonstrationSettings,
      cell: {
        // The set whose positive electrode is nearest to NMC 622 by composition (NMC 532) and charge per mass.
        parameters: 'Mohtat2020',
        // What the full physics gives at C/3 for loading, porosity and thickness at target, to 1 mA.h.
        nominalCapacity_Ah: 0.355,
        // Of the lithium that the set assumes, this share of the sites of its positive electrode is missing.
        formationLoss_frac: 0.1075,
        // Graphite as in the set, so thick that its sites are 1.1 times what the first charge brings at target.
        counterElectrode: { thickness_um: 79, porosity_frac: 0.3, activeFraction_frac: 0.61 },
      },
    },
  ],
};
