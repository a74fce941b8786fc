import { type Preset, type PresetName, presets } from './presets.ts';

/** Metal forms next to the separator; its elements fit those for depletion, so that lithium and salt are kept. */
const negative = [4, 4, 4].map((points) => ({ share: 1, points }));

function withMetal({ mesh, depleted }: Preset, tolerance: number): Preset {
  return {
    mesh: { ...mesh, negative },
    tolerance,
    depleted: { ...depleted, negative },
  };
}

const platingPresets: Readonly<Record<PresetName, Preset>> = {
  // Metal ends charges sooner or later: `fast` holds them to a millivolt with half of its tolerance.
  fast: withMetal(presets.fast, 0.5 * presets.fast.tolerance),
  accurate: withMetal(presets.accurate, presets.accurate.tolerance),
};

/** What a cell is solved with: more points in the negative electrode where metal on it is followed. */
export function presetOf({
  preset,
  plating = 'none',
}: {
  readonly preset: PresetName;
  readonly plating?: string;
}): Preset {
  return plating === 'none' ? presets[preset] : platingPresets[preset];
}
