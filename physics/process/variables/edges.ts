import type { Variable } from '../../core/variables.ts';

/** The rows of one side of the film. */
function sideVariables<Side extends 'Left' | 'Right'>(side: Side) {
  const of = `on the ${side.toLowerCase()}`;
  const row = <Name extends string>(
    name: Name,
    about: Pick<Variable, 'symbol' | 'boundaryUnit' | 'min' | 'max' | 'description' | 'source'>,
  ) => {
    const key = `${name}${side}` as const;
    const variable = {
      key,
      unit: 'm',
      role: 'IPF',
      ...about,
      description: `${about.description} ${of}`,
    } as const satisfies Variable;
    return { [key]: variable } as Record<typeof key, Variable>;
  };
  return {
    ...row('wetThickness', {
      symbol: 'h_w',
      boundaryUnit: 'um',
      min: 0,
      max: 0.005,
      description: 'thickness of the wet film of the outer lane',
      source: 'definition',
    }),
    ...row('edgeBeadHeight', {
      symbol: 'h_b',
      boundaryUnit: 'um',
      min: 0,
      max: 0.01,
      description: 'wet thickness at the top of the bead',
      source: 'Dobroth1986',
    }),
    ...row('edgeBeadWidth', {
      symbol: 'w_b',
      boundaryUnit: 'mm',
      min: 0,
      max: 0.5,
      description: 'width of the bead',
      source: 'Ito2003',
    }),
    ...row('edgeTaperLength', {
      symbol: 'l_t',
      boundaryUnit: 'mm',
      min: 0,
      max: 0.5,
      description: 'from the end of the film to its full thickness',
      source: 'Orchard1963',
    }),
    ...row('edgeExcessAfterTrim', {
      symbol: 'h_x',
      boundaryUnit: 'um',
      min: -0.01,
      max: 0.01,
      description: 'largest excess of wet thickness that trim leaves',
      source: 'definition',
    }),
  };
}

/** Variables of the film's two edges, by key. */
export const edgeVariables = {
  trimWidth: {
    key: 'trimWidth',
    symbol: 'W_t',
    unit: 'm',
    boundaryUnit: 'mm',
    min: 0,
    max: 0.5,
    role: 'PP',
    description: 'width that is cut off at one side, from where the film begins',
    source: 'definition',
  },
  restViscosity: {
    key: 'restViscosity',
    symbol: 'eta_0',
    unit: 'Pa.s',
    boundaryUnit: 'Pa_s',
    min: 0,
    max: 1000000.0,
    role: 'IPF',
    description: 'viscosity of the slurry at the slow rates of levelling',
    source: 'definition',
  },
  coatingGap: {
    key: 'coatingGap',
    symbol: 'G',
    unit: 'm',
    boundaryUnit: 'um',
    min: 0,
    max: 0.005,
    role: 'IPF',
    description: 'gap that the film left: of the die or of the bar',
    source: 'definition',
  },
  ...sideVariables('Left'),
  ...sideVariables('Right'),
} as const satisfies Record<string, Variable>;
