import { TwinError } from '../../twin/domain/errors.ts';

/** Codes of Node's TLS that say nothing of TLS in themselves (Node documentation, tls: X509 certificate error codes). */
const certificateCodes =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO)/;

/** The coded error of a connection that did not come about. */
export function connectError(endpoint: string, cause: unknown): TwinError {
  if (cause instanceof TwinError) return cause;
  const { hostname: host, port, protocol } = new URL(endpoint);
  const error = cause as { code?: unknown; message?: string };
  const message = error.message ?? String(cause);
  const data = { endpoint, host, port };
  const code = `${error.code ?? ''}`;
  if (certificateCodes.test(code)) {
    return new TwinError(
      'MQTT_TLS_FAILED',
      `the encrypted connection to MQTT broker ${host}:${port} fails: ${message}`,
      { ...data, reason: code },
      { cause },
    );
  }
  // The client gives the reason code of the broker as a number.
  if (typeof error.code === 'number') {
    return new TwinError(
      'MQTT_REFUSED',
      `MQTT broker ${host}:${port} refuses us: ${message}`,
      { ...data, reasonCode: error.code },
      { cause },
    );
  }
  const why = /ECONNREFUSED/.test(code)
    ? 'nothing listens there'
    : /ENOTFOUND|EAI_AGAIN/.test(code)
      ? 'the host name is unknown'
      : protocol === 'mqtts:'
        ? 'it does not answer, or not encrypted'
        : 'it does not answer, or wants an encrypted connection';
  return new TwinError(
    'MQTT_UNREACHABLE',
    `MQTT broker ${host}:${port} cannot be reached: ${why}`,
    data,
    { cause },
  );
}

/** The coded error of topics that the broker does not let us read. */
export function subscriptionError(endpoint: string, filters: readonly string[]): TwinError {
  return new TwinError(
    'MQTT_SUBSCRIPTION_REFUSED',
    `MQTT broker ${new URL(endpoint).host} does not let us read ${filters.join(', ')}`,
    { endpoint, filters },
  );
}
