import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Response } from 'express';
import { randomStreams } from '../../physics/core/random.ts';
import type {
  LineDto,
  PlannedCellDto,
  ProposalDto,
  SegmentDto,
  StreamEventDto,
  StreamEventName,
  TagDto,
} from '../../twin/contract/api.ts';
import type { ConnectorStatusDto } from '../../twin/contract/connections.ts';
import { connectorStatus, historian } from './connection-status.ts';
import { fakeCellRecipe, overlaps, plannedCellsOf, rowPast } from './fake-cells.ts';
import { spool } from './spool-status.ts';

const epoch = Date.parse('2026-01-01T08:00:00.000Z');
const lanes = 5;
const segmentLength_m = 0.25;
const path_m = 13;
const calender_m = 12;
const coil = 'C-0007';
const heartbeat_ms = 400;
/** Segments that were in the line before the twin started, and therefore stay unknown. */
const unknownSegments = 12;
/** The strictest policy that the viewer promises to work under. */
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

const stations: LineDto['path']['stations'] = [
  ['coater', 'coater', 'Slot-die coater', 0, 0],
  ['dryerZone1', 'dryerZone', 'Dryer zone 1', 1, 2],
  ['dryerZone2', 'dryerZone', 'Dryer zone 2', 3, 2],
  ['dryerZone3', 'dryerZone', 'Dryer zone 3', 5, 2],
  ['dryerZone4', 'dryerZone', 'Dryer zone 4', 7, 2],
  ['weightGauge', 'weightGauge', 'Weight gauge', 9.5, 0],
  ['calender', 'calender', 'Calender', 12, 0],
  ['thicknessGauge', 'thicknessGauge', 'Thickness gauge', 13, 0],
].map(([id, kind, name, position_m, length_m]) => ({
  id: id as string,
  kind: kind as LineDto['path']['stations'][number]['kind'],
  name: name as string,
  position_m: position_m as number,
  length_m: length_m as number,
  machineState: 'Execute',
}));

/** A tag whose description tries to be markup: the viewer must show it as text. */
export const hostileDescription = '<img src=x onerror="globalThis.broken=1"> roll force per width';

const tagRows: readonly (readonly [string, string, string, string, string, number])[] = [
  ['coater', 'webSpeed', 'm_per_min', 'm/min', 'speed of the foil', 6],
  ['coater', 'pumpFlow', 'mL_per_min', 'mL/min', 'slurry volume flow to the slot die', 182],
  ['dryerZone1', 'airTemperature', 'degC', '°C', 'air temperature at the nozzles', 95.2],
  ['dryerZone2', 'airTemperature', 'degC', '°C', 'air temperature at the nozzles', 110.4],
  ['weightGauge', 'loadingLane3', 'g_per_m2', 'g/m²', 'areal mass of the coating', 214.8],
  ['calender', 'lineLoad', 'N_per_mm', 'N/mm', hostileDescription, 820],
  ['calender', 'rollTemperature', 'degC', '°C', 'surface temperature of the rolls', 60],
  ['thicknessGauge', 'thicknessLane3', 'um', 'µm', 'foil and coating together', 96.4],
];

/**
 * A line that does only what a test tells it: every value from a fixed seed, no timer but the heartbeat. Serves the
 * built viewer and the parts of `/api/v1` that it uses, under the promised content security policy.
 */
export class FakeLineServer {
  readonly #streams = new Set<Response>();
  readonly #segments = new Map<number, SegmentDto>();
  readonly #tags = new Map<string, TagDto>();
  readonly #proposals = new Map<string, ProposalDto>();
  readonly #noise = randomStreams(7).stream('fake-line/web');
  #server: Server | null = null;
  #heartbeat: NodeJS.Timeout | undefined;
  #connectors: ConnectorStatusDto[] = [connector('live')];
  #coated = 0;
  #eventId = 0;
  #clock_ms = epoch;
  #refusing = false;
  #beating = true;
  #cellsWithheld: string | null = null;
  #failingLanes: ReadonlySet<number> = new Set();
  /** Paths asked for, in order. */
  readonly requests: string[] = [];

