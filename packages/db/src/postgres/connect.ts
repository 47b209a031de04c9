import postgres from 'postgres';
import type { Host, PostgresAddress } from './address.js';
import { patience, patienceLeft } from './patience.js';
import { openSocket } from './socket.js';

/** The server gives up earlier, so that who is silent for longer is not there any more. */
const statementTimeout = 4_000;

/** After this time, in milliseconds, a connection makes room for a new one, which may go elsewhere. */
const lifetime = 1_800_000;

/** One connection to a server that takes writes. */
export interface Connected {
  /** Whether it can still be used; once it can't, it never can again. */
  isUsable(): boolean;
  query(text: string, values?: unknown[], limit?: number): Promise<Answer>;
  /** At once, whatever is under way. */
  drop(): void;
  /** When all that is under way is done. */
  close(): Promise<void>;
}

/** Rows as lists of values, and what PostgreSQL says it has done, such as `COMMIT`. */
export type Answer = unknown[][] & { command: string };

export interface ConnectOptions {
  prepare: boolean;
  /** Lets statements take as long as they need. */
  unhurried?: boolean;
}

/**
 * Connects to the first host that takes writes, before a deadline, and puts it first for the next time:
 * after a failover nobody has to wait again for the machine that is gone.
 */
export async function connect(
  address: PostgresAddress,
  options: ConnectOptions,
  deadline: number,
): Promise<Connected> {
  const reasons: unknown[] = [];
  for (const [i, host] of address.hosts.entries()) {
    // A host that says nothing must leave time for the others.
    const share = (deadline - Date.now()) / (address.hosts.length - i);
    const connected = open(address, host, options);
    try {
      const [row] = await connected.query(
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'",
        [],
        Math.max(share, 1),
      );
      if (row?.[0] === false) {
        address.hosts = [host, ...address.hosts.filter((other) => other !== host)];
        return connected;
      }
      reasons.push(new Error(`${host.host}:${host.port} takes no writes`));
    } catch (error) {
      reasons.push(error);
    }
    connected.drop();
  }
  throw reasons.length === 1
    ? reasons[0]
    : new AggregateError(reasons, reasons.map(said).join('; '));
}

const said = (reason: unknown) => {
  const { message, code } = reason as { message?: string; code?: string };
  return message || code;
};

/** On the wire a text as it is: drizzle and the columns do what there is to do. */
const asItIs = <T>(value: T): T => value;

function open(
  address: PostgresAddress,
  place: Host,
  { prepare, unhurried = false }: ConnectOptions,
): Connected {
  const opening = new AbortController();
  const client = postgres({
    // Its types don't know this one.
    ...({ socket: () => openSocket(address, place, opening.signal) } as object),
    ...place,
    ...(address.user !== undefined && { user: address.user }),
    ...(address.password !== undefined && { password: address.password }),
    ...(address.database !== undefined && { database: address.database }),
    prepare,
    // One, which is thrown away when it breaks: a client that connects anew by itself would go on
    // with the rest of a transaction as if nothing had been.
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: patience / 1000,
    fetch_types: false,
    onnotice: () => {},
    onclose: () => {
      usable = false;
      // The driver forgets a statement that it took between a socket's error and its end.
      for (const giveUp of underWay) giveUp(new ConnectionLost());
    },
    types: {
      instant: { to: 1184, from: [1184], serialize: asItIs, parse: asItIs },
      document: { to: 3802, from: [3802], serialize: asItIs, parse: JSON.parse },
    },
    connection: {
      application_name: address.applicationName,
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      // A pooler that can't keep statements can't keep settings either, and may refuse them.
      ...(prepare && {
        statement_timeout: unhurried ? 0 : statementTimeout,
        idle_in_transaction_session_timeout: patience,
      }),
    },
  });
  const opened = Date.now();
  const underWay = new Set<(error: ConnectionLost) => void>();
  let usable = true;

  /** What the driver answers, or that the connection was lost meanwhile. */
  function send(text: string, values: unknown[]): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      const done = () => underWay.delete(reject);
      underWay.add(reject);
      client
        .unsafe(text, values as string[], { prepare: true })
        .values()
        .finally(done)
        .then((rows) => resolve(rows as unknown as Answer), reject);
    });
  }

  function drop(): void {
    usable = false;
    opening.abort();
    void client.end({ timeout: 0 });
  }

  return {
    isUsable: () => usable && Date.now() - opened < lifetime,
    async query(text, values = [], limit = unhurried ? undefined : patienceLeft()) {
      if (!usable) throw new ConnectionLost();
      const late = limit === undefined ? undefined : setTimeout(drop, limit);
      try {
        return await send(text, values);
      } catch (error) {
        // It takes no writes any more; another host may.
        if ((error as { code?: unknown }).code === '25006') drop();
        throw error;
      } finally {
        clearTimeout(late);
      }
    },
    drop,
    close: () => client.end({ timeout: patience / 1000 }),
  };
}

/** The connection was lost, whether the statement had been sent or not. */
class ConnectionLost extends Error {
  readonly code = 'CONNECTION_CLOSED';
}
