import type { AddressSpace, Namespace, UAObject, UAVariable } from 'node-opcua';
import { unitOf } from '../../physics/core/units.ts';
import { machineStatus, type Reading, type Signal } from '../../physics/virtual-line/sensor.ts';
import type { VirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import { library } from './server-library.ts';
import { acceptWrites, setpointStep } from './setpoint-writes.ts';
import { fastestSampling_ms, signalAddress } from './tag-map.ts';

const { DataType, makeAccessLevelFlag, makeEUInformation, StatusCodes, Variant } = library;

interface Shown {
  readonly node: UAVariable;
  readonly signal: Signal;
  last?: Reading;
}

/**
 * Builds Objects/<line>/<unit>/<variable>, and returns a function that pushes what is new since it was called last.
 * Values are pushed: a variable with a getter would be sampled at 1 Hz at most.
 */
export function buildAddressSpace(
  addressSpace: AddressSpace,
  line: VirtualLine,
  toDate: (time: number) => Date,
): () => void {
  const namespace = addressSpace.getOwnNamespace();
  const root = namespace.addObject({
    organizedBy: addressSpace.rootFolder.objects,
    browseName: line.definition.name,
    nodeId: `s=${line.definition.name}`,
    description: 'virtual line: every value is simulated',
  });
  const units = new Map<string, UAObject>();
  const shown = new Map<string, Shown>();
  for (const signal of line.signals) {
    let unit = units.get(signal.unit);
    if (unit === undefined) {
      const nodeId = `s=${signal.unit}`;
      unit = namespace.addObject({ componentOf: root, browseName: signal.unit, nodeId });
      units.set(signal.unit, unit);
    }
    const node = addVariable(namespace, unit, signal, line);
    shown.set(`${signal.unit}.${signal.key}`, { node, signal });
  }
  return () => {
    const readings = line.readings();
    for (const [name, row] of shown) {
      const reading = readings.get(name)!;
      if (reading === row.last) continue;
      row.last = reading;
      const dataType = reading.value === null ? DataType.Null : DataType[row.signal.dataType];
      row.node.setValueFromSource(
        new Variant({ dataType, value: reading.value }),
        statusOf(reading),
        toDate(reading.time),
      );
    }
  };
}

function statusOf({ status }: Reading) {
  if (status === machineStatus.good) return StatusCodes.Good;
  return status === machineStatus.badOutOfService
    ? StatusCodes.BadOutOfService
    : StatusCodes.BadSensorFailure;
}

function addVariable(
  namespace: Namespace,
  unit: UAObject,
  signal: Signal,
  line: VirtualLine,
): UAVariable {
  const writable = signal.setpointOf !== undefined;
  const step = setpointStep(signal);
  const access = makeAccessLevelFlag(writable ? 'CurrentRead | CurrentWrite' : 'CurrentRead');
  const { value } = line.readings().get(`${signal.unit}.${signal.key}`)!;
  const common = {
    componentOf: unit,
    browseName: signal.key,
    nodeId: signalAddress(signal).replace('ns=1;', ''),
    description:
      step === undefined ? signal.description : `${signal.description}; in steps of ${step}`,
    dataType: signal.dataType,
    accessLevel: access,
    userAccessLevel: access,
    minimumSamplingInterval: fastestSampling_ms,
    value: {
      dataType: value === null ? DataType.Null : DataType[signal.dataType],
      value,
    },
  };
  if (signal.boundaryUnit === null || signal.dataType !== 'Double') {
    return namespace.addVariable(common);
  }
  const { label, uneceCode } = unitOf(signal.boundaryUnit);
  const range = { low: signal.low, high: signal.high };
  const node = namespace.addAnalogDataItem({
    ...common,
    engineeringUnitsRange: range,
    // The library refuses a write outside the instrument range with BadOutOfRange.
    instrumentRange: range,
    engineeringUnits: makeEUInformation(uneceCode ?? '', label, signal.boundaryUnit),
  });
  if (writable) acceptWrites(node, signal, line);
  return node;
}
