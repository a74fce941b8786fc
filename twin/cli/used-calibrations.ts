import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { usedCalibrationSchema } from '../contract/calibration.ts';
import type { Configuration } from '../contract/configuration.ts';
import { shapeProblems } from '../contract/shape-problems.ts';
import { TwinError } from '../domain/errors.ts';
import type { UsedCalibration } from '../estimation/calibration/used-calibration.ts';
import { parseJson, readInput } from './input-file.ts';

/**
 * The calibrations that the configuration names.
 * @throws TwinError INPUT_UNREADABLE; CALIBRATION_UNUSABLE for a file that is not what `calibrate --out` writes (data: file, key,
 *   found, allowed)
 */
export function usedCalibrations({ models }: Configuration): readonly UsedCalibration[] {
  return models.calibrations.map((file) => {
    const text = readInput(file, 'calibration');
    const raw = parseJson(text, file, 'calibration');
    const read = usedCalibrationSchema.safeParse(raw);
    if (!read.success) {
      const { key, found, allowed } = shapeProblems(read.error, raw, usedCalibrationSchema)[0]!;
      throw new TwinError(
        'CALIBRATION_UNUSABLE',
        `${file}, ${key}: found ${found}; allowed is ${allowed}, as 'calibrate --out' writes it`,
        { file, key, found, allowed },
      );
    }
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const source = `calibration of ${read.data.model} ${basename(file)} (sha256 ${hash})`;
    return { ...read.data, file, source };
  });
}
