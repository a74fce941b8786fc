import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { createHttpFace } from '../../../../twin/http/http-face.ts';
import { openApiDocument } from '../../../../twin/http/openapi.ts';
import { ProductionRecords } from '../../../../twin/production/production-records.ts';
import { FakeLine } from '../../../integration/http-fake-line.ts';

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: Record<string, unknown>;
}
interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: Parameter[];
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: Record<string, Record<string, unknown>> }> };
}

const document = JSON.parse(JSON.stringify(openApiDocument('0.1.0'))) as Document;

/** All routes of the running application, as `get /path`. */
function routes(): string[] {
  const historian = createMemoryHistorian();
  const clock = { now: () => 0 };
  const sink = { offer: async () => undefined };
  const face = createHttpFace({
    view: new FakeLine(),
    historian,
    clock,
    records: new ProductionRecords({ line: 'a.b.c', sink, clock }),
    viewerFolder: '/nonexistent',
    log: pino({ level: 'silent' }),
  });
  face.close();
  return face.app.router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : route.stack.map(({ method }) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`),
  );
}

function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' ? [String(value)] : references(value),
  );
}

describe('the document', () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

  it('holds every route of the application, and the application every path of it', () => {
    const inDocument = operations.map(({ path, method }) => `${method} ${path}`);
    expect(inDocument.length).toBeGreaterThan(10);
    expect(routes().sort()).toEqual(inDocument.sort());
  });

  it('is of the form of OpenAPI 3.1', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Twinline', version: '0.1.0' });
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      expect(path).toMatch(/^\//);
      expect(operation.summary).not.toBe('');
      expect(Object.keys(operation.responses)).toContain('200');
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect(status).toMatch(/^[2-5]\d\d$/);
        expect(description).not.toBe('');
        for (const { schema } of Object.values(content)) expect(schema).toBeTypeOf('object');
      }
      for (const { name, in: place, description, schema } of operation.parameters ?? []) {
        expect(place).toBe(path.includes(`{${name}}`) ? 'path' : 'query');
        expect(schema['type']).toEqual(expect.any(String));
        expect(description, `${path}?${name}`).toMatch(/\w{3}/);
      }
    }
  });

  it('refers only to schemas that it holds', () => {
    const wanted = references(document);
    expect(wanted.length).toBeGreaterThan(20);
    const held = Object.keys(document.components.schemas);
    expect(held).toEqual(expect.arrayContaining(['Line', 'Segment', 'SampleEvent', 'Problem']));
    const missing = wanted.filter(
      (name) => !held.includes(name.replace('#/components/schemas/', '')),
    );
    expect(missing).toEqual([]);
  });

  it('requires the tag of samples and nothing else of a query', () => {
    const required = operations.flatMap(({ path, operation }) =>
      (operation.parameters ?? [])
        .filter((row) => row.required && row.in === 'query')
        .map((row) => `${path}?${row.name}`),
    );
    expect(required).toEqual(['/api/v1/samples?tag']);
  });

  it('requires no key that may be left out', () => {
    const required = (node: unknown) => (node as { readonly required?: string[] }).required;
    expect(required(document.components.schemas['Tag'])).not.toContain('instrument');
    const put = document.paths['/api/v1/mes/work-orders/{id}']?.['put'] as unknown as {
      requestBody: { content: Record<string, { schema: unknown }> };
      responses: Record<string, { content: Record<string, { schema: unknown }> }>;
    };
    const json = 'application/json';
    expect(required(put.requestBody.content[json]!.schema)).toEqual(['product']);
    expect(required(put.responses['201']!.content[json]!.schema)).not.toContain('warning');
    expect(z.object({ a: z.string().exactOptional() }).safeParse({ a: undefined }).success).toBe(
      false,
    );
  });

  it('names the unit of every property and parameter whose name ends in one', () => {
    const { Segment } = document.components.schemas;
    expect(Segment?.properties?.['position_m']).toMatchObject({
      type: ['number', 'null'],
      'x-unit': 'm',
    });
    expect(Segment?.properties?.['coil']).not.toHaveProperty('x-unit');
    const parameters = document.paths['/api/v1/segments']?.['get']?.parameters;
    expect(parameters?.find((row) => row.name === 'to_m')?.schema).toMatchObject({ 'x-unit': 'm' });
  });

  it('is the one that was reviewed', () => {
    expect(document).toMatchSnapshot();
  });
});
