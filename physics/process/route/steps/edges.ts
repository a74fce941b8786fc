import { filmEdge } from '../../coating/edges.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ElectrodeLine, ProcessStep, Values } from '../step.ts';

/** Taper and bead of the two edges of the wet film, and what trim leaves of them. */
export const edges: ProcessStep = {
  name: 'edges',
  needs: ['loading', 'restViscosity', 'coatingGap', 'wetThicknessLeft', 'wetThicknessRight'],
  makes: ['Left', 'Right'].flatMap((side) => [
    `edgeBeadHeight${side}`,
    `edgeBeadWidth${side}`,
    `edgeTaperLength${side}`,
    `edgeExcessAfterTrim${side}`,
  ]),
  constants: ['material.solvent.surfaceTension', 'material.coating.edgeContactAngle'],
  settings: () => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    { key: 'coater.trimWidthLeft', variable: variable.trimWidth },
    { key: 'coater.trimWidthRight', variable: variable.trimWidth },
  ],
  run: (line, web, settings) => ({
    web: { ...edgeOn('Left', line, web, settings), ...edgeOn('Right', line, web, settings) },
    warnings: [],
  }),
};

function edgeOn(
  side: 'Left' | 'Right',
  { material, openLength }: ElectrodeLine,
  web: Values,
  settings: Values,
): Values {
  const edge = filmEdge(material.coating, {
    film: { wetThickness: web[`wetThickness${side}`]!, loading: web['loading']! },
    gap: web['coatingGap']!,
    restViscosity: web['restViscosity']!,
    surfaceTension: material.solvent.surfaceTension,
    wetTime: openLength / settings['line.webSpeed']!,
    trimWidth: settings[`coater.trimWidth${side}`]!,
  });
  return {
    [`edgeBeadHeight${side}`]: edge.beadHeight,
    [`edgeBeadWidth${side}`]: edge.beadWidth,
    [`edgeTaperLength${side}`]: edge.taperLength,
    [`edgeExcessAfterTrim${side}`]: edge.excessAfterTrim,
  };
}
