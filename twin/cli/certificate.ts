import type { Configuration } from '../contract/configuration.ts';
import { type CommandLine, usageError } from './options.ts';

/** A server's certificate that a connector has met. */
interface MetCertificate {
  readonly fingerprint: string;
  readonly decision: string;
  readonly subject: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly file: string;
}

/** Certificates that the servers of a connector have shown, under a data folder. */
export interface MetCertificates {
  list(dataFolder: string, connector: string): Promise<readonly MetCertificate[]>;
  /** Undefined where there is none of that fingerprint. */
  decide(
    dataFolder: string,
    connector: string,
    fingerprint: string,
    decision: 'trusted' | 'refused',
  ): Promise<MetCertificate | undefined>;
}

/**
 * `certificate list`, `trust` and `reject`: what the servers of a connector have shown, and what an administrator decides.
 * @throws TwinError USAGE for a connector that speaks no OPC UA, or a fingerprint that was not met
 */
export async function certificateCommand(
  { command, rest, data, json }: CommandLine,
  { connectors }: Configuration,
  certificates: MetCertificates,
): Promise<string> {
  const ids = connectors.filter(({ kind }) => kind === 'opcua').map(({ id }) => id);
  const [id = '', fingerprint = '', ...more] = rest;
  const wants = command === 'certificate list' ? 1 : 2;
  if (!ids.includes(id) || rest.length !== wants || more.length > 0) {
    const arguments_ = wants === 1 ? 'the id' : 'the id and a fingerprint';
    throw usageError(
      `'${command}' takes ${arguments_} of an OPC UA connector, found '${rest.join(' ')}'; connectors are ${ids.join(', ') || 'none'}`,
      { found: rest.join(' '), allowed: ids },
    );
  }
  if (command === 'certificate list') {
    const met = await certificates.list(data, id);
    return json
      ? `${JSON.stringify({ connector: id, certificates: met })}\n`
      : met.map(asLine).join('') || `connector ${id} has met no certificate\n`;
  }
  const decision = command === 'certificate trust' ? 'trusted' : 'refused';
  const decided = await certificates.decide(data, id, fingerprint, decision);
  if (decided === undefined) {
    const met = (await certificates.list(data, id)).map((certificate) => certificate.fingerprint);
    throw usageError(
      `connector ${id} has met no certificate ${fingerprint}; it has met ${met.join(', ') || 'none'}`,
      { found: fingerprint, allowed: met },
    );
  }
  return json ? `${JSON.stringify({ connector: id, ...decided })}\n` : asLine(decided);
}

function asLine({ fingerprint, decision, subject, validTo }: MetCertificate): string {
  return `${decision}  ${fingerprint}  ${subject}  until ${validTo}\n`;
}
