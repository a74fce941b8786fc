import { CodedError, type PhysicsErrorCode } from '../../physics/core/errors.ts';

/** Every code of the twin and its connectors; catalogued in docs/errors.md with HTTP status and remedy. */
export const twinErrorCodes = [
  'CONFIG_UNREADABLE',
  'CONFIG_INVALID',
  'PORT_IN_USE',
  'USAGE',
  'OPCUA_UNREACHABLE',
  'OPCUA_UNKNOWN_ENDPOINT',
  'OPCUA_CERTIFICATE_REFUSED',
  'OPCUA_CERTIFICATE_UNTRUSTED',
  'OPCUA_SECURITY_UNAVAILABLE',
  'OPCUA_UNKNOWN_NODE',
  'MODBUS_UNREACHABLE',
  'MODBUS_TIMEOUT',
  'MODBUS_BAD_FRAME',
  'MODBUS_REFUSED',
  'MQTT_UNREACHABLE',
  'MQTT_REFUSED',
  'MQTT_TLS_FAILED',
  'MQTT_SUBSCRIPTION_REFUSED',
  'MQTT_MESSAGE_REFUSED',
  'MQTT_VALUE_REFUSED',
  'SPARKPLUG_UNKNOWN_METRIC',
  'WAVEFORM_REFUSED',
  'HISTORIAN_LOCKED',
  'HISTORIAN_DAMAGED',
  'HISTORIAN_UNAVAILABLE',
  'HISTORIAN_WRITE_FAILED',
  'HISTORIAN_BATCH_REFUSED',
  'HISTORIAN_BAD_QUERY',
  'SPOOL_LOCKED',
  'SPOOL_DAMAGED',
  'SPOOL_UNAVAILABLE',
  'SAMPLE_REFUSED',
  'VALUE_NOT_FINITE',
  'HISTORIAN_SERVER_UNFIT',
  'HTTP_NOT_FOUND',
  'HTTP_METHOD_NOT_ALLOWED',
  'HTTP_BAD_QUERY',
  'HTTP_BAD_BODY',
  'HTTP_BODY_TOO_LARGE',
  'HTTP_UNSUPPORTED_MEDIA_TYPE',
  'HTTP_UNKNOWN_TAG',
  'HTTP_TOO_MANY_CLIENTS',
  'HTTP_INTERNAL',
  'HTTP_HOST_REFUSED',
  'SAMPLES_GIVEN_UP',
  'VIRTUAL_LINE_FAILED',
  'VALIDATION_UNKNOWN_CASE',
  'TABLE_INVALID',
  'INPUT_UNREADABLE',
  'SCHEDULE_INVALID',
  'RECORD_INVALID',
  'FORMULA_INVALID',
  'CALIBRATION_START_INVALID',
  'CALIBRATION_UNUSABLE',
  'OUTPUT_UNWRITABLE',
  'CLEANING_INVALID',
  'MODEL_UNKNOWN',
  'MODEL_REFUSED',
  'MODEL_NOT_COMPARABLE',
  'MODEL_REGISTRY_INVALID',
  'JOB_FAILED',
  'JOB_QUEUE_FULL',
] as const;
export type TwinErrorCode = (typeof twinErrorCodes)[number];

/** Thrown by the twin, its connectors and its faces. */
export class TwinError extends CodedError<TwinErrorCode> {}

const cellInputCodes: readonly string[] = [
  'PHY_UNKNOWN_CELL_SET',
  'PHY_PROTOCOL_INVALID',
  'PHY_UNKNOWN_PARAMETER',
  'PHY_PARAMETER_OUT_OF_RANGE',
  'PHY_PARAMETERS_CONTRADICT',
  'CELL_STATE_UNREACHABLE',
] satisfies PhysicsErrorCode[];

/** Whether a code is of a cell, its settings or its protocol as given from outside: bad input, not a failure of ours. */
export function isCellInputCode(code: string): boolean {
  return code.startsWith('BPX_') || cellInputCodes.includes(code);
}

/**
 * The `type` of an RFC 9457 problem, the same on HTTP and the command line: a reference to the row of the code in the
 * error catalogue, which a running twin serves at `/docs`.
 */
export function problemType(code: string): string {
  return `/docs#${code}`;
}
