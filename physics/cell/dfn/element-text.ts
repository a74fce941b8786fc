import { type ElementKernels, elementSlots, responses } from './electrode-element.ts';
import { saltUnit } from './electrolyte-tables.ts';
import { type ElementMatrices, elementMatrices } from './element-matrices.ts';
import { numberText, runTimeFunction, sumText } from './run-time-code.ts';

/**
 * The kernels of `element-loops.ts` written out for one kind of element: no loops, its matrices as literals, everything
 * between load and store in local variables. That halves the time of a step. The text is compiled at run time; where a
 * page forbids that, or the text would grow too long to be compiled well, the loops do the same.
 */

/** More points than this make the text too long for the compiler. */
const mostPoints = 8;

const compiled = new Map<string, ElementKernels | undefined>();

/** The written-out kernels of an element; undefined where there are none. */
export function elementText(
  points: number,
  isAtCollector: boolean,
  direction: 1 | -1,
): ElementKernels | undefined {
  if (points > mostPoints) return undefined;
  const key = `${points} ${isAtCollector} ${direction}`;
  if (!compiled.has(key)) {
    compiled.set(key, compile(elementMatrices(points, isAtCollector), direction));
  }
  return compiled.get(key);
}

function compile(matrices: ElementMatrices, direction: 1 | -1): ElementKernels | undefined {
  const writer = new ElementWriter(matrices, direction);
  const kernel = <Name extends keyof ElementKernels>(
    names: readonly string[],
    lines: readonly string[],
  ) => runTimeFunction<ElementKernels[Name]>(['e', 'A', ...names], lines);
  const prepare = kernel<'prepare'>(
    ['P', 'past', 'rate', 'source', 'V', 'total', 'from'],
    [...writer.feed(), ...writer.salt(), ...writer.charge(), writer.fedAtB()],
  );
  const condense = kernel<'condense'>(['reference'], writer.condense());
  const expand = kernel<'expand'>(['wA', 'psiA', 'wB', 'psiB'], writer.expand());
  const feed = kernel<'feed'>(['from'], [...writer.feed(), writer.fedAtB()]);
  return prepare && condense && expand && feed && { prepare, condense, expand, feed };
}

