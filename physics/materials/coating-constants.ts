/** How the slurry wets web and lip and how its film levels (see physics/process/coating and its folder). */
export interface CoatingConstants {
  /** Contact angle on the foil at rest, through the slurry [rad]; it rises with speed (`dynamicContactCosine`). */
  readonly foilContactAngle: number;
  /** Contact angle on the lip [rad]. */
  readonly lipContactAngle: number;
  /** Speed at which a web that plunges into a liquid of 1 Pa.s takes air with it [m.s-1]. */
  readonly airEntrainmentSpeed: number;
  /** Exponent of viscosity over 1 Pa.s in that speed [-], < 0. */
  readonly airEntrainmentExponent: number;
  /** Factor on that speed by the pressure and narrowness of a coating bead [-], >= 1. */
  readonly wettingAssist: number;
  /** Contact angle of the film's edge on the foil [rad]. */
  readonly edgeContactAngle: number;
}
