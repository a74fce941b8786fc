import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { PhysicsError, type PhysicsErrorCode } from '../../physics/core/errors.ts';
import type { ProblemDto } from '../contract/problem.ts';
import type { Clock } from '../domain/clock.ts';
import { isCellInputCode, problemType, TwinError, type TwinErrorCode } from '../domain/errors.ts';

/**
 * Status and title of every code, or null where no request can meet it (start, connectors, commands): should one do so
 * all the same, the client sees HTTP_INTERNAL and the cause stays in the log.
 */
const catalogue: Readonly<Record<TwinErrorCode, readonly [status: number, title: string] | null>> =
  {
    CONFIG_UNREADABLE: null,
    CONFIG_INVALID: null,
    PORT_IN_USE: null,
    USAGE: null,
    OPCUA_UNREACHABLE: null,
    OPCUA_UNKNOWN_ENDPOINT: null,
    OPCUA_CERTIFICATE_REFUSED: null,
    OPCUA_CERTIFICATE_UNTRUSTED: null,
    OPCUA_SECURITY_UNAVAILABLE: null,
    OPCUA_UNKNOWN_NODE: null,
    MODBUS_UNREACHABLE: null,
    MODBUS_TIMEOUT: null,
    MODBUS_BAD_FRAME: null,
    MODBUS_REFUSED: null,
    MQTT_UNREACHABLE: null,
    MQTT_REFUSED: null,
    MQTT_TLS_FAILED: null,
    MQTT_SUBSCRIPTION_REFUSED: null,
    MQTT_MESSAGE_REFUSED: null,
    MQTT_VALUE_REFUSED: null,
    SPARKPLUG_UNKNOWN_METRIC: null,
    WAVEFORM_REFUSED: null,
    HISTORIAN_LOCKED: [503, 'Historian locked'],
    HISTORIAN_DAMAGED: [503, 'Historian damaged'],
    HISTORIAN_UNAVAILABLE: [503, 'Historian unavailable'],
    HISTORIAN_WRITE_FAILED: [503, 'Historian does not store'],
    HISTORIAN_BATCH_REFUSED: [422, 'Samples refused'],
    HISTORIAN_SERVER_UNFIT: [503, 'Historian not fit'],
    HISTORIAN_BAD_QUERY: [400, 'Malformed query of the history'],
    SPOOL_LOCKED: null,
    SPOOL_DAMAGED: null,
    SPOOL_UNAVAILABLE: null,
    SAMPLE_REFUSED: null,
    VALUE_NOT_FINITE: null,
    HTTP_NOT_FOUND: [404, 'Not found'],
    HTTP_METHOD_NOT_ALLOWED: [405, 'Method not allowed'],
    HTTP_BAD_QUERY: [400, 'Malformed query'],
    HTTP_BAD_BODY: [400, 'Malformed body'],
    HTTP_BODY_TOO_LARGE: [413, 'Body too large'],
    HTTP_UNSUPPORTED_MEDIA_TYPE: [415, 'Body is not JSON'],
    HTTP_UNKNOWN_TAG: [404, 'Unknown tag'],
    HTTP_TOO_MANY_CLIENTS: [503, 'Too many live clients'],
    HTTP_INTERNAL: [500, 'Internal error'],
    HTTP_HOST_REFUSED: [421, 'Not a name of this twin'],
    SAMPLES_GIVEN_UP: null,
    VIRTUAL_LINE_FAILED: null,
    VALIDATION_UNKNOWN_CASE: null,
    TABLE_INVALID: null,
    INPUT_UNREADABLE: null,
    SCHEDULE_INVALID: null,
    FORMULA_INVALID: null,
    RECORD_INVALID: [422, 'Record refused'],
    CALIBRATION_START_INVALID: null,
    CALIBRATION_UNUSABLE: null,
    OUTPUT_UNWRITABLE: null,
    CLEANING_INVALID: null,
    MODEL_UNKNOWN: [404, 'Unknown model'],
    MODEL_REFUSED: null,
    MODEL_NOT_COMPARABLE: null,
    MODEL_REGISTRY_INVALID: null,
    JOB_FAILED: [500, 'Work failed'],
    JOB_QUEUE_FULL: [503, 'Too much work waits'],
  };
/** A later attempt of the same client cannot mend these. */
const lasting: readonly TwinErrorCode[] = ['HISTORIAN_DAMAGED'];

/** A code that an answer may carry. */
export type ProblemCode = TwinErrorCode | PhysicsErrorCode;

function entryOf(code: ProblemCode): readonly [status: number, title: string] | undefined {
  if (isCellInputCode(code)) return [422, 'Cell input refused'];
  return catalogue[code as TwinErrorCode] ?? undefined;
}

/** HTTP status of an error code; undefined for those that no request can meet. */
export function statusOf(code: ProblemCode): number | undefined {
  return entryOf(code)?.[0];
}

/** An RFC 9457 problem; `instance` is the path of the request, or the log id of an internal error. */
function problemOf(error: TwinError | PhysicsError, instance: string): ProblemDto {
  const [status, title] = entryOf(error.code) ?? catalogue.HTTP_INTERNAL!;
  const { code, data } = error;
  return {
    type: problemType(code),
    title,
    status,
    code,
    detail: error.message,
    instance,
    ...(Object.keys(data).length === 0 ? {} : { data: { ...data } }),
  };
}

function isCoded(error: unknown): error is TwinError | PhysicsError {
  return error instanceof TwinError || error instanceof PhysicsError;
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
    if (isCoded(error) && entryOf(error.code) !== undefined) {
      problem = problemOf(error, request.baseUrl + request.path);
      if (error.code.startsWith('HISTORIAN_')) log.warn({ err: error }, error.code);
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
    const passing = !lasting.some((code) => code === problem.code);
    if (problem.status === 503 && passing) response.set('Retry-After', '5');
    response
      .status(problem.status)
      .set('Cache-Control', 'no-store')
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  };
}
