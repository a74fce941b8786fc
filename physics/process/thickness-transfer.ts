import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import type { Press, Rolls } from '../materials/press.ts';
import { type CoatingBeforeRolls, calender, type RollConditions } from './calendering.ts';
import { flatteningStiffness } from './nip.ts';

/** Relative step of the differences. */
const step = 1e-4;
/** Compression over thickness that the differences do not resolve; it evens out next to nothing. */
const unresolved = 1e-9;

/**
 * Relative scatter of thickness behind the rolls over that in front of them, of a coating whose loading scatters. Beside
 * each other, thick and thin spots see the same rolls: a thick one bears more of the load and is pressed more, as far as
 * the rolls do not flatten there. With loading m in proportion to 1 + x and the nip N(q, m) of the compaction law,
 *
 *   S dN = dq / k_r,   dN = N_x x + N_q dq   ->   dN = N_x x / (1 - S k_r N_q)
 *   dL = (1 - s) dN + s L_0 x              a share s springs back
 *   t  = (dL / L) / x
 *
 * with S the coated sides in the nip, k_r the load by which the rolls flatten, and N_x, N_q by central differences of `calender`. Where the rolls touch
 * a share of the coating only (`touchedShare`), they even out that share.
 * @param pressed - lineLoad of the nip [N.m-1], as `calender` gave it
 * @param scatter - standard deviation of thickness over its mean in front of the rolls [-]
 * @returns t [-], 1 where the rolls do not touch; below 1 as long as pressing evens out
 * @throws PhysicsError PHY_OUT_OF_RANGE as `calender`
 * @remarks The balance is of this repository. Two sides are taken to be thick at the same places, as coats of the same die
 *   are across the web; where they scatter on their own, they even out less. A nip full of liquid evens out nothing. It leaves out scatter that the press itself makes (eccentric or bent rolls).
 */
export function thicknessTransfer(
  coating: CoatingBeforeRolls,
  material: Pick<ElectrodeMaterial, 'solids' | 'compaction'>,
  { press, rolls }: { readonly press: Press; readonly rolls: Rolls },
  conditions: RollConditions,
  pressed: { readonly lineLoad: number },
  scatter: number,
): number {
  const { lineLoad } = pressed;
  const { coatedSides = 1 } = conditions;
  if (lineLoad === 0) return 1;
  // A spot may bear a little more than the press gives on the mean.
  const machine = { ...press, maximumLineLoad: press.maximumLineLoad * (1 + 2 * step) };
  const at = (loading: number, load: number) =>
    calender(
      {
        ...coating,
        loading: coating.loading * loading,
        thickness: coating.thickness * loading,
      },
      material,
      machine,
      { mode: 'force', lineLoad: lineLoad * load },
      conditions,
    );
  const { thickness } = at(1, 1);
  const compression = 1 - thickness / coating.thickness;
  if (compression < unresolved) return 1;
  const slope = (low: number, high: number): number => (high - low) / (2 * step);
  const byLoading = slope(at(1 - step, 1).loadedGap, at(1 + step, 1).loadedGap);
  const byLoad = slope(at(1, 1 - step).loadedGap, at(1, 1 + step).loadedGap) / lineLoad;
  const { springBack } = material.compaction;
  const nip = byLoading / (1 - coatedSides * flatteningStiffness(lineLoad, rolls) * byLoad);
  const touched = ((1 - springBack) * nip + springBack * coating.thickness) / thickness;
  return 1 - (1 - touched) * touchedShare(compression, scatter);
}

/**
 * Share of a coating that the rolls touch, 1 - exp(-c / s): one that loses less thickness than it scatters is touched at its
 * high spots only. A form of this repository.
 * @param compression - c, thickness lost over thickness [-], >= 0
 * @param scatter - s, standard deviation of thickness over its mean [-], >= 0
 */
export function touchedShare(compression: number, scatter: number): number {
  if (compression <= 0) return 0;
  return scatter === 0 ? 1 : -Math.expm1(-compression / scatter);
}
