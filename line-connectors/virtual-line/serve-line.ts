import type { VirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import type { Clock } from '../../twin/domain/clock.ts';
import { buildAddressSpace } from './address-space.ts';
import { loopbackHost as host } from './free-port.ts';
import type { VirtualLineOptions } from './opcua-protocol.ts';
import { library } from './server-library.ts';

const { MessageSecurityMode, OPCUACertificateManager, OPCUAServer, SecurityPolicy } = library;

/** Runs the line by the clock and serves it over OPC UA on loopback, with and without security. */
export async function serveLine(
  line: VirtualLine,
  options: Omit<VirtualLineOptions, 'line'>,
  clock: Clock,
): Promise<{ stop(): Promise<void> }> {
  const serverCertificateManager = new OPCUACertificateManager({
    rootFolder: options.pkiFolder,
    // A certificate that nobody has trusted yet lands in `rejected`; whoever knows it moves it to `trusted/certs`.
    automaticallyAcceptUnknownCertificate: false,
  });
  await serverCertificateManager.initialize();
  const { port } = options;
  const server = new OPCUAServer({
    host,
    port,
    hostname: host,
    resourcePath: options.endpointPath,
    serverCertificateManager,
    securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
    securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
    allowAnonymous: true,
    disableDiscovery: false,
    buildInfo: { productName: 'Twinline virtual line', manufacturerName: 'Twinline' },
    serverInfo: { applicationName: { text: 'Twinline virtual line' } },
  });
  await server.initialize();
  const started = clock.now();
  const toDate = (time: number) => new Date(started + (time * 1000) / options.speedFactor);
  const push = buildAddressSpace(server.engine.addressSpace!, line, toDate);
  push();
  await server.start();
  const timer = setInterval(() => {
    line.advanceTo(((clock.now() - started) / 1000) * options.speedFactor);
    push();
  }, 100);
  return {
    async stop() {
      clearInterval(timer);
      await server.shutdown(0);
      await serverCertificateManager.dispose();
    },
  };
}
