import compression from 'compression';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { TwinError } from '../domain/errors.ts';
import { mesOperations } from './mes/mes-handlers.ts';
import { methodOf, type Operation, operations } from './operations.ts';

/** Headers that keep pages to our own scripts and data. No HSTS: a proxy that ends TLS sets it. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: false,
  });
}

/** Compression of everything but live streams, which it would hold back. */
export function compressAnswers(): RequestHandler {
  return compression({
    filter: (request, response) => {
      const type = response.getHeader('Content-Type');
      if (typeof type === 'string' && type.startsWith('text/event-stream')) return false;
      return compression.filter(request, response);
    },
  });
}

/** Methods of paths that are no operation. */
const readingMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Pattern and methods of the path of every operation. */
const paths = pathMethods(Object.values<Operation>({ ...operations, ...mesOperations }));

function pathMethods(
  all: readonly Operation[],
): readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[] {
  return [...new Set(all.map(({ path }) => path))].map((path) => {
    const own = all.filter((operation) => operation.path === path).map(methodOf);
    const pattern = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+');
    return {
      pattern: new RegExp(`^${pattern}$`),
      methods: [
        ...(own.includes('get') ? ['GET', 'HEAD'] : []),
        ...own.filter((method) => method !== 'get').map((method) => method.toUpperCase()),
        'OPTIONS',
      ],
    };
  });
}

/** Answers OPTIONS, and refuses every method that a path does not have or that would, as TRACE, reflect the request. */
export const refuseOtherMethods: RequestHandler = (request, response, next) => {
  const allowedMethods =
    paths.find(({ pattern }) => pattern.test(request.path))?.methods ?? readingMethods;
  if (request.method !== 'OPTIONS' && allowedMethods.includes(request.method)) return next();
  if (request.method === 'OPTIONS') {
    response.status(204).set('Allow', allowedMethods.join(', ')).end();
    return;
  }
  throw new TwinError(
    'HTTP_METHOD_NOT_ALLOWED',
    `${request.method} is not allowed on ${request.path}; use ${allowedMethods.join(', ')}`,
    { method: request.method, path: request.path, allowed: allowedMethods },
  );
};
