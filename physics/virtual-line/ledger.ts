/**
 * What has gone in and out of a line since it was made. Stocks (web on machines and coils, vapour in the zones) are
 * not kept here: they are summed from the state when somebody asks, so that a balance can fail.
 */
export class Ledger {
  /** Fed by the die, and torn out and shipped with finished coils [kg]. */
  solidsFed = 0;
  solventFed = 0;
  solidsTorn = 0;
  solventTorn = 0;
  solidsShipped = 0;
  solventShipped = 0;
  /** Left the web in each zone, and left the zone with its exhaust [kg]. */
  readonly evaporated: Float64Array;
  readonly exhausted: Float64Array;
  /** Heat into the air of the zones; out of it with the exhaust, through the walls and into the web [J]. */
  heaters = 0;
  exhaust = 0;
  losses = 0;
  webHeat = 0;
  /** Heat that left the web with vapour: of evaporation, and of the liquid above the reference temperature [J]. */
  evaporation = 0;
  vapour = 0;
  /** Heat that foil and slurry brought into the dryers' machine and that left it by the rewinder or torn out [J]. */
  webIn = 0;
  webOut = 0;
  /** Electric work of web drives and nip, of fans, and heat of the rolls [J]. */
  drives = 0;
  fans = 0;
  rolls = 0;
  /** Area of good coating that left the last machine [m2]. */
  producedArea = 0;

  constructor(zones: number) {
    this.evaporated = new Float64Array(zones);
    this.exhausted = new Float64Array(zones);
  }
}
