import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import type { ProblemDto } from '../contract/api.ts';
import type { Clock } from '../domain/clock.ts';
import { TwinError, type TwinErrorCode } from '../domain/errors.ts';

/** Status and title of every error that may reach a client; any other error is a 500 whose cause stays in the log. */
const catalogue: Partial<Record<TwinErrorCode, readonly [status: number, title: string]>> = {
  HTTP_NOT_FOUND: [404, 'Not found'],
  HTTP_METHOD_NOT_ALLOWED: [405, 'Method not allowed'],
  HTTP_BAD_QUERY: [400, 'Malformed query'],
  HTTP_UNKNOWN_TAG: [404, 'Unknown tag'],
  HTTP_TOO_MANY_CLIENTS: [503, 'Too many live clients'],
  HISTORIAN_UNAVAILABLE: [503, 'Historian unavailable'],
};

/** HTTP status of an error code; 500 for those that no client may see. */
export function statusOf(code: TwinErrorCode): number {
  return catalogue[code]?.[0] ?? 500;
}

/** An RFC 9457 problem; `instance` is the path of the request, or the log id of an internal error. */
function problemOf(error: TwinError, instance: string): ProblemDto {
  const [status, title] = catalogue[error.code] ?? [500, 'Internal error'];
  const { code, data } = error;
  return {
    type: `/docs#${code}`,
    title,
    status,
    code,
    detail: error.message,
    instance,
    ...(Object.keys(data).length === 0 ? {} : { data: { ...data } }),
  };
}

/** The last error handler: the one place where errors become `application/problem+json`. */
export function problemHandler(log: Logger, clock: Clock): ErrorRequestHandler {
  const prefix = clock.now().toString(36);
  let count = 0;
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      log.error({ err: error, method: request.method, url: request.originalUrl }, 'answer broke');
      response.destroy();
      return;
    }
    if (response.destroyed) return next();
    let problem: ProblemDto;
    if (error instanceof TwinError && catalogue[error.code] !== undefined) {
      problem = problemOf(error, request.path);
    } else {
      count += 1;
      const id = `${prefix}-${count}`;
      log.error({ err: error, id, method: request.method, url: request.originalUrl }, 'HTTP 500');
      const hidden = new TwinError('HTTP_INTERNAL', `internal error; the log has it under ${id}`, {
        id,
      });
      problem = problemOf(hidden, id);
    }
    const allow = problem.code === 'HTTP_METHOD_NOT_ALLOWED' ? problem.data?.['allowed'] : null;
    if (Array.isArray(allow)) response.set('Allow', allow.join(', '));
    if (problem.status === 503) response.set('Retry-After', '5');
    response
      .status(problem.status)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  };
}
