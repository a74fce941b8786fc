/**
 * Named, seeded random streams. A stream depends on seed, name and version alone, so that a new noise source shifts
 * no other; the version in the derivation lets a later generator coexist with recorded runs.
 */

const streamVersion = 'twinline/1';

/** One stream of pseudo-random numbers. */
export interface Rng {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
}

/** Root of all streams of one run. */
export interface RandomStreams {
  /** The stream of this name; asking twice starts it anew. */
  stream(name: string): Rng;
}

/** 64-bit FNV-1a over the UTF-16 code units of `text`. */
function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash;
}

/** Successive outputs of SplitMix64, which turns any seed into well mixed state words. */
function* splitMix64(seed: bigint): Generator<bigint, never> {
  let state = seed;
  for (;;) {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    yield z ^ (z >> 31n);
  }
}

/**
 * The random streams of a run.
 * @param seed - any safe integer
 * @see Blackman2021, ACM Trans. Math. Softw. 47(4) 36 (xoshiro128**), doi:10.1145/3460772; Steele2014 (SplitMix64), doi:10.1145/2660193.2660195
 */
export function randomStreams(seed: number): RandomStreams {
  return { stream: (name) => xoshiro128(fnv1a(`${streamVersion}/${seed}/${name}`)) };
}

function xoshiro128(seed: bigint): Rng {
  const words = splitMix64(seed);
  const [high, low] = [words.next().value, words.next().value];
  const state = Uint32Array.of(
    Number(high >> 32n),
    Number(high & 0xffffffffn),
    Number(low >> 32n),
    Number(low & 0xffffffffn),
  );
  let spare = Number.NaN;

  function next(): number {
    const s0 = state[0]!;
    const s1 = state[1]!;
    const s2 = state[2]! ^ s0;
    const s3 = state[3]! ^ s1;
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    state[1] = s1 ^ s2;
    state[0] = s0 ^ s3;
    state[2] = s2 ^ (s1 << 9);
    state[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }
  function uniform(): number {
    return ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
  }
  function normal(): number {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const square = u * u + v * v;
      if (square < 1 && square > 0) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        spare = v * scale;
        return u * scale;
      }
    }
  }
  return { uniform, normal };
}
