import type { Press, Rolls } from './press.ts';

/** Press of the demonstration line. */
export const demonstrationPress: Press = {
  name: 'demonstration calender',
  gapZero: 100e-6,
  gapZeroPerKelvin: 0.2e-6,
  referenceTemperature: 353.15,
  stiffness: 2e9,
  maximumLineLoad: 500_000,
  origins: {
    gapZero: { origin: 'assumed', relativeSd: 0.05, source: 'demonstration machine' },
    gapZeroPerKelvin: { origin: 'assumed', relativeSd: 0.5, source: 'growth of the rolls' },
    referenceTemperature: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
    stiffness: { origin: 'assumed', relativeSd: 0.3, source: 'demonstration machine' },
    maximumLineLoad: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
  },
};

/** Rolls of that press. */
export const demonstrationRolls: Rolls = {
  name: 'rolls of the demonstration calender',
  diameter: 0.25,
  width: 0.5,
  bearingSpan: 0.7,
  crown: 4.5e-6,
  youngsModulus: 210e9,
  poissonRatio: 0.3,
  wrapAngle: 0.5,
  wrapConductance: 800,
  nipConductance: 10_000,
  origins: {
    diameter: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
    width: { origin: 'assumed', relativeSd: 0, source: 'demonstration machine' },
    bearingSpan: { origin: 'assumed', relativeSd: 0.05, source: 'demonstration machine' },
    crown: {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'ground for a straight nip at the nominal line load',
    },
    wrapAngle: { origin: 'assumed', relativeSd: 0.2, source: 'demonstration machine' },
    youngsModulus: {
      origin: 'paper',
      relativeSd: 0.03,
      source: 'steel, Johnson1985 (textbook value)',
    },
    poissonRatio: {
      origin: 'paper',
      relativeSd: 0.03,
      source: 'steel, Johnson1985 (textbook value)',
    },
    wrapConductance: {
      origin: 'assumed',
      relativeSd: 0.5,
      source: 'order of a dry web on a warm cylinder under tension; not measured for electrodes',
    },
    nipConductance: {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'air gap of 2.5 um: roughness of a coating that is pressed on a polished roll; not measured',
    },
  },
};
