import { startVirtualLineServer } from '../../line-connectors/virtual-line/opcua-server.ts';

/** The short virtual line in a process of its own, so that its work is not counted as the twin's. */
const server = await startVirtualLineServer({
  line: 'short',
  seed: 7,
  faults: [],
  port: 0,
  pkiFolder: process.argv[2]!,
});
process.on('disconnect', () => process.exit());
process.send!({ endpoint: server.endpoint });
