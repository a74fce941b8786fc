import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { nipPower } from '../machines/calender.ts';
import { webTension } from '../machines/tension.ts';
import type { Signal } from '../sensor.ts';
import { coilId, inputId, lengthOnRewinder } from './coil.ts';
import { computed, measured, text } from './rows.ts';
import type { MachineScope } from './scope.ts';

/** Speed and tension of the web of a machine. */
function speedSignals(scope: MachineScope): Signal[] {
  return measured(scope.machine.id, [
    ['webSpeed', 'm_per_min', 0, 20, 0.004, 100, 'speed of the web', (s) => scope.of(s).speed],
    [
      'webTension',
      'N',
      0,
      200,
      0.4,
      200,
      'web tension in the dryer',
      (s) => webTension(s, scope.of(s)),
    ],
  ]);
}

/** The room that the line stands in. */
function roomSignals(): Signal[] {
  return measured('line', [
    ['ambientTemperature', 'degC', 0, 50, 0.05, 1000, 'room air', (s) => s.ambientTemperature],
    [
      'ambientHumidity',
      'percent',
      0,
      100,
      0.3,
      1000,
      'relative humidity of room air',
      (s) => s.humidity,
    ],
  ]);
}

/** Electric power of the drives of a line, and its compressed air. */
function supplySignals(scopes: readonly MachineScope[]): Signal[] {
  const drives = (s: LineState) => {
    let power = 0;
    for (const scope of scopes) {
      const machine = scope.of(s);
      power += 400 + webTension(s, machine) * machine.speed * 1.4 + nipPower(s, machine);
    }
    return power;
  };
  return measured('line', [
    ['drivePower', 'kW', 0, 20, 0.02, 500, 'power of all drives', drives],
    [
      'airPressure',
      'bar',
      0,
      12,
      0.01,
      1000,
      'compressed air',
      (s) => 6.2e5 - 400 * scopes[0]!.of(s).speed,
    ],
  ]);
}

/** Web length since start: counted at the die, or at the nip of a machine without one. */
function lengthSignal(scope: MachineScope): Signal {
  return computed(
    scope.machine.id,
    'webLength',
    'm',
    [0, 1e7],
    100,
    'web that has passed the die since start',
    (s) => Math.max(scope.of(s).web.passed, 0),
  );
}

/** An inline line as a whole: speed, length, tension, what it makes and the room it stands in. */
export function lineSignals(scope: MachineScope): Signal[] {
  return [
    ...speedSignals(scope),
    ...roomSignals(),
    ...supplySignals([scope]),
    lengthSignal(scope),
    text('line', 'coilId', 'coil on the rewinder', (s) => coilId(s, scope.of(s))),
    text('line', 'batchId', 'slurry batch in the feed tank', (s) => s.slurry.batch.id),
  ];
}

/** A line of several machines: its room and supplies, then each machine with what it works on, and the mixer. */
export function campaignSignals(scopes: readonly MachineScope[]): Signal[] {
  return [
    ...roomSignals(),
    ...supplySignals(scopes),
    ...scopes.flatMap(jobSignals),
    ...mixerSignals(),
  ];
}

/** Web of the present job that has passed the entry of a machine [m]; the leader behind it does not count. */
function entered({ web, job }: MachineState): number {
  if (job === undefined) return 0;
  const slot = web.slot(web.newest);
  if (web.coil[slot] !== job.output.number) return job.entered * web.segmentLength;
  return web.place[slot]! * web.segmentLength + web.passed - web.newest * web.segmentLength;
}

function jobSignals(scope: MachineScope): Signal[] {
  const { id, path } = scope.machine;
  const job = (s: LineState) => scope.of(s).job;
  const coats = path.stations.some(({ kind }) => kind === 'coater');
  return [
    ...speedSignals(scope),
    lengthSignal(scope),
    computed(id, 'coilLength', 'm', [0, 1e5], 500, 'web on the coil that is wound', (s) =>
      lengthOnRewinder(s, scope.of(s)),
    ),
    computed(id, 'entryLength', 'm', [0, 1e5], 100, 'web of the job that has entered', (s) =>
      entered(scope.of(s)),
    ),
    text(id, 'coilId', 'coil on the rewinder', (s) => coilId(s, scope.of(s))),
    text(id, 'inputId', 'foil roll or coil on the unwinder', (s) => inputId(s, scope.of(s))),
    text(id, 'recipe', 'product that is made', (s) => job(s)?.product ?? ''),
    ...(coats
      ? [
          text(id, 'batchId', 'slurry batch in the feed tank', (s) => s.slurry.batch.id),
          text(id, 'side', 'side that is coated', (s) => (scope.of(s).side === 0 ? 'A' : 'B')),
        ]
      : [text(id, 'pass', 'pass through the rolls', (s) => String(job(s)?.pass ?? ''))]),
  ];
}

function mixerSignals(): Signal[] {
  return [
    text('mixer', 'batchId', 'batch that was mixed last', (s) => s.slurry.mixed.id),
    text('mixer', 'activeLot', 'lot of active material', (s) => s.slurry.mixed.lotIds[0]!),
    text('mixer', 'binderLot', 'lot of binder', (s) => s.slurry.mixed.lotIds[1]!),
    text('mixer', 'solventLot', 'lot of solvent', (s) => s.slurry.mixed.lotIds[2]!),
    computed(
      'mixer',
      'batchAge',
      'min',
      [0, 1e5],
      1000,
      'time since mixing of the batch in the feed tank',
      (s) => s.slurry.age(s.time),
    ),
    ...measured('mixer', [
      [
        'slurryLeft',
        'kg',
        0,
        1000,
        0.05,
        1000,
        'slurry in the feed tank',
        (s) => Math.max(0, s.slurry.left),
      ],
    ]),
  ];
}
