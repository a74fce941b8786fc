import { DataType, StatusCodes, type UAVariable } from 'node-opcua';
import type { Signal } from '../../physics/virtual-line/sensor.ts';
import type { VirtualLine } from '../../physics/virtual-line/virtual-line.ts';

/**
 * Hands what a client wrote to the machine. The library has refused what lies outside the instrument range; what the
 * machine still refuses (a value that is no number) is put back to the setpoint it holds.
 */
export function acceptWrites(node: UAVariable, signal: Signal, line: VirtualLine): void {
  const name = `${signal.unit}.${signal.key}`;
  let held = Number(line.readings().get(name)!.value);
  node.on('value_changed', ({ value: { value } }) => {
    if (value === held) return;
    try {
      line.setSetpoint(name, value);
      held = value;
    } catch {
      node.setValueFromSource({ dataType: DataType.Double, value: held }, StatusCodes.Good);
    }
  });
}
