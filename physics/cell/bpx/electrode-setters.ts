import { faradayConstant } from '../../core/constants.ts';
import type { ActiveMaterial, CellParameters, Electrode, Separator } from '../cell-parameters.ts';
import { bpxError } from './bpx-error.ts';
import type { BpxFunction } from './bpx-function.ts';
import { checkCurve } from './check-curve.ts';
import { hysteresisOf, keepHysteresis } from './hysteresis.ts';
import { asProperty, potentialOf } from './read-electrode.ts';
import type { Setters, Side } from './schema.ts';

/** Fields of Parameterisation > Separator, and of the layer of an electrode. */
export function poreSetters<T extends Separator>(layer: T): Setters<T> {
  return {
    numbers: {
      'Thickness [m]': (thickness) => ({ ...layer, thickness }),
      Porosity: (porosity) => ({ ...layer, porosity }),
      'Transport efficiency': (efficiency) => ({
        ...layer,
        transport: { tortuosityFactor: layer.porosity / efficiency },
      }),
    },
  };
}

/** Fields of an electrode beside those of its particles; of a set for the single-particle model, its thickness. */
export function electrodeSetters(electrode: Electrode, whole: boolean): Setters<Electrode> {
  if (!whole) {
    return { numbers: { 'Thickness [m]': (thickness) => ({ ...electrode, thickness }) } };
  }
  return {
    numbers: {
      ...poreSetters(electrode).numbers,
      'Conductivity [S.m-1]': (conductivity) => ({ ...electrode, conductivity }),
    },
  };
}

/** Fields of one material. */
export function materialSetters(
  material: ActiveMaterial,
  {
    side,
    section,
    parameters,
  }: { readonly side: Side; readonly section: string; readonly parameters: CellParameters },
): Setters<ActiveMaterial> {
  const { exchangeCurrent, diffusivity, window, particleRadius, hysteresis } = material;
  const concentrationRatio =
    exchangeCurrent.electrolyteReference / parameters.electrolyte.initialConcentration;
  const over = window
    ? { low: Math.min(window.empty, window.full), high: Math.max(window.empty, window.full) }
    : { low: material.initialStoichiometry, high: material.initialStoichiometry };
  const checked = (value: BpxFunction, field: string, positive = false): BpxFunction => {
    checkCurve(value, [section, field], { ...over, positive });
    return value;
  };
  const limit = (end: 'empty' | 'full') => (value: number) =>
    withLimit(material, end, value, section);
  const [lowest, highest] =
    side === 'negative' ? (['empty', 'full'] as const) : (['full', 'empty'] as const);
  return {
    numbers: {
      ...(window && {
        'Minimum stoichiometry': limit(lowest),
        'Maximum stoichiometry': limit(highest),
      }),
      'Maximum concentration [mol.m-3]': (maximumConcentration) => ({
        ...material,
        maximumConcentration,
      }),
      'Particle radius [m]': (radius) => ({ ...material, particleRadius: radius }),
      'Surface area per unit volume [m-1]': (surface) => {
        const { surfacePerVolume: _, ...derived } = material;
        return { ...derived, volumeFraction: (surface * particleRadius) / 3 };
      },
      'Diffusivity activation energy [J.mol-1]': (activationEnergy) => ({
        ...material,
        diffusivity: { ...diffusivity, activationEnergy },
      }),
      'Reaction rate constant [mol.m-2.s-1]': (rate) => ({
        ...material,
        exchangeCurrent: {
          ...exchangeCurrent,
          reference:
            faradayConstant * rate * concentrationRatio ** exchangeCurrent.electrolyteExponent,
        },
      }),
      'Reaction rate constant activation energy [J.mol-1]': (activationEnergy) => ({
        ...material,
        exchangeCurrent: { ...exchangeCurrent, activationEnergy },
      }),
      ...(hysteresis && {
        'OCP hysteresis decay constant': (decayConstant: number) => ({
          ...material,
          hysteresis: { ...hysteresis, decayConstant },
        }),
      }),
    },
    curves: {
      'Diffusivity [m2.s-1]': (value) => ({
        ...material,
        diffusivity: asProperty(
          checked(value, 'Diffusivity [m2.s-1]', true),
          diffusivity.activationEnergy,
        ),
      }),
      'OCP [V]': (value) => {
        const potential = potentialOf(checked(value, 'OCP [V]'));
        const kept = hysteresisOf(material.openCircuitPotential);
        if (kept !== undefined) keepHysteresis(potential.openCircuitPotential, kept);
        const { potentialRange: _, ...rest } = material;
        return { ...rest, ...potential };
      },
      'Entropic change coefficient [V.K-1]': (value) => ({
        ...material,
        entropicChange: checked(value, 'Entropic change coefficient [V.K-1]').at,
      }),
    },
  };
}

/** The state of hysteresis at the start, of a material that has one. */
export function initialStateSetter(material: ActiveMaterial): (value: number) => ActiveMaterial {
  return (initialState) => ({
    ...material,
    hysteresis: { ...material.hysteresis!, initialState },
  });
}

/** A new end of the window; the state of charge stays. */
function withLimit(
  material: ActiveMaterial,
  end: 'empty' | 'full',
  value: number,
  section: string,
): ActiveMaterial {
  const before = material.window!;
  const window = { ...before, [end]: value };
  const rises = before.full > before.empty;
  if (window.full === window.empty || window.full > window.empty !== rises) {
    throw bpxError('BPX_INVALID_VALUE', [section, 'stoichiometric limits'], {
      found: value,
      allowed: `on the side of the other limit where it was, ${end === 'full' ? before.empty : before.full}`,
    });
  }
  const charge = (material.initialStoichiometry - before.empty) / (before.full - before.empty);
  return {
    ...material,
    window,
    initialStoichiometry: charge * window.full + (1 - charge) * window.empty,
  };
}
