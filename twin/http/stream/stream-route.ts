import type { Request, Response } from 'express';
import type { StreamQuery } from '../../contract/queries.ts';
import type { StreamHub } from './stream-hub.ts';
import { tagFilter } from './tag-filter.ts';

/** The id to resume after; a header that is not ours cannot be resumed from and asks for `resync`. */
function resumeId(header: string | undefined, query: number | undefined): number | undefined {
  if (header === undefined || header === '') return query;
  return /^\d{1,15}$/.test(header) ? Number(header) : -1;
}

/** Answers `/stream`: opens server-sent events until either side closes. */
export function answerStream(
  query: StreamQuery,
  request: Request,
  response: Response,
  hub: StreamHub,
): void {
  hub.checkRoom();
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.flushHeaders();
  request.socket.setNoDelay(true);
  const lastEventId = resumeId(request.get('Last-Event-ID'), query.lastEventId);
  const leave = hub.join(response, {
    filter: tagFilter(query.tags),
    rate_Hz: query.rate,
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });
  response.on('close', leave);
  response.on('error', leave);
}
