import { webcrypto } from 'node:crypto';

/**
 * Loads the OPC UA library without the self-test that it starts under Node 20: it makes an RSA key of 4,096 bits, up to
 * 2 s of CPU per thread, only to print a notice about a padding that we never use. The loading must be synchronous, so
 * that nothing else can ask for a key meanwhile.
 */
export function withoutSelfTest<T>(load: () => T): T {
  const { subtle } = webcrypto;
  const never: typeof subtle.generateKey = () => new Promise<never>(() => undefined);
  subtle.generateKey = never;
  try {
    return load();
  } finally {
    // What was set above hides the method of the prototype.
    Reflect.deleteProperty(subtle, 'generateKey');
  }
}
