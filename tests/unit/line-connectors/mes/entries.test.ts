import { describe, expect, it } from 'vitest';
import { csvEntries } from '../../../../line-connectors/mes/csv-entries.ts';
import { jsonEntries } from '../../../../line-connectors/mes/json-entries.ts';

describe('csvEntries', () => {
  it('reads laboratory results with their uncertainty; an empty field is a missing value', () => {
    const text = `\uFEFFid,takenAt,coil,metre_m,lane,porosity_frac,porosityStandardUncertainty_frac,thickness_um
L1,2026-01-01T09:00:00Z,C7,120.5,2,0.324,0.006,
L2,2026-01-01T10:00:00Z,C7,,,,,74.1
`;
    expect(csvEntries('lab-results-0101.csv', text)).toEqual([
      {
        place: 'line 2',
        kind: 'labResult',
        content: {
          id: 'L1',
          takenAt: '2026-01-01T09:00:00Z',
          coil: 'C7',
          metre_m: 120.5,
          lane: 2,
          values: { porosity_frac: 0.324 },
          standardUncertainty: { porosity_frac: 0.006 },
        },
      },
      {
        place: 'line 3',
        kind: 'labResult',
        content: {
          id: 'L2',
          takenAt: '2026-01-01T10:00:00Z',
          coil: 'C7',
          values: { thickness_um: 74.1 },
        },
      },
    ]);
  });

  it('keeps a text that is no number, so that its check can name it', () => {
    const [entry] = csvEntries('coils.csv', 'id,unit,from,length_m\nC1,coater,x,long\n');
    expect(entry!.content).toEqual({ id: 'C1', unit: 'coater', from: 'x', length_m: 'long' });
  });

  it.each([
    ['orders.csv', 'id\n1\n', /does not say what the table holds; allowed are work-orders\*\.csv/],
    ['coils.csv', 'id,colour\n1,red\n', /line 1: column 'colour' is unknown; allowed are id, unit/],
    ['lab-results.csv', 'id,thickness_furlong\n1,2\n', /thickness_furlong.*and <name>_<unit>/],
  ])('refuses %s with a reason', (file, text, message) => {
    expect(() => csvEntries(file, text)).toThrow(message);
  });
});

describe('jsonEntries', () => {
  it('reads lists by kind and says where each record stands', () => {
    const text = JSON.stringify({ batches: [{ id: 'B1' }], coils: [{ id: 'C1' }, { id: 'C2' }] });
    expect(jsonEntries('mes.json', text).map(({ place, kind }) => [place, kind])).toEqual([
      ['/batches/0', 'batch'],
      ['/coils/0', 'coil'],
      ['/coils/1', 'coil'],
    ]);
  });

  it.each([
    ['{', /it is no JSON/],
    ['[]', /it is no object; allowed is an object with workOrders/],
    ['{"machines":[]}', /key 'machines' is unknown; allowed is workOrders/],
    ['{"coils":{}}', /'coils' is no list/],
    [`{"coils":${'['.repeat(200)}${']'.repeat(200)}}`, /nested too deeply/],
  ])('refuses %s', (text, message) => {
    expect(() => jsonEntries('mes.json', text)).toThrow(message);
  });

  it('reads a schedule of B2MML in its message, whatever else the message holds', () => {
    const request = {
      ID: { Value: 'OR-812' },
      StartTime: '2026-09-25T05:00:00Z',
      OperationsDefinitionID: 'NMC-P1',
      RequestState: 'Released',
      SegmentRequirement: [
        {
          ID: 'SR-1',
          MaterialRequirement: [
            { MaterialDefinitionID: 'slurry', MaterialUse: 'Consumed' },
            {
              MaterialDefinitionID: ['NMC622 pilot'],
              MaterialUse: 'Produced',
              Quantity: [{ QuantityString: '800', UnitOfMeasure: 'MTR' }],
            },
          ],
        },
      ],
    };
    const message = {
      ProcessOperationsSchedule: {
        releaseID: '7.01',
        ApplicationArea: { BODID: 'x' },
        DataArea: { OperationsSchedule: [{ ID: 'S1', OperationsRequest: [request] }] },
      },
    };
    expect(jsonEntries('mes.json', JSON.stringify(message))).toEqual([
      {
        place: '/ProcessOperationsSchedule/DataArea/OperationsSchedule/0/OperationsRequest/0',
        kind: 'workOrder',
        content: {
          id: 'OR-812',
          product: 'NMC622 pilot',
          recipe: 'NMC-P1',
          quantity_m: 800,
          plannedStart: '2026-09-25T05:00:00Z',
          status: 'released',
        },
      },
    ]);
  });

  it('reads a recipe and a lot of B2MML, with the unit of the name or that of the value', () => {
    const document = {
      OperationsDefinition: {
        ID: 'NMC-P1',
        Version: '3',
        OperationsSegment: {
          Parameter: [
            { ID: 'coater.webSpeed', Value: { ValueString: '1.5', UnitOfMeasure: 'm_per_min' } },
            { ID: 'calender.lineLoad_N_per_mm', Value: [{ ValueString: '90' }] },
          ],
        },
      },
      MaterialLot: {
        ID: 'B-1',
        MaterialDefinitionID: 'slurry',
        Quantity: { QuantityString: '12.5', UnitOfMeasure: 'KGM' },
        MaterialLotProperty: { ID: 'solids_frac', Value: { ValueString: '0.65' } },
      },
    };
    expect(jsonEntries('r.json', JSON.stringify(document)).map(({ content }) => content)).toEqual([
      {
        id: 'NMC-P1',
        product: 'NMC-P1',
        version: '3',
        parameters: { 'coater.webSpeed_m_per_min': 1.5, 'calender.lineLoad_N_per_mm': 90 },
      },
      { id: 'B-1', product: 'slurry', mass_kg: 12.5, parameters: { solids_frac: 0.65 } },
    ]);
  });

  it('refuses B2MML that holds nothing that is taken', () => {
    expect(() => jsonEntries('x.json', '{"OperationsSchedule":{"ID":"1"}}')).toThrow(
      /no element that is taken; allowed are OperationsRequest/,
    );
  });
});
