import { actuatorIndex } from '../actuators.ts';
import type { LineDefinition, MachineDefinition } from '../line-definition.ts';
import type { LineState } from '../line-state.ts';
import { gaugesOf, type HeadState, type MachineState } from '../machine-state.ts';
import type { ZoneState } from '../zone-state.ts';

/** One machine of a line, for its signals: places are looked up once, when the table of signals is made. */
export class MachineScope {
  readonly definition: LineDefinition;
  readonly machine: MachineDefinition;
  readonly index: number;

  constructor(definition: LineDefinition, index: number) {
    this.definition = definition;
    this.index = index;
    this.machine = definition.machines[index]!;
  }

  /** The machine as it is. */
  of(state: LineState): MachineState {
    return state.machines[this.index]!;
  }

  /** Reads what an actuator does now [SI]. */
  actual(id: string): (state: LineState) => number {
    const index = actuatorIndex(this.definition.actuators, id);
    return (state) => state.actuators.value[index]!;
  }

  /** Reads a zone. */
  zone(id: string): (state: LineState) => ZoneState {
    const index = this.machine.path.stations
      .filter(({ kind }) => kind === 'dryerZone')
      .findIndex((station) => station.id === id);
    return (state) => state.machines[this.index]!.zones[index]!;
  }

  /** Reads a traversing head. */
  head(id: string): (state: LineState) => HeadState {
    const index = gaugesOf(this.machine.path).findIndex((station) => station.id === id);
    return (state) => state.machines[this.index]!.heads[index]!;
  }
}
