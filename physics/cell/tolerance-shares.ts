/** What a tolerance in volts [V] means for the other quantities of a cell; every model counts errors so. */

/** Relative error of a salt concentration per volt. */
export const saltShare = 20;
/** Error of a surface stoichiometry per volt. */
export const stoichiometryShare = 0.3;
/** Error of the temperature per volt [K/V]. */
export const temperatureShare = 200;
