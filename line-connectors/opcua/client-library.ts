import { createRequire } from 'node:module';
import { withoutSelfTest } from './without-self-test.ts';

/** Takes a line of the OPC UA library's own log. */
export type Log = (message: string) => void;

const require = createRequire(import.meta.url);

function load(log: Log) {
  const client = withoutSelfTest(
    () => require('node-opcua-client') as typeof import('node-opcua-client'),
  );
  const take = (...parts: unknown[]): void =>
    log(
      parts
        .filter((part) => typeof part === 'string')
        .join(' ')
        .trim(),
    );
  client.setWarningLogger(take);
  client.setErrorLogger(take);
  client.setDebugLogger(take);
  const { OPCUACertificateManager } =
    require('node-opcua-certificate-manager') as typeof import('node-opcua-certificate-manager');
  return { ...client, OPCUACertificateManager };
}

/** The OPC UA client library, as `loadClientLibrary` gives it. */
export type ClientLibrary = ReturnType<typeof load>;

let loaded: ClientLibrary | undefined;

/** Loads the OPC UA client on first use (0.5 s of CPU); its log goes to the first `log` given. */
export function loadClientLibrary(log: Log): ClientLibrary {
  loaded ??= load(log);
  return loaded;
}
