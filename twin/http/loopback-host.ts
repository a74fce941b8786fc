import type { RequestHandler } from 'express';
import { TwinError } from '../domain/errors.ts';

/** Names under which a face on loopback may be asked for; `http.host` takes no others. */
const allowedHosts = ['localhost', '127.0.0.1', '[::1]'] as const;

/** The name in a `Host` header, without port and the dot of a full name. */
function hostName(header: string): string {
  return header.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}

/**
 * Refuses requests for other names than loopback's. Without it a page of any site could read the twin through a browser
 * on this machine: its name need only be pointed at 127.0.0.1 after the page has loaded (DNS rebinding).
 */
export const refuseOtherHosts: RequestHandler = (request, _response, next) => {
  const host = request.headers.host ?? '';
  if (allowedHosts.some((name) => name === hostName(host))) return next();
  throw new TwinError(
    'HTTP_HOST_REFUSED',
    `the host '${host}' is not a name of this twin; use ${allowedHosts.join(', ')}`,
    { host, allowed: allowedHosts },
  );
};
