import { CodedError } from '../physics/core/errors.ts';

/** Every code that learning throws. */
export const mlErrorCodes = [
  'ML_TABLE_INVALID',
  'ML_NOT_FINITE',
  'ML_OPTION_OUT_OF_RANGE',
  'ML_TOO_FEW_ROWS',
  'ML_TOO_LARGE',
  'ML_CONSTANT',
  'ML_NOT_ESTIMABLE',
  'ML_DESIGN_SINGULAR',
  'ML_MODEL_FILE_INVALID',
  'ML_MODEL_FILE_VERSION',
] as const;
export type MlErrorCode = (typeof mlErrorCodes)[number];

/** Thrown by learning for data or options that it cannot use. */
export class MlError extends CodedError<MlErrorCode> {}
