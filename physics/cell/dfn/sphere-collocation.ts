import { differentiationMatrix } from '../../numerics/lagrange.ts';
import { gaussJacobiHalf } from './gauss-jacobi-half.ts';
import { numberText, runTimeFunction, sumText } from './run-time-code.ts';
import { solveTwo } from './small-dense.ts';
import { vector } from './vectors.ts';

/** Scratch and results of the particles of one material; nodes follow each other particle by particle. */
export interface SphereArrays {
  /** Guess of the stoichiometries, and 1/D and the Kirchhoff potential there. */
  readonly guess: Float64Array;
  readonly perD: Float64Array;
  readonly potential: Float64Array;
  /** The part of the time derivatives that is known [1/s]. */
  readonly past: Float64Array;
  /** Stoichiometries: base + byCurrent j. */
  readonly base: Float64Array;
  readonly byCurrent: Float64Array;
  /** Kirchhoff potential at the surface of the particle that was solved last: constant part and by its slope there. */
  readonly surface: Float64Array;
}

/**
 * Solves rate s + past = spread (operator w), with s linearised at the guess, for a particle.
 * @param from - index of its first node
 * @param slope - w'(1) per current density; @param current - guess of it [A/m2]
 * @returns largest difference of the stoichiometries for that current to the guess
 */
export type SolveParticle = (
  arrays: SphereArrays,
  from: number,
  rate: number,
  spread: number,
  slope: number,
  current: number,
) => number;

/** Collocation of spherical diffusion in x = (r/R)^2; see `SphereProfile`. */
export interface SphereCollocation {
  readonly nodes: number;
  /** Of the mean. */
  readonly weights: Float64Array;
  /** (4 x w'' + 6 w') at the nodes by the node values, nodes x nodes, and by w'(1). */
  readonly operator: Float64Array;
  readonly operatorBySlope: Float64Array;
  /** w(1) by the node values and by w'(1). */
  readonly surfaceRow: Float64Array;
  readonly surfaceBySlope: number;
  readonly solve: SolveParticle;
}

const made = new Map<number, SphereCollocation>();

/** The collocation at so many nodes, made once. */
export function sphereCollocation(nodes: number): SphereCollocation {
  const known = made.get(nodes);
  if (known !== undefined) return known;
  const collocation = make(nodes);
  made.set(nodes, collocation);
  return collocation;
}

function make(nodes: number): SphereCollocation {
  const { x, weights } = gaussJacobiHalf(nodes);
  const slope = differentiationMatrix([...x, 1]);
  const last = slope[nodes]!;
  const surfaceBySlope = 1 / last[nodes]!;
  const surfaceRow = Float64Array.from({ length: nodes }, (_, m) => -last[m]! * surfaceBySlope);
  const operator = new Float64Array(nodes * nodes);
  const operatorBySlope = new Float64Array(nodes);
  for (let i = 0; i < nodes; i++) {
    const row = slope.map((_, m) => {
      let second = 0;
      for (let q = 0; q <= nodes; q++) second += slope[i]![q]! * slope[q]![m]!;
      return 4 * x[i]! * second + 6 * slope[i]![m]!;
    });
    for (let m = 0; m < nodes; m++) {
      operator[i * nodes + m] = row[m]! + row[nodes]! * surfaceRow[m]!;
    }
    operatorBySlope[i] = row[nodes]! * surfaceBySlope;
  }
  const matrices = { nodes, weights, operator, operatorBySlope, surfaceRow, surfaceBySlope };
  return { ...matrices, solve: writtenOut(matrices) ?? loops(matrices) };
}

type Matrices = Omit<SphereCollocation, 'solve'>;

/** The solution as loops. */
export function loops({
  nodes: n,
  operator,
  operatorBySlope,
  surfaceRow,
  surfaceBySlope,
}: Matrices): SolveParticle {
  const matrix = vector(n * n);
  return (arrays, from, rate, spread, slope, current) => {
    const { guess, perD, potential, past, surface } = arrays;
    const y = arrays.base.subarray(from, from + n);
    const t = arrays.byCurrent.subarray(from, from + n);
    for (let i = 0; i < n; i++) {
      for (let m = 0; m < n; m++) matrix[i * n + m] = -spread * operator[i * n + m]!;
      const perDHere = perD[from + i]!;
      matrix[i * n + i]! += rate * perDHere;
      y[i] = -rate * (guess[from + i]! - potential[from + i]! * perDHere) - past[from + i]!;
      t[i] = spread * operatorBySlope[i]! * slope;
    }
    solveTwo(matrix, y, t, n);
    let [w, wByCurrent, moved] = [0, surfaceBySlope * slope, 0];
    for (let i = 0; i < n; i++) {
      w += surfaceRow[i]! * y[i]!;
      wByCurrent += surfaceRow[i]! * t[i]!;
      y[i] = guess[from + i]! + (y[i]! - potential[from + i]!) * perD[from + i]!;
      t[i]! *= perD[from + i]!;
      moved = Math.max(moved, Math.abs(y[i]! + t[i]! * current - guess[from + i]!));
    }
    surface[0] = w;
    surface[1] = wByCurrent;
    return moved;
  };
}

/** The same written out. */
export function writtenOut({
  nodes: n,
  operator,
  operatorBySlope,
  surfaceRow,
  surfaceBySlope,
}: Matrices): SolveParticle | undefined {
  const all = Array.from({ length: n }, (_, i) => i);
  const lines = [
    'const G=a.guess,D=a.perD,P=a.potential,H=a.past,B=a.base,J=a.byCurrent,S=a.surface,f=spread*slope;',
  ];
  for (const i of all) {
    lines.push(
      `const g${i}=G[o+${i}],d${i}=D[o+${i}],p${i}=P[o+${i}];`,
      ...all.map(
        (m) =>
          `let m${i}_${m}=-spread*${numberText(operator[i * n + m])}${i === m ? `+rate*d${i}` : ''};`,
      ),
      `let y${i}=-rate*(g${i}-p${i}*d${i})-H[o+${i}],t${i}=f*${numberText(operatorBySlope[i])};`,
    );
  }
  for (const k of all) {
    lines.push(`m${k}_${k}=1/m${k}_${k};`);
    for (const i of all.slice(k + 1)) {
      lines.push(
        `{const x=m${i}_${k}*m${k}_${k};`,
        ...all.slice(k + 1).map((l) => `m${i}_${l}-=x*m${k}_${l};`),
        `y${i}-=x*y${k};t${i}-=x*t${k};}`,
      );
    }
  }
  for (const k of all.toReversed()) {
    const known = (name: string): string =>
      all
        .slice(k + 1)
        .map((l) => `-m${k}_${l}*${name}${l}`)
        .join('');
    lines.push(`y${k}=(y${k}${known('y')})*m${k}_${k};`, `t${k}=(t${k}${known('t')})*m${k}_${k};`);
  }
  const atSurface = (name: string): string =>
    sumText(all.map((i) => `${numberText(surfaceRow[i])}*${name}${i}`));
  lines.push(
    `S[0]=${atSurface('y')};S[1]=${numberText(surfaceBySlope)}*slope+${atSurface('t')};`,
    'let moved=0;',
    ...all.map(
      (i) =>
        `{const y=(y${i}-p${i})*d${i},t=t${i}*d${i},s=Math.abs(y+t*current);B[o+${i}]=g${i}+y;J[o+${i}]=t;if(!(s<=moved))moved=s;}`,
    ),
    'return moved;',
  );
  return runTimeFunction(['a', 'o', 'rate', 'spread', 'slope', 'current'], lines);
}
