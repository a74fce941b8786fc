import { runTimeFunction, sumText } from './run-time-code.ts';
import { ringSize, type StepFormula, stride } from './step-formula.ts';
import { vector } from './vectors.ts';

/** What `SphereMemory` keeps of its particles; `parts` decaying parts each, of which the last, the mean, does not decay. */
export interface MemoryArrays {
  /** Particle by particle. */
  readonly parts: Float64Array;
  /** Of each part, over D/R^2 [-], and per current density [1/(A/m2 s)]. */
  readonly rates: Float64Array;
  readonly gains: Float64Array;
  readonly decay: Float64Array;
  /** Of the currents at the points of the step formula in each part, and summed over the parts. */
  readonly weights: Float64Array;
  readonly surfaceWeights: Float64Array;
}

/** The work on the particles in a step; `currents` is the ring of the accepted ones, newest at the head. */
export interface MemoryKernels {
  /** Sets decay and weights for a step. */
  readonly weigh: (arrays: MemoryArrays, formula: StepFormula, diffusionRate: number) => void;
  /** Stoichiometry of the surfaces at the end of the step without the new currents. */
  readonly predict: (
    arrays: MemoryArrays,
    surface: Float64Array,
    currents: Float64Array,
    head: number,
  ) => void;
  /** Takes the step with the new currents j. */
  readonly accept: (
    arrays: MemoryArrays,
    j: Float64Array,
    currents: Float64Array,
    head: number,
  ) => void;
}

const made = new Map<number, MemoryKernels>();

/** The kernels for so many parts, the mean included: written out, or loops where no text may be compiled. */
export function memoryKernels(parts: number): MemoryKernels {
  const known = made.get(parts);
  if (known !== undefined) return known;
  const kernels = writtenOut(parts) ?? loops;
  made.set(parts, kernels);
  return kernels;
}

/** Rates from which on a part is gone within a step. */
const forgotten = 34;
/** Below this the recurrence from below would lose more than four of sixteen digits at order 4. */
const largestForSeries = 0.25;

/** 1/n. */
const inverse = Float64Array.from({ length: 28 }, (_, n) => 1 / n);

/** What `powerIntegrals` gives back. */
const integrals = vector(stride);

/**
 * Integrals from -1 to 0 of exp(z x) x^power for powers 0 to order.
 * @param decay - exp(-z)
 */
function powerIntegrals(z: number, decay: number, order: number): void {
  if (z >= largestForSeries) {
    const perZ = 1 / z;
    integrals[0] = (1 - decay) * perZ;
    let sign = 1;
    for (let power = 1; power <= order; power++) {
      // z I_n + n I_(n-1) = -(-1)^n decay
      sign = -sign;
      integrals[power] = (-sign * decay - power * integrals[power - 1]!) * perZ;
    }
    return;
  }
  // I_n = (-1)^n exp(-z) sum over q of z^q / ((n + 1) ... (n + 1 + q)), Kummer's form of the incomplete gamma function.
  let term = inverse[order + 1]!;
  let sum = term;
  for (let q = order + 2; q < inverse.length && term > 1e-17; q++) {
    term *= z * inverse[q]!;
    sum += term;
  }
  let sign = order % 2 === 0 ? 1 : -1;
  integrals[order] = sign * decay * sum;
  for (let power = order; power > 0; power--) {
    integrals[power - 1] = (-sign * decay - z * integrals[power]!) * inverse[power]!;
    sign = -sign;
  }
}

/** The kernels as loops, for any number of parts. */
export const loops: MemoryKernels = {
  weigh({ rates, gains, decay, weights, surfaceWeights }, formula, diffusionRate) {
    const { order, step, polynomials } = formula;
    weights.fill(0);
    surfaceWeights.fill(0);
    for (let m = 0; m < rates.length; m++) {
      const z = rates[m]! * diffusionRate * step;
      decay[m] = z < forgotten ? Math.exp(-z) : 0;
      powerIntegrals(z, decay[m]!, order);
      for (let point = 0; point <= order; point++) {
        let sum = 0;
        for (let power = 0; power <= order; power++) {
          sum += polynomials[point * stride + power]! * integrals[power]!;
        }
        const weight = gains[m]! * step * sum;
        weights[m * stride + point] = weight;
        surfaceWeights[point]! += weight;
      }
    }
  },
  predict({ parts, decay, surfaceWeights }, surface, currents, head) {
    const n = surface.length;
    const count = decay.length;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let point = 1; point < stride; point++) {
        sum += surfaceWeights[point]! * currents[((head - point + 1) & (ringSize - 1)) * n + i]!;
      }
      for (let m = 0; m < count; m++) sum += decay[m]! * parts[i * count + m]!;
      surface[i] = sum;
    }
  },
  accept({ parts, decay, weights }, j, currents, head) {
    const n = j.length;
    const count = decay.length;
    for (let i = 0; i < n; i++) {
      for (let m = 0; m < count; m++) {
        let value = decay[m]! * parts[i * count + m]! + weights[m * stride]! * j[i]!;
        for (let point = 1; point < stride; point++) {
          const current = currents[((head - point + 1) & (ringSize - 1)) * n + i]!;
          value += weights[m * stride + point]! * current;
        }
        parts[i * count + m] = value;
      }
    }
  },
};

