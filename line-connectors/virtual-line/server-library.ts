import { createRequire } from 'node:module';
import { withoutSelfTest } from '../opcua/without-self-test.ts';

const require = createRequire(import.meta.url);

/** The OPC UA server library; its own log is not shown. */
export const library = withoutSelfTest(() => require('node-opcua') as typeof import('node-opcua'));
library.setWarningLogger(() => {});