/** Writes the text of the kernels; `k` in its names is the point, counted from the collector. */
class ElementWriter {
  readonly #matrices: ElementMatrices;
  readonly #all: readonly number[];
  /** Place of a point among those of the electrode or the cell, from the lowest of the element. */
  readonly #place: (k: number) => number;
  readonly #vector: (name: VectorName, k: number) => string;
  readonly #square: (name: 'X' | 'H', k: number, l: number) => string;
  /** Right-hand sides of the solution by their column. */
  readonly #sides: readonly {
    readonly name: 'q0' | 'qB' | 'q1' | 'qA' | 'qP';
    readonly column: number;
  }[];

  constructor(matrices: ElementMatrices, direction: 1 | -1) {
    const { points: p, isAtCollector } = matrices;
    const slots = elementSlots(p);
    this.#matrices = matrices;
    this.#all = Array.from({ length: p }, (_, k) => k);
    this.#place = (k) => (direction === 1 ? k : p - 1 - k);
    this.#vector = (name, k) => `a[${slots[name] + k}]`;
    this.#square = (name, k, l) => `a[${slots[name] + k * p + l}]`;
    const sides = (['q0', 'qB', 'q1', 'qA', 'qP'] as const).map((name, column) => ({
      name,
      column,
    }));
    this.#sides = isAtCollector ? sides.slice(0, 3) : sides;
  }

  /** After `feed`; leaves lin, 1/D, c0 - lin, wA, wB and X in `l`, `d`, `m`, `a`, `b` and `x`. */
  salt(): string[] {
    const { points: p, laplacian, laplacianA, laplacianB, slopeA, slopeB } = this.#matrices;
    const all = this.#all;
    const lines = [
      'const i=e.firstInCell,lin=A.linearisedAt,D=P.diffusivity,W=P.potential;',
      `const storage=${saltUnit}*e.porosity,spread=${saltUnit}*e.transport/(L*L);`,
    ];
    for (const k of all) {
      const inCell = `[i+${this.#place(k)}]`;
      lines.push(
        `const d${k}=1/D${inCell},p${k}=W${inCell},l${k}=lin[at+${this.#place(k)}];`,
        `const r${k}=-storage*(rate*(l${k}-p${k}*d${k})+past${inCell});`,
      );
    }
    for (const k of all) {
      for (const l of all) {
        const storage = k === l ? `+storage*rate*d${k}` : '';
        lines.push(`let x${k}_${l}=-spread*${numberText(laplacian[k * p + l])}${storage};`);
      }
    }
    lines.push(...this.#invert());
    for (const k of all) {
      const row = (of: (l: number) => string): string =>
        sumText(all.map((l) => `x${k}_${l}*${of(l)}`));
      lines.push(
        `const w${k}=${row((l) => `r${l}`)},b${k}=spread*(${row((l) => numberText(laplacianB[l]))});`,
        `const m${k}=(w${k}-p${k})*d${k};${this.#vector('perDiffusivity', k)}=d${k};${this.#vector('c0', k)}=l${k}+m${k};`,
        `${this.#vector('wB', k)}=b${k};`,
        ...(this.#isInner
          ? [
              `const a${k}=spread*(${row((l) => numberText(laplacianA[l]))});${this.#vector('wA', k)}=a${k};`,
            ]
          : []),
        ...all.map((l) => `x${k}_${l}*=source;${this.#square('X', k, l)}=x${k}_${l};`),
      );
    }
    const ends = [
      ['slopeB', slopeB] as const,
      ...(this.#isInner ? [['slopeA', slopeA] as const] : []),
    ];
    for (const [name, slope] of ends) {
      const over = (of: (k: number) => string): string =>
        sumText(all.map((k) => `${numberText(slope[k])}*${of(k)}`));
      lines.push(
        `${this.#scalar(name, 0)}=${over((k) => `w${k}`)};`,
        `${this.#scalar(name, 1)}=${numberText(slope[p + 1])}+${over((k) => `b${k}`)};`,
        ...(this.#isInner
          ? [`${this.#scalar(name, 3)}=${numberText(slope[p])}+${over((k) => `a${k}`)};`]
          : []),
        ...all.map((l) => `${this.#vector(`${name}ByQ`, l)}=${over((k) => `x${k}_${l}`)};`),
      );
    }
    return lines;
  }

  /** Gauss and Jordan in place. */
  #invert(): string[] {
    const all = this.#all;
    const lines: string[] = [];
    for (const k of all) {
      lines.push(`{const v=1/x${k}_${k};x${k}_${k}=v;`);
      for (const l of all) if (l !== k) lines.push(`x${k}_${l}*=v;`);
      for (const i of all) {
        if (i === k) continue;
        lines.push(`{const f=x${i}_${k};x${i}_${k}=-f*v;`);
        for (const l of all) if (l !== k) lines.push(`x${i}_${l}-=f*x${k}_${l};`);
        lines.push('}');
      }
      lines.push('}');
    }
    return lines;
  }

  /** After `salt`. */
  charge(): string[] {
    const { points: p, weights, distance, fromA, toB } = this.#matrices;
    const all = this.#all;
    const onB = (k: number, of: (n: number) => string): string =>
      sumText(all.map((n) => `${numberText(toB[k * p + n])}*${of(n)}`));
    const weighted = (of: (n: number) => string): string =>
      sumText(all.map((n) => `${numberText(weights[n])}*${of(n)}`));
    const lines = [
      'const t=P.activity,T=P.activitySlope,K=P.conductivity,S=P.conductivitySlope;',
      'const solid=L/e.conductivity,drop=total*solid,pores=L/e.transport;',
    ];
    for (const k of all) {
      const at = `[i+${this.#place(k)}]`;
      lines.push(
        `const s${k}=V*T${at},y${k}=1/K${at},g${k}=solid+pores*y${k},gL${k}=g${k}*L;`,
        `const u${k}=-pores*y${k}*y${k}*S${at}*f${k},o${k}=u${k}*d${k},z${k}=s${k}*d${k};`,
        ...all.map(
          (l) => `const t${k}_${l}=gL${k}*${numberText(fromA[k * p + l])}+o${k}*x${k}_${l};`,
        ),
      );
    }
    if (this.#isInner) {
      lines.push(
        `const per=1/(${weighted((n) => `g${n}`)}),i0=per*(drop-(${weighted((n) => `u${n}*m${n}`)})),iB=-per*(${weighted((n) => `o${n}*b${n}`)}),iA=-per*(${weighted((n) => `o${n}*a${n}`)});`,
        `${this.#scalar('currentA', 0)}=i0;${this.#scalar('currentA', 1)}=iB;${this.#scalar('currentA', 2)}=0;${this.#scalar('currentA', 3)}=iA;${this.#scalar('currentA', 4)}=-per;`,
        ...all.map(
          (l) =>
            `const j${l}=-per*(${weighted((n) => `t${n}_${l}`)});${this.#vector('currentByQ', l)}=j${l};`,
        ),
      );
    }
    for (const k of all) {
      const current = (name: string): string => (this.#isInner ? `-v${k}*${name}` : '');
      lines.push(
        ...(this.#isInner
          ? [`const v${k}=${onB(k, (n) => `g${n}`)};${this.#vector('share', k)}=v${k}*per;`]
          : []),
        `${this.#vector('h0', k)}=drop*${numberText(distance[k])}-V*t[i+${this.#place(k)}]-s${k}*m${k}-(${onB(k, (n) => `u${n}*m${n}`)})${current('i0')};`,
        `${this.#vector('hB', k)}=-z${k}*b${k}-(${onB(k, (n) => `o${n}*b${n}`)})${current('iB')};`,
        ...(this.#isInner
          ? [
              `${this.#vector('hA', k)}=-z${k}*a${k}-(${onB(k, (n) => `o${n}*a${n}`)})${current('iA')};`,
            ]
          : []),
        ...all.map(
          (l) =>
            `${this.#square('H', k, l)}=${onB(k, (n) => `t${n}_${l}`)}+z${k}*x${k}_${l}${this.#isInner ? `+v${k}*j${l}` : ''};`,
        ),
      );
    }
    return lines;
  }

  condense(): string[] {
    const { points: p, weights } = this.#matrices;
    const all = this.#all;
    const lines = ['const a=e.numbers,i=e.first,Q=A.Q,Z=A.Z,R=A.R,L=e.length;'];
    for (const k of all) {
      const at = `[i+${this.#place(k)}]`;
      lines.push(
        `const R${k}=R${at},W${k}=R${k}*${this.#vector('perDiffusivity', k)};`,
        ...all.map(
          (l) =>
            `let m${k}_${l}=${this.#square('H', k, l)}+W${k}*${this.#square('X', k, l)}${k === l ? `+Z${at}` : ''};`,
        ),
        `let q0_${k}=${this.#vector('h0', k)}-(Q${at}-reference)-R${k}*${this.#vector('c0', k)},qB_${k}=${this.#vector('hB', k)}-W${k}*${this.#vector('wB', k)},q1_${k}=1;`,
      );
      if (this.#isInner) {
        lines.push(
          `let qA_${k}=${this.#vector('hA', k)}-W${k}*${this.#vector('wA', k)},qP_${k}=${this.#vector('share', k)};`,
        );
      }
    }
    for (const k of all) {
      lines.push(`m${k}_${k}=1/m${k}_${k};`);
      for (let i = k + 1; i < p; i++) {
        lines.push(`{const f=m${i}_${k}*m${k}_${k};`);
        for (let l = k + 1; l < p; l++) lines.push(`m${i}_${l}-=f*m${k}_${l};`);
        lines.push(...this.#sides.map(({ name }) => `${name}_${i}-=f*${name}_${k};`), '}');
      }
    }
    for (const k of all.toReversed()) {
      for (const { name } of this.#sides) {
        const known = all.slice(k + 1).map((l) => `-m${k}_${l}*${name}_${l}`);
        lines.push(
          `${name}_${k}=(${name}_${k}${known.join('')})*m${k}_${k};${this.#vector(name, k)}=${name}_${k};`,
        );
      }
    }
    const rows = [
      ...all.map((k) => `const B${k}=${this.#vector('slopeBByQ', k)};`),
      ...(this.#isInner
        ? all.map(
            (k) =>
              `const A${k}=${this.#vector('slopeAByQ', k)},I${k}=${this.#vector('currentByQ', k)};`,
          )
        : []),
    ];
    lines.push(...rows);
    for (const { name, column } of this.#sides) {
      const by = (row: (k: number) => string): string =>
        all.map((k) => `+${row(k)}*${name}_${k}`).join('');
      // Psi has no part of its own in the slopes of W.
      const own = (of: 'slopeA' | 'slopeB'): string =>
        column === 2 || column === 4 ? '0' : this.#scalar(of, column);
      lines.push(`${this.#out('slopeB', column)}=${own('slopeB')}${by((k) => `B${k}`)};`);
      const fed = `L*(0${by((k) => numberText(weights[k]))})`;
      if (!this.#isInner) {
        lines.push(`${this.#out('currentB', column)}=${fed};`);
        continue;
      }
      lines.push(
        `${this.#out('slopeA', column)}=${own('slopeA')}${by((k) => `A${k}`)};`,
        `{const c=${this.#scalar('currentA', column)}${by((k) => `I${k}`)};${this.#out('currentA', column)}=c;${this.#out('currentB', column)}=c+${fed};}`,
      );
    }
    return lines;
  }

  expand(): string[] {
    const all = this.#all;
    return [
      'const a=e.numbers,i=e.first,q=A.q,c=A.c,Z=A.Z;let largest=0;',
      ...(this.#isInner ? ['const psi=psiA-psiB;'] : []),
      ...all.map((k) => {
        const at = `[i+${this.#place(k)}]`;
        const inner = this.#isInner
          ? `+${this.#vector('qA', k)}*wA+${this.#vector('qP', k)}*psi`
          : '';
        return `const q${k}=${this.#vector('q0', k)}+${this.#vector('qB', k)}*wB+${this.#vector('q1', k)}*psiB${inner};{const d=Math.abs((q${k}-q${at})*Z${at});if(!(d<=largest))largest=d;q${at}=q${k};}`;
      }),
      ...all.map((k) => {
        const inner = this.#isInner ? `+${this.#vector('wA', k)}*wA` : '';
        const byQ = all.map((l) => `+${this.#square('X', k, l)}*q${l}`).join('');
        return `c[i+${this.#place(k)}]=${this.#vector('c0', k)}+${this.#vector('perDiffusivity', k)}*(${this.#vector('wB', k)}*wB${inner}${byQ});`;
      }),
      'return largest;',
    ];
  }

  /** Leaves the current at the points in `f` and the reaction currents in `q`. */
  feed(): string[] {
    const { points: p, fromA } = this.#matrices;
    const all = this.#all;
    return [
      'const a=e.numbers,at=e.first,F=A.fed,L=e.length;',
      ...all.map((k) => `const q${k}=A.q[at+${this.#place(k)}];`),
      ...all.map(
        (k) =>
          `const f${k}=from+L*(${sumText(all.map((l) => `${numberText(fromA[k * p + l])}*q${l}`))});F[at+${this.#place(k)}]=f${k};`,
      ),
    ];
  }

  /** After `feed`. */
  fedAtB(): string {
    const { weights } = this.#matrices;
    return `return from+L*(${sumText(this.#all.map((k) => `${numberText(weights[k])}*q${k}`))});`;
  }

  get #isInner(): boolean {
    return !this.#matrices.isAtCollector;
  }

  #scalar(name: 'slopeA' | 'slopeB' | 'currentA', column: number): string {
    return `a[${elementSlots(this.#matrices.points)[name] + column}]`;
  }

  #out(name: keyof typeof responses, column: number): string {
    return `a[${responses[name] + column}]`;
  }
}

type VectorName =
  | 'perDiffusivity'
  | 'c0'
  | 'wA'
  | 'wB'
  | 'h0'
  | 'hA'
  | 'hB'
  | 'share'
  | 'currentByQ'
  | 'slopeAByQ'
  | 'slopeBByQ'
  | 'q0'
  | 'qB'
  | 'q1'
  | 'qA'
  | 'qP';
