import { PhysicsError } from '../../physics/core/errors.ts';
import type { SegmentWarning } from '../domain/segment.ts';
import type { WebPiece } from './web-piece.ts';

/** A prediction that physics refuses leaves the piece unknown, with the reason, until the next attempt. */
export function attemptForecast(piece: WebPiece, forecast: () => void): void {
  const reason = refusal(forecast);
  if (reason !== undefined) piece.withhold(reason);
}

/** Why physics refuses to calculate something; undefined where it does not. */
export function refusal(calculate: () => void): SegmentWarning | undefined {
  try {
    calculate();
    return undefined;
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    return { code: error.code, message: error.message, data: error.data };
  }
}
