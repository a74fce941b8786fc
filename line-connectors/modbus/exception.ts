import { statusCodes } from '../../twin/domain/sample.ts';

/** What an exception says of the registers that were asked for. */
interface ExceptionMeaning {
  readonly text: string;
  readonly status: number;
  /**
   * `split`: some register of the block may be the cause; `refused`: all of them are; `busy`: the next scan may do better;
   * `silent`: a gateway speaks for a device that does not answer.
   */
  readonly cause: 'split' | 'refused' | 'busy' | 'silent';
}

const { badOutOfRange, badNotSupported, badDeviceFailure, badTimeout } = statusCodes;

/** Exception codes (MODBUS Application Protocol V1.1b3, 7). */
const meanings: Readonly<Record<number, ExceptionMeaning>> = {
  1: { text: 'illegal function', status: badNotSupported, cause: 'refused' },
  2: { text: 'illegal data address', status: badOutOfRange, cause: 'split' },
  // Some devices mean by it that so many registers are too many.
  3: { text: 'illegal data value', status: badOutOfRange, cause: 'split' },
  4: { text: 'device failure', status: badDeviceFailure, cause: 'busy' },
  5: { text: 'acknowledge', status: badDeviceFailure, cause: 'busy' },
  6: { text: 'device busy', status: badDeviceFailure, cause: 'busy' },
  8: { text: 'memory parity error', status: badDeviceFailure, cause: 'busy' },
  10: { text: 'gateway path unavailable', status: badTimeout, cause: 'silent' },
  11: { text: 'gateway target does not respond', status: badTimeout, cause: 'silent' },
};

/** Meaning of an exception code; one that there is not counts as a refusal. */
export function exceptionMeaning(code: number): ExceptionMeaning {
  return meanings[code] ?? { text: 'unknown', status: badOutOfRange, cause: 'refused' };
}
