import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type ZodRequestBody,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { type StreamEventName, streamEvents } from '../contract/api.ts';
import { problemSchema } from '../contract/problem.ts';
import { splitBoundaryName } from '../domain/tag.ts';
import { withKeysLeftOut } from './left-out-keys.ts';
import { mesOperations } from './mes/mes-handlers.ts';
import { type Content, methodOf, type Operation, operations } from './operations.ts';
import { statusOf } from './problem.ts';

type Node = Record<string, unknown>;

const schemaName = (event: string): string =>
  `${event.charAt(0).toUpperCase()}${event.slice(1)}Event`;

function mediaTypes(content: Content): NonNullable<ResponseConfig['content']> {
  if ('json' in content) {
    const [first, ...others] = content.json;
    const schema = others.length === 0 ? first! : z.union([first!, ...others]);
    return { 'application/json': { schema } };
  }
  if ('text' in content) {
    const schema = content.text === 'application/json' ? { type: 'object' } : { type: 'string' };
    return { [content.text]: { schema: schema as { type: 'object' | 'string' } } };
  }
  return { 'text/event-stream': { schema: { type: 'string' } } };
}

function requestBody({ schema, example }: NonNullable<Operation['body']>): ZodRequestBody {
  return { required: true, content: { 'application/json': { schema, example } } };
}

function responses(operation: Operation): Record<string, ResponseConfig> {
  const result: Record<string, ResponseConfig> = {};
  for (const [status, { description, content }] of Object.entries(operation.answers)) {
    result[status] = { description, content: mediaTypes(content) };
  }
  for (const code of [...operation.problems, 'HTTP_INTERNAL' as const]) {
    const status = String(statusOf(code) ?? 500);
    const before = result[status]?.description;
    result[status] = {
      description: before === undefined ? code : `${before}, ${code}`,
      content: {
        ...result[status]?.content,
        'application/problem+json': { schema: problemSchema },
      },
    };
  }
  return result;
}

/** Writes `x-unit` beside every property and parameter whose name ends in a unit. */
function addUnits(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { properties, schema, name } = node as Node;
  if (typeof properties === 'object' && properties !== null) {
    for (const [key, property] of Object.entries(properties)) {
      const unit = splitBoundaryName(key).unit;
      if (unit !== undefined) (property as Node)['x-unit'] = unit;
    }
  }
  if (typeof name === 'string' && typeof schema === 'object' && schema !== null) {
    const unit = splitBoundaryName(name).unit;
    if (unit !== undefined) (schema as Node)['x-unit'] = unit;
  }
  Object.values(node).forEach(addUnits);
}

/** The OpenAPI 3.1 document of the face, made from the operations and their schemas. */
export function openApiDocument(version: string): object {
  const registry = new OpenAPIRegistry();
  const events = Object.keys(streamEvents) as StreamEventName[];
  for (const name of events) registry.register(schemaName(name), streamEvents[name]);
  const all = Object.entries<Operation>({ ...operations, ...mesOperations });
  for (const [operationId, operation] of all) {
    const { path, summary, group, parameters, query, body } = operation;
    registry.registerPath({
      method: methodOf(operation),
      path,
      operationId,
      summary,
      tags: [group],
      request: {
        ...(parameters === undefined ? {} : { params: parameters }),
        ...(query === undefined ? {} : { query }),
        ...(body === undefined ? {} : { body: requestBody(body) }),
      },
      responses: responses(operation),
    });
  }
  const generator = new OpenApiGeneratorV31(registry.definitions);
  const head: Parameters<typeof generator.generateDocument>[0] = {
    openapi: '3.1.0',
    info: {
      title: 'Twinline',
      version,
      description:
        'Live line, history and predictions of the twin. Names end in their unit (also x-unit); times are ISO 8601 UTC; errors are RFC 9457 problems with a code.',
    },
    tags: [
      { name: 'line', description: 'The line as it stands and as the twin sees it' },
      { name: 'history', description: 'What the historian keeps' },
      { name: 'live', description: 'Server-sent events' },
      { name: 'mes', description: 'What the MES and the laboratory say' },
      { name: 'models', description: 'Models to ask' },
      { name: 'service', description: 'The server itself' },
    ],
  };
  const document = withKeysLeftOut([streamEvents, all], () => generator.generateDocument(head));
  const stream = document.paths?.[operations.stream.path]?.get?.responses?.['200'];
  const media = stream?.content?.['text/event-stream'] as Node | undefined;
  if (media !== undefined) {
    media['x-events'] = Object.fromEntries(
      events.map((name) => [name, { $ref: `#/components/schemas/${schemaName(name)}` }]),
    );
  }
  addUnits(document);
  return document;
}
