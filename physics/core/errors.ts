/**
 * An error with a code from a closed list and the data that explain it. Every rank has one subclass of this shape;
 * callers switch on `code`. The codes are catalogued in docs/errors.md, which a test holds equal to the code.
 */
export class CodedError<C extends string> extends Error {
  readonly code: C;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: C,
    message: string,
    data: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.data = data;
  }
}

/** Every code that physics throws. */
export const physicsErrorCodes = [
  'PHY_OUT_OF_RANGE',
  'PHY_NO_ROOT',
  'PHY_STEP_TOO_SMALL',
  'PHY_UNKNOWN_UNIT',
  'PHY_DIMENSION_MISMATCH',
  'PHY_UNKNOWN_VARIABLE',
  'PHY_UNKNOWN_FAULT',
  'PHY_UNKNOWN_LINE',
  'PHY_UNKNOWN_CELL_SET',
  'PHY_PROTOCOL_INVALID',
  'CELL_STATE_UNREACHABLE',
  'PHY_UNKNOWN_PARAMETER',
  'PHY_PARAMETER_OUT_OF_RANGE',
  'PHY_PARAMETERS_CONTRADICT',
  'BPX_UNREADABLE',
  'BPX_UNKNOWN_VERSION',
  'BPX_UNKNOWN_FIELD',
  'BPX_MISSING_FIELD',
  'BPX_INVALID_VALUE',
  'BPX_INVALID_EXPRESSION',
  'BPX_MODEL_INCOMPLETE',
  'BPX_CANNOT_EXPRESS',
] as const;
export type PhysicsErrorCode = (typeof physicsErrorCodes)[number];

/** Thrown by physics for a broken promise; expected outcomes are returned. */
export class PhysicsError extends CodedError<PhysicsErrorCode> {}

/** A statement about a result that is still usable but lies outside what a model was made for. */
export interface ModelWarning {
  readonly code: ModelWarningCode;
  /** One sentence for the engineer. */
  readonly message: string;
  readonly data: Readonly<Record<string, number | string>>;
}

/** Every code that a model result can carry as a warning; catalogued in docs/errors.md. */
export const modelWarningCodes = [
  'COATING_LOW_FLOW_LIMIT',
  'COATING_LIMIT_EXTRAPOLATED',
  'COATING_AIR_ENTRAINMENT',
  'COATING_BEAD_BREAKS',
  'COATING_BEAD_SWELLS',
  'COATING_BEAD_STARVED',
  'COATING_BEAD_OVERFLOWS',
  'COATING_BAR_LEAKS',
  'COATING_PATCHES_MERGE',
  'DRYING_NOT_DRY',
  'DRYING_MAY_STAY_WET',
  'DRYING_TRANSFER_EXTRAPOLATED',
  'DRYING_AIR_SATURATED',
  'DRYING_AIR_NEAR_EXPLOSION',
  'DRYING_FRESH_AIR_SHORT',
  'DRYING_FILM_TOO_HOT',
  'DRYING_BOILING',
  'DRYING_SKINNING',
  'DRYING_CRACKING',
  'DRYING_SURFACE_SEALED',
  'CALENDERING_OUTSIDE_FITTED_LOAD',
  'CALENDERING_OUTSIDE_FITTED_TEMPERATURE',
  'CALENDERING_NO_CONTACT',
  'CALENDERING_COATING_COLD',
  'CALENDERING_PARTICLES_CRACK',
  'CALENDERING_FOIL_OVERSTRETCHED',
  'CALENDERING_WEB_WAVES',
  'CALENDERING_WET_WEB',
  'CALENDERING_TRANSPORT_EXTRAPOLATED',
  'VISCOSITY_NEAR_JAMMING',
  'SLURRY_UNDISPERSED',
  'SLURRY_OVERMIXED',
  'SLURRY_SETTLING',
  'CELL_OUTSIDE_VOLTAGE_WINDOW',
  'CELL_TOO_HOT',
  'CELL_OUTSIDE_MEASURED_RANGE',
  'CELL_MATERIAL_STANDS_IN',
  'CELL_LITHIUM_PLATING',
  'CELL_SENSITIVITY_MISSING',
] as const;
export type ModelWarningCode = (typeof modelWarningCodes)[number];
