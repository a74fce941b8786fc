import { X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What was decided on a server's certificate: `pending` until an administrator trusts or refuses it. The places are folders
 * below the PKI folder of a connector; the client library itself writes what it does not know to `rejected`.
 */
const places = { trusted: 'trusted/certs', pending: 'rejected', refused: 'refused' } as const;
type Decision = keyof typeof places;

/** A server's certificate that a connector has met. */
export interface MetCertificate {
  /** SHA-256 over the certificate, hexadecimal pairs joined by colons. */
  readonly fingerprint: string;
  readonly decision: Decision;
  readonly subject: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly file: string;
}

/** Fingerprint of a certificate (DER, or PEM text). */
export function fingerprintOf(certificate: Buffer): string {
  return new X509Certificate(certificate).fingerprint256;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

function met(file: string, decision: Decision, content: Buffer): MetCertificate | undefined {
  try {
    const { fingerprint256, subject, validFrom, validTo } = new X509Certificate(content);
    const fingerprint = fingerprint256;
    return {
      fingerprint,
      decision,
      subject: subject.replaceAll('\n', ', '),
      validFrom,
      validTo,
      file,
    };
  } catch {
    // No certificate: a note of an administrator, or a file that is being written.
    return undefined;
  }
}

/** Certificates that the servers of a connector have shown, with what was decided on them. */
export async function metCertificates(pkiFolder: string): Promise<readonly MetCertificate[]> {
  const found: MetCertificate[] = [];
  for (const decision of Object.keys(places) as Decision[]) {
    const folder = join(pkiFolder, places[decision]);
    for (const name of (await namesIn(folder)).sort()) {
      const file = join(folder, name);
      const certificate = met(file, decision, await readFile(file));
      if (certificate !== undefined) found.push(certificate);
    }
  }
  return found;
}

/** Letters of a fingerprint that tell it from every other, whatever its form. */
function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}

/**
 * Decides on a certificate: its file moves to the folder of the decision, and the next attempt of the connector counts on it.
 * @param fingerprint - whole, with or without colons
 * @returns the certificate as it is now, or undefined where the connector has met none of that fingerprint
 */
export async function decideOnCertificate(
  pkiFolder: string,
  fingerprint: string,
  decision: Exclude<Decision, 'pending'>,
): Promise<MetCertificate | undefined> {
  const same = (await metCertificates(pkiFolder)).filter(
    (candidate) => plain(candidate.fingerprint) === plain(fingerprint),
  );
  const folder = join(pkiFolder, places[decision]);
  await mkdir(folder, { recursive: true });
  for (const { file, fingerprint: whole } of same) {
    await rename(file, join(folder, `${plain(whole)}.pem`));
  }
  return (await metCertificates(pkiFolder)).find(
    (candidate) =>
      candidate.decision === decision && plain(candidate.fingerprint) === plain(fingerprint),
  );
}
