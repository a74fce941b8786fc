import { createServer } from 'node:net';

/** The only address that the virtual line listens on. */
export const loopbackHost = '127.0.0.1';

/** The port that was asked for if it is free on loopback, else one that the system chooses. */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && wanted !== 0) freePort(0).then(resolve, reject);
      else reject(error);
    });
    probe.listen(wanted, loopbackHost, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address !== null ? address.port : wanted;
      probe.close(() => resolve(found));
    });
  });
}
