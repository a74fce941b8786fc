import type { ClientSession, EndpointDescription, OPCUAClient } from 'node-opcua-client';
import { TwinError } from '../../twin/domain/errors.ts';
import { fingerprintOf, metCertificates } from './certificates.ts';
import type { ClientLibrary } from './client-library.ts';
import { connectError, sessionError, unknownEndpoint } from './connection-error.ts';
import { type OpcuaSource, ownCertificate } from './options.ts';

/** An open session with a server. */
export interface Link {
  readonly client: OPCUAClient;
  session: ClientSession;
  /** Closes both; may take as long as a request may if the server hangs. */
  close(): Promise<void>;
}

/** Longest wait for an answer [ms]. */
const request_ms = 5000;
const session_ms = 60_000;
/** Policies that we speak, strongest first; Basic128Rsa15 and Basic256 are broken. */
const policies = ['Aes256_Sha256_RsaPss', 'Aes128_Sha256_RsaOaep', 'Basic256Sha256'] as const;

function policyName({ securityPolicyUri }: EndpointDescription): string {
  return securityPolicyUri?.split('#')[1] ?? 'None';
}

/** The trust store, made anew per attempt so that a certificate which an admin moved counts at once. */
function trustStore(library: ClientLibrary, { pkiFolder }: OpcuaSource) {
  return new library.OPCUACertificateManager({
    rootFolder: pkiFolder,
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: true,
  });
}

function makeClient(
  library: ClientLibrary,
  source: OpcuaSource,
  mode: string,
  policy: string,
  serverCertificate?: Buffer,
) {
  return library.OPCUAClient.create({
    applicationName: 'Twinline',
    clientName: 'Twinline',
    clientCertificateManager: trustStore(library, source),
    certificateFile: ownCertificate(source.pkiFolder),
    // Any: the address that a server names for itself is often not the one by which it is reached.
    endpointMustExist: false,
    securityMode: mode,
    securityPolicy: policy,
    ...(serverCertificate === undefined ? {} : { serverCertificate }),
    // Once again at most, waits and further attempts are ours; none would switch off the repair of a lost socket as well.
    connectionStrategy: { maxRetry: 1, initialDelay: 250, maxDelay: 1000 },
    transportTimeout: request_ms,
    defaultTransactionTimeout: request_ms,
    requestedSessionTimeout: session_ms,
    keepSessionAlive: false,
  });
}

/** The endpoint to use. @throws TwinError OPCUA_UNKNOWN_ENDPOINT, OPCUA_SECURITY_UNAVAILABLE */
function choose(
  library: ClientLibrary,
  { endpoint, security }: OpcuaSource,
  endpoints: readonly EndpointDescription[],
): EndpointDescription {
  const path = (url: string | null): string =>
    url !== null && URL.canParse(url) ? new URL(url).pathname.replace(/\/$/, '') : '';
  const here = endpoints.filter(({ endpointUrl }) => path(endpointUrl) === path(endpoint));
  if (here.length === 0) {
    throw unknownEndpoint(endpoint, [
      ...new Set(endpoints.map(({ endpointUrl }) => endpointUrl ?? '')),
    ]);
  }
  const mode = library.MessageSecurityMode[security.mode];
  const wanted =
    security.mode === 'None'
      ? ['None']
      : security.policy === undefined
        ? policies
        : [security.policy];
  const ofMode = here.filter(({ securityMode }) => securityMode === mode);
  for (const policy of wanted) {
    const found = ofMode.find((offer) => policyName(offer) === policy);
    if (found !== undefined) return found;
  }
  const offered = here.map(
    (offer) => `${library.MessageSecurityMode[offer.securityMode]} ${policyName(offer)}`,
  );
  const asked = `${security.mode}${security.policy === undefined ? '' : ` ${security.policy}`}`;
  throw new TwinError(
    'OPCUA_SECURITY_UNAVAILABLE',
    `the OPC UA server ${endpoint} does not offer ${asked}; it offers ${offered.join(', ')}`,
    { endpoint, asked, offered },
  );
}

/** @throws TwinError OPCUA_CERTIFICATE_UNTRUSTED; one that was not met before then waits for an administrator */
async function demandTrust(
  library: ClientLibrary,
  source: OpcuaSource,
  certificate: Buffer,
): Promise<void> {
  const { endpoint, pkiFolder } = source;
  const fingerprint = fingerprintOf(certificate);
  const met = await metCertificates(pkiFolder);
  if (met.some((known) => known.decision === 'refused' && known.fingerprint === fingerprint)) {
    throw new TwinError(
      'OPCUA_CERTIFICATE_UNTRUSTED',
      `the certificate of OPC UA server ${endpoint} was refused by an administrator: ${fingerprint}`,
      { endpoint, status: 'refused', pkiFolder },
    );
  }
  const store = trustStore(library, source);
  try {
    await store.initialize();
    const status = await store.checkCertificate(certificate);
    if (status.isGood()) return;
    throw new TwinError(
      'OPCUA_CERTIFICATE_UNTRUSTED',
      `the certificate of OPC UA server ${endpoint} is not trusted (${status.name}); an administrator who knows it by its fingerprint ${fingerprint} trusts it ('twinline certificate trust')`,
      { endpoint, status: status.name, pkiFolder, pendingCertificate: fingerprint },
    );
  } finally {
    await store.dispose();
  }
}

/** Connects, asks for the endpoints, and leaves the client open. */
async function ask(library: ClientLibrary, source: OpcuaSource) {
  const client = makeClient(library, source, 'None', 'None');
  try {
    await client.connect(source.endpoint);
    return { client, endpoint: choose(library, source, await client.getEndpoints()) };
  } catch (error) {
    await client.disconnect();
    throw error instanceof TwinError ? error : connectError(source.endpoint, error);
  }
}

/**
 * Opens a session with the server.
 * @throws TwinError OPCUA_UNREACHABLE, OPCUA_UNKNOWN_ENDPOINT, OPCUA_SECURITY_UNAVAILABLE, OPCUA_CERTIFICATE_UNTRUSTED, OPCUA_CERTIFICATE_REFUSED
 */
export async function openLink(library: ClientLibrary, source: OpcuaSource): Promise<Link> {
  const secure = source.security.mode !== 'None';
  const asked = await ask(library, source);
  let { client } = asked;
  try {
    if (secure) {
      await client.disconnect();
      const certificate = asked.endpoint.serverCertificate;
      await demandTrust(library, source, certificate);
      const policy = policyName(asked.endpoint);
      client = makeClient(library, source, source.security.mode, policy, certificate);
      await client.connect(source.endpoint);
    }
    const session = await client.createSession();
    const link: Link = {
      client,
      session,
      close: () => client.disconnect(),
    };
    return link;
  } catch (error) {
    await client.disconnect();
    throw error instanceof TwinError ? error : sessionError(source, secure, error);
  }
}
