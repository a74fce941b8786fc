import type { CommaBar, Mixer, SlotDie } from './coater.ts';

const demonstration = (relativeSd: number, source = 'demonstration machine') =>
  ({ origin: 'assumed', relativeSd, source }) as const;

/** Mixer of the demonstration line. */
export const demonstrationMixer: Mixer = {
  name: 'demonstration disperser',
  shearPerTurn: 30,
  maximumSpeed: 50,
  fillDepth: 0.4,
  scatter: {
    solidsWeighing: 0.002,
    liquidWeighing: 0.002,
    temperature: 1,
    mixingTime: 0.05,
    packing: 0.005,
  },
  origins: {
    shearPerTurn: demonstration(
      0.4,
      'Metzner and Otto find 10 to 13 for turbines and propellers in open vessels, tools close to the wall reach more',
    ),
    maximumSpeed: demonstration(0),
    fillDepth: demonstration(0.1),
    scatter: demonstration(0.5, 'usual for weighed batches in a jacketed vessel'),
  },
};

/** Slot die of the demonstration line. */
export const demonstrationSlotDie: SlotDie = {
  name: 'demonstration slot die',
  pumpFactor: 1,
  upstreamLip: 1e-3,
  downstreamLip: 1e-3,
  slotHeight: 500e-6,
  slotBow: 0,
  slotTilt: 0,
  vacuum: 300,
  valveTime: 0.02,
  noise: {
    pumpPulsation: 0.005,
    solidsDrift: 0.003,
    gapVibration: 0.5e-6,
    vibrationFrequency: 10,
    webSpeedRipple: 0.002,
  },
  origins: {
    pumpFactor: demonstration(0.02, 'a pump that is not calibrated'),
    valveTime: demonstration(0.5),
    slotBow: { origin: 'assumed', sd: 1e-6, source: 'demonstration machine' },
    slotTilt: { origin: 'assumed', sd: 1e-6, source: 'demonstration machine' },
    vacuum: demonstration(0.1, 'demonstration machine with a vacuum box'),
    noise: demonstration(0.5, 'usual for a gear pump and a good drive'),
    upstreamLip: demonstration(0.02),
    downstreamLip: demonstration(0.02),
    slotHeight: demonstration(0.02),
  },
};

/** Comma bar of the demonstration line. */
export const demonstrationCommaBar: CommaBar = {
  name: 'demonstration comma bar',
  filmScale: 1,
  gapZero: 15e-6,
  barRadius: 0.05,
  rollRadius: 0.1,
  landLength: 1e-3,
  damHeight: 0.05,
  gapBow: 0,
  gapTilt: 0,
  liftTime: 0.05,
  noise: { gap: 2.576e-6, relative: 0.0066, webSpeedRipple: 0.002 },
  origins: {
    filmScale: demonstration(0.1, 'the model as it is; not calibrated'),
    barRadius: demonstration(0.2, 'usual size of a pilot coater'),
    rollRadius: demonstration(0.2, 'usual size of a pilot coater'),
    gapZero: { origin: 'assumed', sd: 5e-6, source: 'zeroed on the bare roll: the foil' },
    landLength: { origin: 'assumed', sd: 1e-3, source: 'an edge that is not sharp' },
    damHeight: demonstration(0.1),
    gapBow: { origin: 'assumed', sd: 2e-6, source: 'demonstration machine' },
    gapTilt: { origin: 'assumed', sd: 2e-6, source: 'demonstration machine' },
    liftTime: demonstration(0.5),
    'noise.webSpeedRipple': demonstration(0.5, 'usual for a good drive'),
    noise: {
      origin: 'fitted',
      relativeSd: 0.15,
      source:
        'here, least squares in logarithms on the mean relative scatter of loading of 144 NMC811 coatings at gaps of 50, 75, 100, 200, 300, 400 um: 5.7, 3.5, 2.5, 1.3, 1.2, 0.9 %',
    },
  },
};
