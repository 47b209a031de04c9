import { readFile } from 'node:fs/promises';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect } from 'node:tls';
import type { Encryption, Host } from './address.js';
import { hear } from './arrival.js';
import { UnsafeConnection } from './unsafe-connection.js';

const wish = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * What goes on over a connection, encrypted as libpq would have it. The driver does it too, but takes
 * hosts that are addresses for `localhost` when it compares them with a certificate.
 */
export async function encrypt(
  socket: Socket,
  { host, port }: Host,
  { mode, authority }: Encryption,
): Promise<Socket> {
  const place = `${host}:${port}`;
  const verifies = /^verify/.test(mode) || authority !== undefined;
  const ca = authority && (await readAuthority(authority));

  socket.write(wish);
  const answer = String(await hear(socket, 'data'));
  // Of more than a letter the rest would be taken for what was said under encryption.
  if (!/^[NS]$/.test(answer)) throw new Error(`${place} does not speak PostgreSQL.`);
  if (answer === 'N') {
    if (mode === 'allow' || mode === 'prefer') return socket;
    throw new UnsafeConnection(
      `${place} offers no encryption, which sslmode=${mode} wants. Set ssl = on there.`,
    );
  }

  const secured = connect({
    socket,
    ...(!isIP(host) && { servername: host }),
    ...(ca && { ca }),
    rejectUnauthorized: verifies,
    checkServerIdentity: (_, certificate) =>
      mode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
  });
  await hear(secured, 'secureConnect').catch((error: NodeJS.ErrnoException) => {
    if (!secured.authorizationError) throw error;
    throw new UnsafeConnection(
      error.code === 'ERR_TLS_CERT_ALTNAME_INVALID'
        ? `The certificate of ${place} is not for ${host}, which sslmode=verify-full wants.`
        : `The certificate of ${place} can not be trusted (${error.message}). Name the file of its authority: sslrootcert=/path/to/ca.pem`,
    );
  });
  return secured;
}

/** At each connection, so that a file that was replaced is followed. */
async function readAuthority(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new UnsafeConnection(`${path}, which sslrootcert names, can not be read (${code}).`);
  });
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new UnsafeConnection(`${path}, which sslrootcert names, has no certificate in it.`);
}
