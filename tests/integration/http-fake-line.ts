import { Subject } from 'rxjs';
import type {
  LineDto,
  PlannedCellDto,
  ProposalDto,
  SegmentDto,
  StatusDto,
  TagDto,
} from '../../twin/contract/api.ts';
import type { LineModelsDto } from '../../twin/contract/estimate.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { gapTag } from '../../twin/domain/tag.ts';
import type {
  CoilRange,
  ComponentReadiness,
  LineView,
  SegmentPage,
  StreamEvent,
  TagPage,
  TagQuery,
} from '../../twin/http/line-view.ts';
import { connectorStatus, historian } from '../support/connection-status.ts';
import { spool } from '../support/spool-status.ts';

const at = '2026-01-01T00:00:00.000Z';

export const connector = connectorStatus('live', {
  id: 'machines',
  lastData: at,
  reconnects: 2,
  clockOffset_ms: 4,
  rejected: 5,
  quarantined: 3,
});

export function tag(name: string, value: number): TagDto {
  return {
    tag: name,
    unit: 'coater',
    name: 'webSpeed',
    boundaryUnit: 'm_per_min',
    unitLabel: 'm/min',
    description: 'speed of the web',
    value,
    quality: 'good',
    status: 0,
    state: 'live',
    stale: false,
    connector: 'machines',
    samplingInterval_ms: 100,
    sourceTimestamp: at,
    receivedTimestamp: at,
    virtual: true,
  };
}

export function segment(number: number): SegmentDto {
  return {
    coil: 'C1',
    segment: number,
    from_m: number * 0.25,
    to_m: (number + 1) * 0.25,
    position_m: 0.125,
    knowledge: 'predicted',
    predictedAtStation: 'coater',
    predictedAt: at,
    measuredAt: null,
    lanes: [
      {
        lane: 1,
        predicted: {
          loading_g_per_m2: 201.5,
          thickness_um: 80.25,
          porosity_frac: 0.355,
          loadingStandardError_g_per_m2: 4,
          thicknessStandardError_um: 3,
          porosityStandardError_frac: 0.03,
        },
        measured: null,
        derived: null,
      },
    ],
    warnings: [],
    virtual: true,
  };
}

export function plannedCell(number: number): PlannedCellDto {
  return {
    coil: 'C1',
    lane: 1,
    cell: number,
    from_m: number * 0.2,
    to_m: (number + 1) * 0.2,
    position_m: 0.1,
    origin: 'predicted',
    restsOn: at,
    electrode: {
      loading_g_per_m2: 201.5,
      thickness_um: 70.5,
      porosity_frac: 0.355,
      tortuosityFactor_1: 1.93,
      conductivity_S_per_m: 0.41,
    },
    rates: [
      {
        rate_C: 1 / 3,
        status: 'event',
        capacity_Ah: 0.398,
        energy_Wh: 1.486,
        meanVoltage_V: 3.733,
      },
      {
        rate_C: 1,
        status: 'failed',
        capacity_Ah: null,
        energy_Wh: null,
        meanVoltage_V: null,
        cause: { code: 'CELL_ELECTROLYTE_DEPLETED', time_s: 1200 },
      },
    ],
    resistance_mohm: null,
    warnings: [],
    virtual: true,
  };
}

const band = { min: 0.33, target: 0.35, max: 0.37 };

export const proposal: ProposalDto = {
  id: 'P1',
  state: 'open',
  createdAt: at,
  updatedAt: at,
  tag: 'site.area.line.calender.lineLoad_N_per_mm',
  unit: 'calender',
  boundaryUnit: 'N_per_mm',
  from: 200,
  to: 230,
  limits: { min: 50, max: 800, step: 5 },
  quality: 'porosity_frac',
  band,
  before: 0.381,
  after: 0.352,
  comingSegments: 48,
  reason: 'porosity leaves its band',
  shows: { coil: 'C1', metre_m: 12, gauge: 'thicknessGauge', at },
  virtual: true,
};

/** A line view whose answers a test sets and whose events it sends. */
export class FakeLine implements LineView {
  readonly events = new Subject<StreamEvent>();
  components: ComponentReadiness[] = [{ component: 'historian', state: 'ok' }];
  tagList: TagDto[] = [
    tag('site.area.line.coater.webSpeed_m_per_min', 6),
    tag('site.area.line.calender.lineLoad_N_per_mm', 200),
  ];
  asked: object[] = [];
  failure: Error | undefined;

  status(): StatusDto {
    return {
      version: '0.1.0',
      startedAt: at,
      serverTime: at,
      virtual: true,
      connectors: [connector],
      historian: { ...historian, pendingSamples: 3 },
      spool,
      quarantine: [{ connector: 'machines', code: 'SAMPLE_REFUSED', entries: 3 }],
      samplesReceived: 1234,
    };
  }

  line(): LineDto {
    if (this.failure !== undefined) throw this.failure;
    return {
      id: 'demo',
      name: 'Demonstration line',
      virtual: true,
      serverTime: at,
      recipe: {
        name: 'nmc622',
        porosity_frac: band,
        loading_g_per_m2: { min: 190, target: 200, max: 210 },
        thickness_um: { min: 75, target: 80, max: 85 },
        cell: null,
      },
      path: {
        length_m: 13,
        segmentLength_m: 0.25,
        lanes: 5,
        stations: [
          {
            id: 'coater',
            kind: 'coater',
            name: 'Slot die',
            position_m: 0,
            length_m: 0,
            machineState: 'Execute',
          },
        ],
      },
      coil: 'C1',
      coated_m: 0.5,
      adviceWithheld: null,
      webSpeed_m_per_min: 6,
      machines: [],
      segments: [segment(0), segment(1)],
      proposals: [proposal],
      cells: null,
      cellsWithheld: 'the recipe names no cell',
    };
  }

  tags(): readonly TagDto[] {
    return this.tagList;
  }

  tagNames(): readonly string[] {
    return this.tagList.map((row) => row.tag);
  }

  tagPage(query: TagQuery): TagPage {
    this.asked.push(query);
    return { tags: this.tagList, total: this.tagList.length };
  }

  gapTags(): ReadonlyMap<TagId, string> {
    return new Map([
      [gapTag('site.area.line', 'machines'), 'machines'],
      [gapTag('site.area.line', 'spool'), 'spool'],
    ]);
  }

  segments(query: CoilRange & { readonly limit: number }): SegmentPage {
    this.asked.push(query);
    return { segments: [segment(0)], total: 1 };
  }

  cells(query: {
    coil?: string;
    from_m?: number;
    to_m?: number;
    lane?: number;
  }): readonly PlannedCellDto[] {
    this.asked.push(query);
    return [plannedCell(0)];
  }

  proposals(): readonly ProposalDto[] {
    return [proposal];
  }

  models(): LineModelsDto {
    return { serverTime: at, models: [], labValues: 0, virtual: true };
  }

  readiness(): readonly ComponentReadiness[] {
    return this.components;
  }

  /** Sends one sample event. */
  sample(values: Readonly<Record<string, number>>): void {
    const samples = Object.entries(values).map(([name, value]) => ({
      tag: name,
      value,
      quality: 'good' as const,
      sourceTimestamp: at,
    }));
    this.events.next({ name: 'sample', data: { serverTime: at, samples } });
  }

  /** Sends one segment event. */
  move(number: number): void {
    const segments = [segment(number)];
    this.events.next({
      name: 'segment',
      data: { serverTime: at, coil: 'C1', coated_m: number * 0.25, segments, adviceWithheld: null },
    });
  }
}
