import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface CertificateFiles {
  cert: string;
  key: string;
}

export interface Authority {
  cert: string;
  /** A certificate for this host name, signed by the authority. */
  issue(name: string): Promise<CertificateFiles>;
}

const openssl = (cwd: string, args: string[]): Promise<unknown> =>
  promisify(execFile)('openssl', args, { cwd, timeout: 20_000 });
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A throwaway certificate authority, by openssl. */
export async function createAuthority(folder: string, id: string): Promise<Authority> {
  const file = (name: string): string => join(folder, `${id}-${name}`);
  const subject = ['-subj', `/CN=${id}`, '-days', '2'];
  await openssl(folder, ['req', '-x509', ...newKey, '-keyout', file('ca.key'), '-out', file('ca.pem'), ...subject]);
  return {
    cert: file('ca.pem'),
    async issue(name) {
      const [key, request, extensions, cert] = ['key', 'csr', 'ext', 'pem'].map((kind) => file(`${name}.${kind}`)) as [
        string,
        string,
        string,
        string,
      ];
      await openssl(folder, ['req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${name}`]);
      await writeFile(extensions, `subjectAltName=DNS:${name}\n`);
      const signing = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2'];
      await openssl(folder, ['x509', '-req', '-in', request, '-out', cert, ...signing, '-extfile', extensions]);
      return { cert, key };
    },
  };
}
