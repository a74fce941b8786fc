/** Of an empty surface [V]. */
const atEdge = 1;
/** It falls to a thousandth over a thousandth of the stoichiometry. */
const rate = Math.log(1000) / 1e-3;
/** Distance from empty or full beyond which it is nothing: 1e-12 V. */
export const edgeWidth = 4e-3;

/**
 * What an almost empty or full surface adds to the open-circuit potential of a material [V]: 1 V at an empty surface,
 * 1 mV at a stoichiometry of 0.001, and the opposite at a full one. Published curves end at a finite potential where
 * their measurements did; a surface without lithium, or without sites, cannot keep it. PyBaMM adds the same to every
 * curve, as a softplus that is this exponential to 0.3 % (issues #1435 and #5371).
 */
export function edgePotential(s: number): number {
  if (s < edgeWidth) return atEdge * Math.exp(-rate * s);
  if (s > 1 - edgeWidth) return -atEdge * Math.exp(-rate * (1 - s));
  return 0;
}

/** Its derivative by the stoichiometry [V]. */
export function edgeSlope(s: number): number {
  return -rate * Math.abs(edgePotential(s));
}
