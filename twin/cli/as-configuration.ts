import { PhysicsError } from '../../physics/core/errors.ts';
import { TwinError } from '../domain/errors.ts';

/**
 * Runs a check of physics; what it refuses is an error of the configuration.
 * @throws TwinError CONFIG_INVALID (data: key, and what the check says)
 */
export function asConfiguration<T>(key: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    throw new TwinError(
      'CONFIG_INVALID',
      `the configuration is not valid:\n  ${key}: ${error.message}`,
      { key, code: error.code, ...error.data },
      { cause: error },
    );
  }
}
