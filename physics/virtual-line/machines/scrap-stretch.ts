import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { scrapReasons } from '../web-state.ts';

/** A place on a coil, as truth and events name it. */
export interface CoilPlace {
  readonly coil: string;
  /** On that coil, stretched as its web is [m]. */
  readonly metre: number;
}

/**
 * Takes what is wound up, scrap or not, and tells each stretch of scrap of one reason once it ends, by the metres of its
 * coil.
 * @param reason - number of the reason why it is scrap, 0 where it is not
 */
export function followScrap(
  state: LineState,
  machine: MachineState,
  { coil, metre }: CoilPlace,
  length: number,
  reason: number,
): void {
  const { scrapped } = machine;
  if (scrapped.reason !== reason || scrapped.coil !== coil) {
    tellScrap(state, machine);
    scrapped.coil = coil;
    scrapped.reason = reason;
    scrapped.from = metre;
  }
  scrapped.to = metre + length;
}

/** Ends the stretch of scrap that is wound up now, if there is one, and tells it. */
export function tellScrap({ events, time }: LineState, machine: MachineState): void {
  const { scrapped } = machine;
  const { coil, from, to } = scrapped;
  const reason = scrapReasons[scrapped.reason]!;
  scrapped.reason = 0;
  if (reason === '') return;
  const data = { coil, metre_m: from, to_m: to, reason };
  const unit = machine.definition.id;
  events.add({ time, kind: 'scrap', unit, text: `scrap: ${reason}`, data });
}
