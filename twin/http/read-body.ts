import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { shapeProblems } from '../contract/shape-problems.ts';
import { TwinError } from '../domain/errors.ts';
import { allowedNesting, isTooDeep } from '../domain/nesting.ts';

/** Largest body of a request [bytes]: a BPX document with tables, or a drive cycle of some hours. */
const limit_bytes = 2_000_000;

const parse = express.json({ limit: limit_bytes, type: 'application/json' });

/**
 * Reads the body of a request as JSON. Only JSON that is announced as such is taken: a page of another site cannot send
 * that without the browser asking first.
 * @throws TwinError HTTP_UNSUPPORTED_MEDIA_TYPE, HTTP_BODY_TOO_LARGE, HTTP_BAD_BODY
 */
export async function readJsonBody(request: Request, response: Response): Promise<unknown> {
  if (request.is('application/json') !== 'application/json') {
    const found = request.get('Content-Type') ?? 'nothing';
    throw new TwinError(
      'HTTP_UNSUPPORTED_MEDIA_TYPE',
      `Content-Type: found ${found}, allowed is application/json`,
      { found, allowed: 'application/json' },
    );
  }
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(bodyError(error));
    });
  });
  if (isTooDeep(request.body)) {
    throw new TwinError(
      'HTTP_BAD_BODY',
      `the body is nested too deeply; allowed is ${allowedNesting}`,
      {
        allowed: allowedNesting,
      },
    );
  }
  return request.body;
}

function bodyError(error: unknown): Error {
  const { type, status, message } = error as { type?: string; status?: number; message?: string };
  if (type === 'entity.too.large') {
    return new TwinError(
      'HTTP_BODY_TOO_LARGE',
      `the body is too large; allowed is up to ${limit_bytes} bytes`,
      { limit_bytes },
    );
  }
  if (status === 415) {
    const text = `the body is sent in a way that is not taken: ${message}`;
    return new TwinError('HTTP_UNSUPPORTED_MEDIA_TYPE', text, { allowed: 'utf-8, gzip, deflate' });
  }
  if (status === 400) {
    const allowed = 'one JSON object';
    return new TwinError('HTTP_BAD_BODY', `the body is no JSON: ${message}`, { allowed });
  }
  return error as Error;
}

/**
 * Reads a body by its schema.
 * @throws TwinError HTTP_BAD_BODY for the first field that is unknown, missing or malformed
 */
export function parseBody<S extends z.ZodObject>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { key, found, allowed } = shapeProblems(result.error, body, schema)[0]!;
  const field = key.slice(0, 200);
  const text = `field '${field}': found ${found}, allowed is ${allowed}`;
  throw new TwinError('HTTP_BAD_BODY', text, { field, found, allowed });
}
