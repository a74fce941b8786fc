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
    },
  ],
};
