import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export type Authority = Awaited<ReturnType<typeof createAuthority>>;

/** Why there can be none here, as a part of a title. */
export const noCertificates = await promisify(execFile)('openssl', ['version']).then(
  () => '',
  () => ': skipped, since there is no openssl (apt-get install openssl)',
);
// The default reporter doesn't name the tests it skips.
if (noCertificates) console.warn(`Encryption${noCertificates}`);

/** An authority of a test's own, by `openssl`, since Node makes no certificates. */
export async function createAuthority() {
  const folder = await mkdtemp(join(tmpdir(), 'profile-authority-'));
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const request = ['req', '-newkey', 'rsa:2048', '-nodes'];
  await openssl(
    ...[...request, '-x509', '-days', '2', '-subj', '/CN=Authority of a test'],
    ...['-keyout', 'ca.key', '-out', 'ca.pem'],
  );
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  return {
    /** The file with its certificate. */
    file: join(folder, 'ca.pem'),

    /** A certificate for `names`, such as `DNS:localhost` or `IP:127.0.0.1`, and its key. */
    async certify(names: string) {
      await openssl(...request, '-subj', '/CN=server', '-keyout', 'key', '-out', 'asked');
      await writeFile(join(folder, 'names'), `subjectAltName=${names}\n`);
      await openssl(
        ...['x509', '-req', '-in', 'asked', '-days', '2', '-extfile', 'names', '-out', 'signed'],
        ...['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', `${Date.now()}`],
      );
      return { certificate: await read('signed'), key: await read('key') };
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
