import type { ElectrodeKernels } from './electrode-arrays.ts';
import { saltUnit } from './electrolyte-tables.ts';
import type { RegionMesh } from './region-mesh.ts';

/**
 * The kernels of `electrode-loops.ts` written out for one mesh: no loops, the matrices of the mesh as literals, everything
 * between load and store in local variables. For the few points of a preset that halves the time of a step. The text is
 * compiled at run time; where a page forbids that, or the text would grow too long to be compiled well, the loops do the
 * same.
 */

/** More points than this make the text too long for the compiler. */
const mostPoints = 8;

const compiled = new Map<string, ElectrodeKernels | undefined>();

/** The written-out kernels of a mesh; undefined where there are none. */
export function electrodeText(
  mesh: RegionMesh,
  side: 'negative' | 'positive',
): ElectrodeKernels | undefined {
  if (mesh.points > mostPoints) return undefined;
  const key = `${side} ${mesh.elements.map(({ share, points }) => `${share} ${points}`).join()}`;
  if (!compiled.has(key)) compiled.set(key, compile(mesh, side));
  return compiled.get(key);
}

function compile(mesh: RegionMesh, side: 'negative' | 'positive'): ElectrodeKernels | undefined {
  try {
    return {
      salt: kernel(['D', 'W', 'past', 'rate', 'source'], saltText(mesh)),
      charge: kernel(['activity', 'current', 'activityVoltage'], chargeText(mesh)),
      iterate: kernel(
        [],
        iterateText(mesh, side === 'negative' ? mesh.slopeRight : mesh.slopeLeft),
      ),
      finish: kernel(['w'], finishText(mesh)),
    };
  } catch (error) {
    // The content security policy of a page may forbid to compile text.
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

function kernel<T>(names: readonly string[], lines: readonly string[]): T {
  return new Function('a', ...names, lines.join('\n')) as T;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
const sum = (terms: readonly string[]): string => (terms.length === 0 ? '0' : terms.join('+'));
const number = (value: number): string => `(${value})`;

function saltText({ points: p, unknowns, laplacian }: RegionMesh): string[] {
  const all = range(p);
  const entry = (k: number, l: number): string => number(laplacian[k * unknowns + l]!);
  const lines = [
    'const g=a.geometry,first=a.first,lin=a.linearisedAt,wR=a.wReaction,cR=a.cReaction;',
    `const storage=${saltUnit}*g.porosity,spread=${saltUnit}*g.transport/(g.thickness*g.thickness);`,
  ];
  for (const k of all) {
    lines.push(
      `const d${k}=1/D[first+${k}],w${k}=W[first+${k}],l${k}=lin[${k}];`,
      `const r${k}=-storage*(rate*(l${k}-w${k}*d${k})+past[first+${k}]);`,
    );
  }
  for (const k of all) {
    for (const l of all) {
      const storage = k === l ? `+storage*rate*d${k}` : '';
      lines.push(`let x${k}_${l}=-spread*${entry(k, l)}${storage};`);
    }
  }
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
  for (const k of all) {
    lines.push(
      `{const y=${sum(all.map((l) => `x${k}_${l}*r${l}`))},t=spread*(${sum(all.map((l) => `x${k}_${l}*${entry(l, p)}`))}),f=source*d${k};`,
      `a.w0[${k}]=y;a.wInterface[${k}]=t;a.c0[${k}]=l${k}+(y-w${k})*d${k};a.cInterface[${k}]=t*d${k};`,
      ...all.map((l) => `wR[${k * p + l}]=source*x${k}_${l};cR[${k * p + l}]=f*x${k}_${l};`),
      '}',
    );
  }
  return lines;
}

function chargeText({ points: p, integral, x }: RegionMesh): string[] {
  const all = range(p);
  const at = (k: number, m: number): number => integral[k * p + m]!;
  const lines = [
    'const g=a.geometry,L=g.thickness,first=a.first,lin=a.linearisedAt,cR=a.cReaction,rows=a.charge,incoming=a.incoming;',
    'const c0=a.c0,cI=a.cInterface,res=a.resistance,slope=a.resistanceSlope,act=a.activitySlope;',
  ];
  for (const k of all) {
    lines.push(
      `const r${k}=res[${k}],s${k}=slope[${k}],e${k}=act[${k}],m${k}=c0[${k}]-lin[${k}],v${k}=cI[${k}],q${k}=r${k}*L;`,
    );
    for (const l of all) lines.push(`const x${k}_${l}=cR[${k * p + l}];`);
  }
  for (const k of range(p - 1)) {
    lines.push('{');
    for (const l of all) {
      const activity = l === k ? `+e${k}` : l === k + 1 ? `-e${k + 1}` : '';
      lines.push(
        `const b${l}=L*${number(at(k + 1, l) - at(k, l))},E${l}=b${l}*s${l}${activity},G${l}=b${l}*q${l};`,
      );
    }
    lines.push(
      `a.charge0[${k}]=current*L*${number(x[k + 1]! - x[k]!)}/g.conductivity+activityVoltage*(activity[first+${k + 1}]-activity[first+${k}])-incoming*(${sum(all.map((l) => `b${l}*r${l}`))})-(${sum(all.map((l) => `E${l}*m${l}`))});`,
      `a.chargeInterface[${k}]=-(${sum(all.map((l) => `E${l}*v${l}`))});`,
      ...all.map(
        (m) =>
          `rows[${k * p + m}]=${sum(all.map((l) => `G${l}*${number(at(l, m))}+E${l}*x${l}_${m}`))};`,
      ),
      '}',
    );
  }
  return lines;
}

function iterateText({ points: p, weights }: RegionMesh, slopes: Float64Array): string[] {
  const all = range(p);
  const lines = [
    'const L=a.geometry.thickness,Q=a.Q,Z=a.Z,R=a.R,c0=a.c0,cI=a.cInterface,cR=a.cReaction,wR=a.wReaction,w0=a.w0,wI=a.wInterface,rows=a.charge,f0=a.charge0,fI=a.chargeInterface,y=a.solution0,t=a.solutionInterface;',
  ];
  for (const k of all) {
    lines.push(
      `const Z${k}=Z[${k}],R${k}=R[${k}],Q${k}=Q[${k}],u${k}=c0[${k}],v${k}=cI[${k}];`,
      ...all.map((l) => `const x${k}_${l}=cR[${k * p + l}];`),
    );
  }
  for (const k of range(p - 1)) {
    for (const m of all) {
      const kinetics = m === k ? `+Z${k}` : m === k + 1 ? `-Z${k + 1}` : '';
      lines.push(
        `let a${k}_${m}=rows[${k * p + m}]+R${k}*x${k}_${m}-R${k + 1}*x${k + 1}_${m}${kinetics};`,
      );
    }
    lines.push(
      `let y${k}=f0[${k}]+Q${k + 1}-Q${k}-R${k}*u${k}+R${k + 1}*u${k + 1},t${k}=fI[${k}]-R${k}*v${k}+R${k + 1}*v${k + 1};`,
    );
  }
  const last = p - 1;
  for (const m of all) lines.push(`let a${last}_${m}=L*${number(weights[m]!)};`);
  lines.push(`let y${last}=a.total,t${last}=0;`);
  for (const k of all) {
    lines.push(`a${k}_${k}=1/a${k}_${k};`);
    for (let i = k + 1; i < p; i++) {
      lines.push(`{const f=a${i}_${k}*a${k}_${k};`);
      for (let l = k + 1; l < p; l++) lines.push(`a${i}_${l}-=f*a${k}_${l};`);
      lines.push(`y${i}-=f*y${k};t${i}-=f*t${k};}`);
    }
  }
  for (let k = last; k >= 0; k--) {
    for (let l = k + 1; l < p; l++) lines.push(`y${k}-=a${k}_${l}*y${l};t${k}-=a${k}_${l}*t${l};`);
    lines.push(`y${k}*=a${k}_${k};t${k}*=a${k}_${k};y[${k}]=y${k};t[${k}]=t${k};`);
  }
  lines.push(`let s=0,b=${number(slopes[p]!)};`);
  for (const k of all) {
    const row = (of: string): string => sum(all.map((m) => `wR[${k * p + m}]*${of}${m}`));
    const slope = number(slopes[k]!);
    lines.push(`s+=${slope}*(w0[${k}]+${row('y')});b+=${slope}*(wI[${k}]+${row('t')});`);
  }
  lines.push('a.slope=s;a.slopeByInterface=b;');
  return lines;
}

function finishText({ points: p }: RegionMesh): string[] {
  const all = range(p);
  return [
    'const c=a.c,q=a.q,Z=a.Z,c0=a.c0,cI=a.cInterface,cR=a.cReaction,y=a.solution0,t=a.solutionInterface;let largest=0;',
    ...all.map(
      (k) =>
        `const q${k}=y[${k}]+t[${k}]*w;{const d=Math.abs((q${k}-q[${k}])*Z[${k}]);if(!(d<=largest))largest=d;q[${k}]=q${k};}`,
    ),
    ...all.map(
      (k) => `c[${k}]=c0[${k}]+cI[${k}]*w+${sum(all.map((m) => `cR[${k * p + m}]*q${m}`))};`,
    ),
    'return largest;',
  ];
}
