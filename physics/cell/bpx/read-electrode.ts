import { faradayConstant } from '../../core/constants.ts';
import type { ActiveMaterial, Electrode, Property } from '../cell-parameters.ts';
import { type BpxPath, bpxError } from './bpx-error.ts';
import type { BpxFunction } from './bpx-function.ts';
import { checkCurve } from './check-curve.ts';
import { keepHysteresis, modelledHysteresis } from './hysteresis.ts';
import {
  asObject,
  checkNames,
  type JsonObject,
  readField,
  readSection,
  type SectionValues,
} from './read-section.ts';
import {
  electrodeRules,
  electrodeSections,
  hysteresisStateFields,
  hysteresisStateRule,
  particleRules,
  type Side,
  singleParticleElectrodeRules,
} from './schema.ts';

/** What the rest of the file says about an electrode. */
export interface ElectrodeContext {
  readonly side: Side;
  /** Whether the file has what models with an electrolyte need. */
  readonly whole: boolean;
  readonly stateOfCharge: number;
  /** [mol/m3] */
  readonly electrolyteConcentration: number;
  /** State > Initial conditions > Initial hysteresis state. */
  readonly hysteresisState: unknown;
}

/** Conductivity of an electrode of which only the single-particle model is asked [S/m]. */
const negligibleResistance = 1e9;

type ParticleValues = SectionValues<typeof particleRules>;
const particleFields = Object.keys(particleRules);

/**
 * An electrode from its section: one material, or a blend under "Particle". A file for the single-particle model
 * says nothing of pores and electrons: they are given the limit in which that model holds (no resistance, and pores
 * wherever there is no active material).
 * @throws PhysicsError BPX_UNKNOWN_FIELD, BPX_MISSING_FIELD, BPX_INVALID_VALUE, BPX_INVALID_EXPRESSION
 */
export function readElectrode(section: unknown, context: ElectrodeContext): Electrode {
  const path = ['Parameterisation', electrodeSections[context.side]];
  const object = asObject(section, path);
  const nested = Object.hasOwn(object, 'Particle') ? ['Particle'] : particleFields;
  const layer = context.whole
    ? readLayer(object, path, nested)
    : readSingleParticleLayer(object, path, nested);
  const materials = particlesOf(object, path, context).map((particle) =>
    material(particle, context),
  );
  const activeShare = materials.reduce((sum, { volumeFraction }) => sum + volumeFraction, 0);
  const porosity = layer.porosity ?? 1 - activeShare;
  if (activeShare >= 1 || porosity + activeShare > 1 + 1e-12) {
    throw bpxError('BPX_INVALID_VALUE', path, {
      found: `porosity ${porosity} and active share ${activeShare}`,
      allowed:
        'at most 1 together (active share = surface area per unit volume x particle radius / 3)',
    });
  }
  return { kind: 'porous', ...layer, porosity, materials, activeSurfaceFactor: 1 };
}

function readLayer(object: JsonObject, path: BpxPath, nested: readonly string[]) {
  const values = readSection(object, { path, rules: electrodeRules, nested });
  return {
    thickness: values['Thickness [m]'],
    porosity: values.Porosity,
    transport: { tortuosityFactor: values.Porosity / values['Transport efficiency'] },
    conductivity: values['Conductivity [S.m-1]'],
  };
}

function readSingleParticleLayer(object: JsonObject, path: BpxPath, nested: readonly string[]) {
  const values = readSection(object, { path, rules: singleParticleElectrodeRules, nested });
  return {
    thickness: values['Thickness [m]'],
    porosity: undefined,
    transport: { tortuosityFactor: 1 },
    conductivity: negligibleResistance,
  };
}

interface Particle {
  readonly name: string;
  readonly path: BpxPath;
  readonly values: ParticleValues;
  readonly hysteresisState: number | undefined;
}

