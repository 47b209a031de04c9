import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, createCluster } from '@profile/databases/cluster';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseUnavailable } from '../errors.js';
import { openStore } from '../store.js';
import { type Authority, createAuthority, noCertificates } from '../testing/certificates.js';
import { UnsafeConnection } from './unsafe-connection.js';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await createCluster();
}, 60_000);
afterAll(() => cluster?.remove());

const address = (host: string, options: string) =>
  `postgres://profile@${host}:${cluster.port}/profile?${options}`;

/** Whether PostgreSQL says that what it is asked through an address is encrypted. */
async function isEncrypted(host: string, options: string): Promise<unknown> {
  const store = await openStore(address(host, `application_name=looked_at&${options}`));
  onTestFinished(() => store.close());
  const [row] = await cluster.execute(
    "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'looked_at' ORDER BY backend_start DESC",
  );
  return row?.ssl;
}

/** Why an address is refused; whatever is asked for is not said in clear then. */
async function refusal(host: string, options: string): Promise<string> {
  const error: unknown = await openStore(address(host, options)).then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  const { cause } = error as DatabaseUnavailable;
  expect(cause).toBeInstanceOf(UnsafeConnection);
  return (cause as UnsafeConnection).message;
}

describe('A PostgreSQL without TLS', () => {
  it.each([['sslmode=disable'], ['sslmode=allow'], ['sslmode=prefer'], ['']])(
    'is used in clear with %s',
    async (options) => expect(await isEncrypted('localhost', options)).toBe(false),
  );

  it.each(['require', 'verify-ca', 'verify-full'])('is refused with sslmode=%s', async (mode) => {
    expect(await refusal('127.0.0.1', `sslmode=${mode}`)).toBe(
      `127.0.0.1:${cluster.port} offers no encryption, which sslmode=${mode} wants. Set ssl = on there.`,
    );
  });
});

describe.skipIf(noCertificates)(`A PostgreSQL with TLS${noCertificates}`, () => {
  let authority: Authority;
  let stranger: Authority;
  beforeAll(async () => {
    authority = await createAuthority();
    stranger = await createAuthority();
  });
  afterAll(async () => {
    await authority?.remove();
    await stranger?.remove();
  });

  /** Has it show a certificate from now on. */
  async function show(by: Authority, names: string): Promise<void> {
    const { certificate, key } = await by.certify(names);
    // Written by PostgreSQL itself, whose user may be another than ours.
    const write = (text: string, file: string) =>
      cluster.execute(
        `COPY (SELECT unnest(string_to_array('${text.trim()}', E'\\n'))) TO PROGRAM 'umask 077; cat > ${file}'`,
      );
    await write(certificate, 'server.crt');
    await write(key, 'server.key');
    const loaded = async () =>
      (await cluster.execute('SELECT pg_conf_load_time()::text AS at'))[0]?.at;
    const before = await loaded();
    await cluster.execute('ALTER SYSTEM SET ssl = on');
    await cluster.execute('SELECT pg_reload_conf()');
    while ((await loaded()) === before) await sleep(20);
  }

  const known = () => `sslrootcert=${authority.file}`;

  describe('whose certificate is for localhost', () => {
    beforeAll(() => show(authority, 'DNS:localhost'));

    it.each(['allow', 'prefer', 'require'])('is encrypted with sslmode=%s', async (mode) => {
      expect(await isEncrypted('127.0.0.1', `sslmode=${mode}`)).toBe(true);
    });

    it('is used in clear with sslmode=disable', async () => {
      expect(await isEncrypted('localhost', 'sslmode=disable')).toBe(false);
    });

    it.each(['require', 'verify-ca', 'verify-full'])(
      'is trusted with sslmode=%s and its authority in sslrootcert',
      async (mode) => {
        expect(await isEncrypted('localhost', `sslmode=${mode}&${known()}`)).toBe(true);
      },
    );

    it.each(['verify-ca', 'verify-full'])(
      'is refused with sslmode=%s when its authority is not known',
      async (mode) => {
        const said = `The certificate of localhost:${cluster.port} can not be trusted (`;
        const hint = 'Name the file of its authority: sslrootcert=/path/to/ca.pem';
        for (const options of ['', '&sslrootcert=system', `&sslrootcert=${stranger.file}`]) {
          if (mode === 'verify-ca' && options.endsWith('system')) continue;
          const sentence = await refusal('localhost', `sslmode=${mode}${options}`);
          expect(sentence).toContain(said);
          expect(sentence).toContain(hint);
        }
      },
    );

    // As libpq has it: whoever names an authority means it.
    it('is refused with sslmode=require and another authority in sslrootcert', async () => {
      const options = `sslmode=require&sslrootcert=${stranger.file}`;
      expect(await refusal('localhost', options)).toContain('can not be trusted');
    });

    // The driver took an address for `localhost`, so whoever had that certificate was anybody.
    it('is refused with sslmode=verify-full when it is asked as 127.0.0.1, but not with verify-ca', async () => {
      expect(await refusal('127.0.0.1', `sslmode=verify-full&${known()}`)).toBe(
        `The certificate of 127.0.0.1:${cluster.port} is not for 127.0.0.1, which sslmode=verify-full wants.`,
      );
      expect(await isEncrypted('127.0.0.1', `sslmode=verify-ca&${known()}`)).toBe(true);
    });
  });

  it('whose certificate is for its address is trusted by that, and not by another name', async () => {
    await show(authority, 'IP:127.0.0.1,DNS:db.example.com');
    const options = `sslmode=verify-full&${known()}`;
    expect(await isEncrypted('127.0.0.1', options)).toBe(true);
    expect(await refusal('localhost', options)).toContain('is not for localhost');
  });

  it('of several hosts is chosen by the same rules', async () => {
    const { port } = cluster;
    const url = `postgres://profile@localhost:${port},127.0.0.1:${port}/profile`;
    const store = await openStore(`${url}?sslmode=verify-full&${known()}`);
    onTestFinished(() => store.close());
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('is refused while the file with its authority is missing or has none in it', async () => {
    const missing = join(authority.file, '..', 'later.pem');
    const options = `sslmode=verify-full&sslrootcert=${missing}`;
    expect(await refusal('127.0.0.1', options)).toBe(
      `${missing}, which sslrootcert names, can not be read (ENOENT).`,
    );
    await writeFile(missing, 'nothing');
    expect(await refusal('127.0.0.1', options)).toBe(
      `${missing}, which sslrootcert names, has no certificate in it.`,
    );
  });
});

it('What answers to the wish for encryption as no PostgreSQL does is told nothing', async () => {
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('data', (chunk) => heard.push(chunk) && socket.write('N and more'));
    socket.on('error', () => {});
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const opening = openStore(`postgres://u:hush@127.0.0.1:${port}/x`);
  await expect(opening).rejects.toMatchObject({
    cause: { message: `127.0.0.1:${port} does not speak PostgreSQL.` },
  });
  expect(Buffer.concat(heard).toString()).not.toContain('hush');
  expect(heard).toHaveLength(1);
});
