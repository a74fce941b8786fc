import { z } from 'zod';

/** Name of a thing of the plant, as it stands in tags and in the configuration. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'letters, digits and -, beginning with a letter');
