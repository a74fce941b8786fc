import compression from 'compression';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { TwinError } from '../domain/errors.ts';
import { type Operation, operations } from './operations.ts';

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

/** Methods of all paths, and of those that are asked by a body: they change nothing either. */
const readingMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
const postingMethods: readonly string[] = ['POST', 'OPTIONS'];
const postingPaths: readonly string[] = Object.values<Operation>(operations).flatMap((operation) =>
  operation.body === undefined ? [] : [operation.path],
);

/** Answers OPTIONS, and refuses every method that would change something or, as TRACE, reflect the request. */
export const refuseOtherMethods: RequestHandler = (request, response, next) => {
  const allowedMethods = postingPaths.includes(request.path) ? postingMethods : readingMethods;
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