  constructor() {
    for (const [unit, name, boundaryUnit, unitLabel, description, value] of tagRows) {
      const tag = `demo.electrode.line1.${unit}.${name}_${boundaryUnit}`;
      const time = iso(this.#clock_ms);
      this.#tags.set(tag, {
        tag,
        unit,
        name,
        boundaryUnit,
        unitLabel,
        description,
        value,
        quality: 'good',
        status: 0,
        state: 'live',
        stale: false,
        connector: 'opcua-1',
        samplingInterval_ms: 100,
        sourceTimestamp: time,
        receivedTimestamp: time,
        virtual: true,
      });
    }
  }

  /** Starts on a free port; returns the address of the page. */
  async start(distFolder: string): Promise<string> {
    const app = express();
    app.disable('x-powered-by');
    app.use((request, response, next) => {
      this.requests.push(request.path);
      response.setHeader('content-security-policy', policy);
      if (this.#refusing && request.path.startsWith('/api/')) response.socket?.destroy();
      else next();
    });
    app.get('/api/v1/line', (_, response) => void response.json(this.#line()));
    app.get(
      '/api/v1/tags',
      (_, response) => void response.json({ tags: [...this.#tags.values()] }),
    );
    app.get('/api/v1/status', (_, response) => void response.json(this.#status()));
    app.get('/api/v1/segments', ({ query }, response) => {
      const [from, to] = [Number(query['from_m']), Number(query['to_m'])];
      const segments = [...this.#segments.values()].filter(
        ({ from_m, to_m }) => query['coil'] === coil && to_m >= from && from_m <= to,
      );
      response.json({ segments, total: segments.length });
    });
    app.get('/api/v1/cells', ({ query }, response) => {
      const asked = { from_m: Number(query['from_m']), to_m: Number(query['to_m']) };
      const cells = this.#plannedCells().filter(
        (cell) => query['coil'] === coil && overlaps(cell, asked),
      );
      response.json({ cells });
    });
    app.get('/api/v1/stream', (request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.flushHeaders();
      this.#streams.add(response);
      request.on('close', () => this.#streams.delete(response));
    });
    app.use(express.static(distFolder));
    this.#server = app.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#heartbeat = setInterval(() => {
      this.#clock_ms += heartbeat_ms;
      if (this.#beating) this.#send('heartbeat', { serverTime: this.#now() });
    }, heartbeat_ms);
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.dropSockets();
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server) await once(this.#server, 'close');
  }

  /** The newest segment that has left the calender, and the newest that the thickness gauge has seen. */
  get newest(): { readonly segment: number; readonly atExit: number; readonly derived: number } {
    const all = [...this.#segments.values()];
    const last = (keep: (segment: SegmentDto) => boolean): number =>
      Math.max(-1, ...all.filter(keep).map(({ segment }) => segment));
    return {
      segment: last(() => true),
      atExit: last(
        ({ position_m, knowledge }) => Number(position_m) >= 12 && knowledge !== 'unknown',
      ),
      derived: last(({ knowledge }) => knowledge === 'derived'),
    };
  }

  /** Moves the web by whole segments; each is predicted at the die and read by the gauges that it passes. */
  advance(segments: number): void {
    const changed = new Map<number, SegmentDto>();
    for (let i = 0; i < segments; i++) {
      this.#coated += segmentLength_m;
      this.#clock_ms += 2500;
      const number = Math.round(this.#coated / segmentLength_m) - 1;
      this.#segments.set(number, this.#newSegment(number));
      for (const segment of this.#segments.values()) {
        if (this.#move(segment)) changed.set(segment.segment, segment);
      }
      changed.set(number, this.#segments.get(number)!);
    }
    this.emitSegments([...changed.values()]);
    this.#emitCells([...changed.values()]);
  }

  emitSegments(segments: readonly SegmentDto[]): void {
    this.#send('segment', {
      serverTime: this.#now(),
      coil,
      coated_m: this.#coated,
      adviceWithheld: null,
      segments: [...segments],
    });
  }

  /** Sends the segments that are held once more, as a replay would. */
  repeatSegments(): void {
    this.emitSegments([...this.#segments.values()]);
  }

  /** Gives every cell of these lanes an end at 2C, or none. */
  failCells(lanesThatFail: readonly number[]): void {
    this.#failingLanes = new Set(lanesThatFail);
    this.#emitCells([...this.#segments.values()]);
  }

  /** Takes the cells back for a reason, or gives them again. */
  withholdCells(reason: string | null): void {
    this.#cellsWithheld = reason;
    this.#emitCells([...this.#segments.values()]);
  }

  setTag(unit: string, name: string, value: number, quality: TagDto['quality'] = 'good'): void {
    const tag = [...this.#tags.values()].find((row) => row.unit === unit && row.name === name);
    if (tag === undefined) throw new RangeError(`no tag ${name} of ${unit}`);
    this.#clock_ms += 100;
    const time = this.#now();
    Object.assign(tag, { value, quality, sourceTimestamp: time, receivedTimestamp: time });
    const sample = { tag: tag.tag, value, quality, sourceTimestamp: time };
    this.#send('sample', { serverTime: time, samples: [sample] });
  }

  emitProposal(state: ProposalDto['state']): void {
    const time = this.#now();
    const proposal: ProposalDto = {
      id: 'P-1',
      state,
      createdAt: time,
      updatedAt: time,
      tag: 'demo.electrode.line1.calender.lineLoad_N_per_mm',
      unit: 'calender',
      boundaryUnit: 'N_per_mm',
      from: 820,
      to: 865,
      limits: { min: 200, max: 1500, step: 5 },
      quality: 'porosity_frac',
      band: { min: 0.29, target: 0.31, max: 0.33 },
      before: 0.3342,
      after: 0.3117,
      comingSegments: 20,
      reason: 'Predicted porosity of the coming 20 segments is 1.4 points above its band.',
      shows: {
        coil,
        metre_m: this.#coated - 12,
        gauge: 'Thickness gauge',
        at: iso(this.#clock_ms + 1e4),
      },
      ...(state === 'withdrawn'
        ? { withdrawnReason: 'Predicted porosity is back inside its band.' }
        : {}),
      virtual: true,
    };
    this.#proposals.set(proposal.id, proposal);
    this.#send('proposal', proposal);
  }

  setConnector(state: ConnectorStatusDto['state']): void {
    this.#connectors = [connector(state)];
    this.#send('state', {
      serverTime: this.#now(),
      connectors: this.#connectors,
      historian,
      spool,
    });
  }

  askResync(): void {
    this.#send('resync', { serverTime: this.#now(), reason: 'test' });
  }

  /** Breaks every stream and refuses new connections until `acceptSockets`. */
  dropSockets(): void {
    this.#refusing = true;
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  acceptSockets(): void {
    this.#refusing = false;
  }

  /** Keeps the sockets open and says nothing, or speaks again. */
  setSilent(silent: boolean): void {
    this.#beating = !silent;
  }

  #newSegment(number: number): SegmentDto {
    const wave = 0.31 + 0.018 * Math.sin(number / 9);
    const known = number >= unknownSegments;
    return {
      coil,
      segment: number,
      from_m: number * segmentLength_m,
      to_m: (number + 1) * segmentLength_m,
      position_m: 0,
      knowledge: known ? 'predicted' : 'unknown',
      predictedAtStation: known ? 'coater' : null,
      predictedAt: known ? this.#now() : null,
      measuredAt: null,
      lanes: Array.from({ length: lanes }, (_, i) => ({
        lane: i + 1,
        predicted: known
          ? {
              loading_g_per_m2: 215 + this.#noise.normal(),
              thickness_um: 76 + 0.4 * this.#noise.normal(),
              porosity_frac: wave + 0.004 * this.#noise.normal() + 0.002 * (i - 2),
              loadingStandardError_g_per_m2: 4,
              thicknessStandardError_um: 3,
              porosityStandardError_frac: 0.03,
            }
          : null,
        measured: null,
        derived: null,
      })),
      warnings: [],
      virtual: true,
    };
  }

  /** @returns whether a station or the end of the path was passed, which is what the server reports */
  #move(segment: SegmentDto): boolean {
    const before = segment.position_m ?? 0;
    const position_m = this.#coated - segment.from_m - segmentLength_m / 2;
    segment.position_m = position_m;
    const passed = (place_m: number): boolean =>
      before < place_m && position_m >= place_m && segment.knowledge !== 'unknown';
    const station = stations.find((each) => each.position_m > 0 && passed(each.position_m));
    if (station !== undefined) {
      segment.predictedAtStation = station.id;
      segment.predictedAt = this.#now();
    }
    if (passed(9.5)) {
      for (const row of segment.lanes) {
        row.measured = { loading_g_per_m2: row.predicted!.loading_g_per_m2 + this.#noise.normal() };
      }
    }
    if (passed(path_m)) this.#readThickness(segment);
    return station !== undefined;
  }

  #readThickness(segment: SegmentDto): void {
    segment.knowledge = 'derived';
    segment.measuredAt = this.#now();
    for (const row of segment.lanes) {
      const thickness_um = row.predicted!.thickness_um + 0.5 * this.#noise.normal();
      row.measured = { ...row.measured, totalThickness_um: thickness_um + 20 };
      row.derived = {
        thickness_um,
        thicknessStandardError_um: 0.6,
        porosity_frac: row.predicted!.porosity_frac + 0.003 * this.#noise.normal(),
        porosityStandardError_frac: 0.006,
      };
    }
  }

  #line(): LineDto {
    return {
      id: 'line1',
      name: 'Demonstration line',
      virtual: true,
      serverTime: this.#now(),
      recipe: {
        name: 'NMC622 cathode',
        porosity_frac: { min: 0.29, target: 0.31, max: 0.33 },
        loading_g_per_m2: { min: 209, target: 215, max: 221 },
        thickness_um: { min: 73, target: 76, max: 79 },
        cell: fakeCellRecipe,
      },
      path: { length_m: path_m, segmentLength_m, lanes, stations },
      coil,
      coated_m: this.#coated,
      adviceWithheld: null,
      webSpeed_m_per_min: 6,
      machines: [],
      segments: [...this.#segments.values()].filter(
        ({ position_m }) => Number(position_m) <= path_m + 0.5,
      ),
      proposals: [...this.#proposals.values()],
      ...this.#cellsAtExit(),
    };
  }

  /** Tells the row of cells at the exit of the calender, and that these metres have new cells. */
  #emitCells(changed: readonly SegmentDto[]): void {
    const { cells: row, cellsWithheld } = this.#cellsAtExit();
    this.#send('cells', {
      serverTime: this.#now(),
      row,
      changed: changed.map(({ from_m, to_m }) => ({ coil, from_m, to_m })),
      cellsWithheld,
    });
  }

  #plannedCells(): PlannedCellDto[] {
    if (this.#cellsWithheld !== null) return [];
    return plannedCellsOf([...this.#segments.values()], this.#failingLanes);
  }

  #cellsAtExit(): Pick<LineDto, 'cells' | 'cellsWithheld'> {
    const cells = rowPast(this.#plannedCells(), calender_m);
    const none = 'no web with a known coating is on the line';
    return { cells, cellsWithheld: cells === null ? (this.#cellsWithheld ?? none) : null };
  }

  #status() {
    return {
      version: '0.1.0',
      startedAt: iso(epoch),
      serverTime: this.#now(),
      virtual: true,
      connectors: this.#connectors,
      historian,
      spool,
      quarantine: [],
      samplesReceived: 0,
    };
  }

  #send<N extends StreamEventName>(name: N, data: StreamEventDto[N]): void {
    this.#eventId++;
    const text = `id: ${this.#eventId}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const stream of this.#streams) stream.write(text);
  }

  #now(): string {
    return iso(this.#clock_ms);
  }
}

function iso(time_ms: number): string {
  return new Date(time_ms).toISOString();
}

function connector(state: ConnectorStatusDto['state']): ConnectorStatusDto {
  return connectorStatus(state, {
    ...(state === 'live' ? {} : { reason: 'no keep-alive for 2 s' }),
    lastData: iso(epoch),
  });
}
