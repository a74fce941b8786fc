import {
  demonstrationCommaBar,
  demonstrationMixer,
  demonstrationSlotDie,
} from './demonstration-coaters.ts';
import { demonstrationDryer } from './dryer.ts';
import { demonstrationPress, demonstrationRolls } from './nmc622-demonstration.ts';

/** The machines of the demonstration line. */
export const demonstrationMachines = {
  mixer: demonstrationMixer,
  slotDie: demonstrationSlotDie,
  commaBar: demonstrationCommaBar,
  dryer: demonstrationDryer,
  press: demonstrationPress,
  rolls: demonstrationRolls,
} as const;