/** The same written out for so many parts. */
export function writtenOut(count: number): MemoryKernels | undefined {
  const parts = Array.from({ length: count }, (_, m) => m);
  const points = Array.from({ length: stride }, (_, point) => point);
  const earlier = points.slice(1);
  const offsets = earlier.map((point) => `const o${point}=(head-${point - 1}&${ringSize - 1})*n;`);

  const weigh = runTimeFunction<(...args: unknown[]) => void>(
    ['a', 'f', 'rate', 'small', 'I'],
    [
      'const r=a.rates,G=a.gains,d=a.decay,w=a.weights,S=a.surfaceWeights,p=f.polynomials,order=f.order,step=f.step,x=rate*step;',
      ...points.flatMap((k) =>
        points.map((power) => `const p${k}_${power}=p[${stride * k + power}];`),
      ),
      ...points.map((k) => `let s${k}=0;`),
      'let i0,i1,i2,i3,i4;',
      ...parts.flatMap((m) => [
        `{const z=r[${m}]*x,g=G[${m}]*step,e=z<${forgotten}?Math.exp(-z):0;d[${m}]=e;`,
        `if(z>=${largestForSeries}){const v=1/z,h=g*e;i0=(g-h)*v;i1=(h-i0)*v;i2=(-h-2*i1)*v;i3=(h-3*i2)*v;i4=(-h-4*i3)*v;}`,
        'else{small(z,e,order);i0=g*I[0];i1=g*I[1];i2=g*I[2];i3=g*I[3];i4=g*I[4];}',
        ...points.map((k) => {
          const sum = sumText(points.map((power) => `p${k}_${power}*i${power}`));
          return `{const y=${sum};w[${m * stride + k}]=y;s${k}+=y;}`;
        }),
        '}',
      ]),
      ...points.map((k) => `S[${k}]=s${k};`),
    ],
  );
  const predict = runTimeFunction<MemoryKernels['predict']>(
    ['a', 'surface', 'c', 'head'],
    [
      'const n=surface.length,p=a.parts,S=a.surfaceWeights,D=a.decay;',
      ...offsets,
      ...parts.map((m) => `const d${m}=D[${m}];`),
      ...earlier.map((k) => `const s${k}=S[${k}];`),
      `for(let i=0,at=0;i<n;i++,at+=${count}){surface[i]=${sumText([
        ...earlier.map((k) => `s${k}*c[o${k}+i]`),
        ...parts.map((m) => `d${m}*p[at+${m}]`),
      ])};}`,
    ],
  );
  const accept = runTimeFunction<MemoryKernels['accept']>(
    ['a', 'j', 'c', 'head'],
    [
      'const n=j.length,p=a.parts,w=a.weights,D=a.decay;',
      ...offsets,
      ...parts.flatMap((m) => [
        `const d${m}=D[${m}];`,
        ...points.map((k) => `const w${m}_${k}=w[${m * stride + k}];`),
      ]),
      `for(let i=0,at=0;i<n;i++,at+=${count}){const j0=j[i];`,
      ...earlier.map((k) => `const j${k}=c[o${k}+i];`),
      ...parts.map((m) => {
        const fed = sumText(points.map((k) => `w${m}_${k}*j${k}`));
        return `p[at+${m}]=d${m}*p[at+${m}]+${fed};`;
      }),
      '}',
    ],
  );
  if (weigh === undefined || predict === undefined || accept === undefined) return undefined;
  return {
    weigh: (arrays, formula, rate) => weigh(arrays, formula, rate, powerIntegrals, integrals),
    predict,
    accept,
  };
}
