import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificates {
  /** PEM files. */
  ca: string;
  serverCert: string;
  serverKey: string;
  clientCert: string;
  clientKey: string;
  read(): Promise<Record<'ca' | 'serverCert' | 'serverKey', Buffer>>;
}

/** A throwaway CA with a server certificate for that name and a client certificate, made by openssl. */
export const makeCertificates = async (dir: string, serverName: string): Promise<Certificates> => {
  const file = (name: string): string => join(dir, name);
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: dir });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test CA');
  for (const [name, san] of [
    ['server', `DNS:${serverName}`],
    ['client', 'DNS:worker'],
  ] as const) {
    await openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    await writeFile(file(`${name}.ext`), `subjectAltName=${san}\n`);
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    await openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signing);
  }
  const paths = {
    ca: file('ca.pem'),
    serverCert: file('server.pem'),
    serverKey: file('server.key'),
    clientCert: file('client.pem'),
    clientKey: file('client.key'),
  };
  return {
    ...paths,
    read: async () => ({
      ca: await readFile(paths.ca),
      serverCert: await readFile(paths.serverCert),
      serverKey: await readFile(paths.serverKey),
    }),
  };
};
