import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { type RecordKind, recordKinds, recordPaths } from '../../contract/mes.ts';
import { emptyQuerySchema } from '../../contract/queries.ts';
import { TwinError } from '../../domain/errors.ts';
import type { ProductionRecords } from '../../production/production-records.ts';
import type { Operation } from '../operations.ts';
import { parseQuery } from '../parse-query.ts';
import { readJsonBody } from '../read-body.ts';
import { enterLabResult, recordOperations } from './mes-operations.ts';

type Handler = (request: Request, response: Response) => void | Promise<void>;

/** Everything below `/api/v1/mes`, in the order of the document. */
export const mesOperations: Readonly<Record<string, Operation>> = Object.fromEntries([
  ...recordKinds.flatMap((kind) =>
    Object.entries(recordOperations(kind)).map(
      ([verb, operation]) => [operationId(verb, kind), operation] as const,
    ),
  ),
  ['enterLabResult', enterLabResult],
]);

/** How each of them is answered. */
export function mesHandlers(records: ProductionRecords): Readonly<Record<string, Handler>> {
  return Object.fromEntries([
    ...recordKinds.flatMap((kind): [string, Handler][] => [
      [operationId('list', kind), list(records, kind)],
      [operationId('read', kind), read(records, kind)],
      [operationId('put', kind), put(records, kind)],
    ]),
    ['enterLabResult', enter(records)],
  ]);
}

function operationId(verb: string, kind: RecordKind): string {
  return `${verb}${kind[0]!.toUpperCase()}${kind.slice(1)}`;
}

function list(records: ProductionRecords, kind: RecordKind): Handler {
  return (request, response) => {
    parseQuery(emptyQuerySchema, request.query);
    response.json({ records: records.list(kind) });
  };
}

function read(records: ProductionRecords, kind: RecordKind): Handler {
  return (request, response) => {
    parseQuery(emptyQuerySchema, request.query);
    const id = String(request.params['id']);
    const kept = records.get(kind, id);
    if (kept === undefined) {
      throw new TwinError('HTTP_NOT_FOUND', `nobody has told of '${id}' in ${recordPaths[kind]}`, {
        kind,
        id,
      });
    }
    response.json(kept);
  };
}

function put(records: ProductionRecords, kind: RecordKind): Handler {
  return async (request, response) => {
    const id = String(request.params['id']);
    const body = asObject(await readJsonBody(request, response));
    if ('id' in body && body['id'] !== id) {
      throw badBody(
        `field 'id': found ${JSON.stringify(body['id'])}, allowed is '${id}' as in the path`,
      );
    }
    await tell(records, kind, { ...body, id }, response);
  };
}

function enter(records: ProductionRecords): Handler {
  return async (request, response) => {
    const body = asObject(await readJsonBody(request, response));
    if ('id' in body) throw badBody(`field 'id' is not allowed; PUT takes a result with an id`);
    const key = request.get('Idempotency-Key') ?? JSON.stringify(body);
    const id = `hand-${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
    await tell(records, 'labResult', { ...body, id }, response);
  };
}

async function tell(
  records: ProductionRecords,
  kind: RecordKind,
  content: object,
  response: Response,
): Promise<void> {
  const outcome = await records.put(kind, content, 'api');
  response.status(outcome.outcome === 'created' ? 201 : 200).json(outcome);
}

function asObject(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    return body as Record<string, unknown>;
  }
  throw badBody('the body is no JSON object; allowed is one object');
}

function badBody(message: string): TwinError {
  return new TwinError('HTTP_BAD_BODY', message, {});
}
