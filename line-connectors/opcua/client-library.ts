/** Takes a line of the OPC UA library's own log. */
export type Log = (message: string) => void;

async function load(log: Log) {
  const client = await import('node-opcua-client');
  // At once: the library prints a notice about RSA padding as soon as its first timer runs.
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
  const { OPCUACertificateManager } = await import('node-opcua-certificate-manager');
  return { ...client, OPCUACertificateManager };
}

/** The OPC UA client library, as `loadClientLibrary` gives it. */
export type ClientLibrary = Awaited<ReturnType<typeof load>>;

let loaded: Promise<ClientLibrary> | undefined;

/** Loads the OPC UA client on first use (its import makes a key and costs up to 1 s of CPU); its log goes to the first `log` given. */
export function loadClientLibrary(log: Log): Promise<ClientLibrary> {
  loaded ??= load(log);
  return loaded;
}
