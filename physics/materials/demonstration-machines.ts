import {
  demonstrationCommaBar,
  demonstrationMixer,
  demonstrationSlotDie,
} from './demonstration-coaters.ts';
import { demonstrationPress, demonstrationRolls } from './demonstration-press.ts';
import { demonstrationDryer } from './dryer.ts';

/** The machines of the demonstration line. */
export const demonstrationMachines = {
  mixer: demonstrationMixer,
  slotDie: demonstrationSlotDie,
  commaBar: demonstrationCommaBar,
  dryer: demonstrationDryer,
  press: demonstrationPress,
  rolls: demonstrationRolls,
} as const;
