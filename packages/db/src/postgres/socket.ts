import { connect, type Socket } from 'node:net';
import type { Host, PostgresAddress } from './address.js';
import { hear } from './arrival.js';
import { encrypt } from './encryption.js';

/** A connection to a host, until `signal` says that it took too long. */
export async function openSocket(
  { encryption }: PostgresAddress,
  place: Host,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port } = place;
  const local = host.startsWith('/');
  const socket = local ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  // Whoever waits for something of it hears of them.
  socket.on('error', () => {});
  const abandon = () => socket.destroy(new Error('It took too long'));
  signal.addEventListener('abort', abandon);
  try {
    await hear(socket, 'connect');
    // As libpq has it: what stays on the machine is never encrypted.
    const open =
      local || encryption.mode === 'disable' ? socket : await encrypt(socket, place, encryption);
    // The driver names them in its errors.
    return Object.assign(open, { host, port });
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}
