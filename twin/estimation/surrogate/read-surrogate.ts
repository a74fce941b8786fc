import { type Packed, unpack } from '../../../ml/model-files/pack.ts';
import { P2dSurrogate, type SurrogateParts } from './p2d-surrogate.ts';

/**
 * The surrogate that was written: it predicts the same bits.
 * @throws PhysicsError PHY_UNKNOWN_CELL_SET for a parameter set that this version does not know
 */
export function readSurrogate(packed: Packed): P2dSurrogate {
  return new P2dSurrogate(unpack(packed) as SurrogateParts);
}
