import { TwinError } from '../../twin/domain/errors.ts';
import { type OpcuaSource, ownCertificate } from './options.ts';

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The coded error of a failed connect: nobody listens there, or the server knows no such path. */
export function connectError(endpoint: string, cause: unknown): TwinError {
  const message = text(cause);
  if (/BadTcpEndpointUrlInvalid|BadServerUriInvalid/.test(message)) {
    return unknownEndpoint(endpoint, []);
  }
  const { hostname: host, port } = new URL(endpoint);
  const why = /ECONNREFUSED/.test(message)
    ? 'nothing listens there'
    : /ENOTFOUND|EAI_AGAIN/.test(message)
      ? 'the host name is unknown'
      : 'it does not answer';
  return new TwinError(
    'OPCUA_UNREACHABLE',
    `OPC UA server ${host}:${port} cannot be reached: ${why}`,
    { endpoint, host, port: Number(port) },
    { cause },
  );
}

/** The coded error of an endpoint path that the server does not offer. */
export function unknownEndpoint(endpoint: string, offered: readonly string[]): TwinError {
  const list = offered.length === 0 ? '' : `; it offers ${offered.join(', ')}`;
  return new TwinError(
    'OPCUA_UNKNOWN_ENDPOINT',
    `the OPC UA server has no endpoint ${endpoint}${list}`,
    { endpoint, offered },
  );
}

/** The coded error of a failed secure channel or session on an endpoint that answered before. */
export function sessionError(
  { endpoint, pkiFolder }: OpcuaSource,
  secure: boolean,
  cause: unknown,
): TwinError {
  const message = text(cause);
  if (secure && /BadCertificate|BadSecurityChecks|rejected by server/i.test(message)) {
    const status = /Bad[A-Za-z]+/.exec(message)?.[0] ?? 'connection closed';
    return new TwinError(
      'OPCUA_CERTIFICATE_REFUSED',
      `the OPC UA server ${endpoint} refuses our certificate (${status}); trust it at the server: an administrator there moves ${ownCertificate(pkiFolder)} from its rejected to its trusted certificates`,
      { endpoint, status, certificate: ownCertificate(pkiFolder) },
      { cause },
    );
  }
  return connectError(endpoint, cause);
}
