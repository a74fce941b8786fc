/** Something that a machine, its operator or the laboratory knows of. */
export interface LineEvent {
  /** Time of the line [s]. */
  readonly time: number;
  readonly kind: LineEventKind;
  readonly unit: string;
  readonly text: string;
  readonly data: Readonly<Record<string, number | string>>;
}

/** Every kind of event. */
export const lineEventKinds = [
  'batchMixed',
  'batchStarted',
  'lotChanged',
  'recipeChanged',
  'setpointChanged',
  'foilRollChanged',
  'coilStarted',
  'coilEnded',
  'rewound',
  'splice',
  'stopped',
  'started',
  'webBreak',
  'scrap',
  'labResult',
  'standardised',
] as const;
type LineEventKind = (typeof lineEventKinds)[number];

/** Events since they were taken last, in the order of their time. Without recording it keeps none. */
export class EventLog {
  #events: LineEvent[] = [];
  readonly #recording: boolean;

  constructor(recording: boolean) {
    this.#recording = recording;
  }

  add(event: LineEvent): void {
    if (this.#recording) this.#events.push(event);
  }

  take(): LineEvent[] {
    const taken = this.#events.sort((left, right) => left.time - right.time);
    this.#events = [];
    return taken;
  }
}
