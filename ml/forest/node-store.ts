/** Nodes of growing trees, in arrays that double when they are full. */
export class NodeStore {
  readonly outputs: number;
  count = 0;
  feature: Int16Array;
  threshold: Float32Array;
  left: Int32Array;
  missingRight: Uint8Array;
  value: Float64Array;
  cover: Float64Array;

  constructor(outputs: number, capacity: number) {
    this.outputs = outputs;
    this.feature = new Int16Array(capacity);
    this.threshold = new Float32Array(capacity);
    this.left = new Int32Array(capacity);
    this.missingRight = new Uint8Array(capacity);
    this.value = new Float64Array(capacity * outputs);
    this.cover = new Float64Array(capacity);
  }

  /** Makes room for so many more nodes. */
  reserve(more: number): void {
    const capacity = this.feature.length;
    if (this.count + more <= capacity) return;
    const next = Math.max(2 * capacity, this.count + more);
    this.feature = grown(this.feature, new Int16Array(next));
    this.threshold = grown(this.threshold, new Float32Array(next));
    this.left = grown(this.left, new Int32Array(next));
    this.missingRight = grown(this.missingRight, new Uint8Array(next));
    this.value = grown(this.value, new Float64Array(next * this.outputs));
    this.cover = grown(this.cover, new Float64Array(next));
  }
}

function grown<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}