function particlesOf(
  object: JsonObject,
  path: BpxPath,
  { side, hysteresisState }: ElectrodeContext,
): readonly Particle[] {
  const statePath = ['State', 'Initial conditions', hysteresisStateFields[side]];
  const state = (found: unknown, at: BpxPath): number | undefined =>
    found === undefined ? undefined : (readField(found, at, hysteresisStateRule) as number);
  if (!Object.hasOwn(object, 'Particle')) {
    const own = Object.fromEntries(
      Object.entries(object).filter(([name]) => particleFields.includes(name)),
    );
    const values = readSection(own, { path, rules: particleRules });
    const name = electrodeSections[side];
    return [{ name, path, values, hysteresisState: state(hysteresisState, statePath) }];
  }
  const blend = asObject(object['Particle'], [...path, 'Particle']);
  const names = Object.keys(blend);
  if (names.length === 0) {
    const allowed = 'at least one particle by its name';
    throw bpxError('BPX_INVALID_VALUE', [...path, 'Particle'], { found: blend, allowed });
  }
  const states = hysteresisState === undefined ? {} : asObject(hysteresisState, statePath);
  checkNames(states, statePath, names);
  const unsaid =
    hysteresisState === undefined ? undefined : names.find((name) => !Object.hasOwn(states, name));
  if (unsaid !== undefined) {
    throw bpxError('BPX_MISSING_FIELD', [...statePath, unsaid], {
      found: undefined,
      allowed: 'a number for every particle of the blend',
    });
  }
  return names.map((name) => {
    const at = [...path, 'Particle', name];
    const values = readSection(blend[name], { path: at, rules: particleRules });
    return { name, path: at, values, hysteresisState: state(states[name], [...statePath, name]) };
  });
}

function material(
  { name, path, values, hysteresisState }: Particle,
  { side, stateOfCharge, electrolyteConcentration }: ElectrodeContext,
): ActiveMaterial {
  const [low, high] = [values['Minimum stoichiometry'], values['Maximum stoichiometry']];
  if (!(low < high)) {
    throw bpxError('BPX_INVALID_VALUE', [...path, 'Minimum stoichiometry'], {
      found: low,
      allowed: `below the maximum stoichiometry, ${high}`,
    });
  }
  const window = side === 'negative' ? { empty: low, full: high } : { empty: high, full: low };
  const over = { low, high };
  const potential = values['OCP [V]'];
  const diffusivity = values['Diffusivity [m2.s-1]'];
  const entropic = values['Entropic change coefficient [V.K-1]'];
  checkCurve(potential, [...path, 'OCP [V]'], over);
  checkCurve(diffusivity, [...path, 'Diffusivity [m2.s-1]'], { ...over, positive: true });
  if (entropic) checkCurve(entropic, [...path, 'Entropic change coefficient [V.K-1]'], over);
  const branches = {
    delithiation: values['OCP (delithiation) [V]'],
    lithiation: values['OCP (lithiation) [V]'],
    decayConstant: values['OCP hysteresis decay constant'],
    initialState: hysteresisState,
  };
  for (const branch of ['delithiation', 'lithiation'] as const) {
    const curve = branches[branch];
    if (curve) checkCurve(curve, [...path, `OCP (${branch}) [V]`], over);
  }
  keepHysteresis(potential.at, branches);
  const modelled = modelledHysteresis(potential.at);
  const radius = values['Particle radius [m]'];
  return {
    name,
    volumeFraction: (values['Surface area per unit volume [m-1]'] * radius) / 3,
    particleRadius: radius,
    maximumConcentration: values['Maximum concentration [mol.m-3]'],
    diffusivity: asProperty(diffusivity, values['Diffusivity activation energy [J.mol-1]']),
    ...potentialOf(potential),
    ...(modelled && { hysteresis: modelled }),
    entropicChange: entropic?.at ?? (() => 0),
    exchangeCurrent: {
      reference: faradayConstant * values['Reaction rate constant [mol.m-2.s-1]'],
      electrolyteReference: electrolyteConcentration,
      electrolyteExponent: 0.5,
      lithiationExponent: 0.5,
      vacancyExponent: 0.5,
      ...withEnergy(values['Reaction rate constant activation energy [J.mol-1]']),
    },
    initialStoichiometry: stateOfCharge * window.full + (1 - stateOfCharge) * window.empty,
    window,
  };
}

/** A function of BPX with Arrhenius's factor; its range is that of its table, where it is one. */
export function asProperty(property: BpxFunction, activationEnergy: number | undefined): Property {
  const range = tableRange(property);
  return { at: property.at, ...withEnergy(activationEnergy), ...(range && { range }) };
}

/** A function of BPX as the potential of a material; its range is that of its table, where it is one. */
export function potentialOf(
  potential: BpxFunction,
): Pick<ActiveMaterial, 'openCircuitPotential' | 'potentialRange'> {
  const potentialRange = tableRange(potential);
  return { openCircuitPotential: potential.at, ...(potentialRange && { potentialRange }) };
}

function tableRange({ source }: BpxFunction): readonly [low: number, high: number] | undefined {
  return typeof source === 'object' ? [source.x[0]!, source.x.at(-1)!] : undefined;
}

function withEnergy(activationEnergy: number | undefined): { activationEnergy?: number } {
  return activationEnergy ? { activationEnergy } : {};
}
