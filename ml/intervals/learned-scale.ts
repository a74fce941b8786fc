import { FlatForest } from '../forest/flat-forest.ts';
import type { Forest } from '../forest/forest.ts';
import type { Regressor } from '../regression/regressor.ts';
import type { ScaledRegressor } from './conformal-regressor.ts';

/** A model, and a forest of the size of its errors with an offset. */
export class LearnedScale implements ScaledRegressor {
  readonly features: readonly string[];
  readonly model: Regressor;
  readonly scale: Forest;
  readonly offset: number;
  readonly #scale: FlatForest;
  readonly #out = new Float64Array(1);

  constructor(model: Regressor, scale: Forest, offset: number) {
    this.features = model.features;
    this.model = model;
    this.scale = scale;
    this.offset = offset;
    this.#scale = new FlatForest(scale);
  }

  predictWithScale(row: ArrayLike<number>, out: Float64Array): Float64Array {
    out[0] = this.model.predict(row);
    out[1] = this.#scale.predict(row, this.#out)[0]! + this.offset;
    return out;
  }
}
