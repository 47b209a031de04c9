import { isAbsolute } from 'node:path';

/** Where a database is, as an address in the manner of libpq says it. */
export interface PostgresAddress {
  /** Tried in this order until one is found that takes writes. */
  hosts: Host[];
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  encryption: Encryption;
  applicationName: string;
}

export interface Host {
  /** A name, an address, or the folder of a Unix socket. */
  host: string;
  port: number;
}

export interface Encryption {
  mode: (typeof sslModes)[number];
  /** The file with the authorities to trust instead of those that Node knows. */
  authority: string | undefined;
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
const optionNames = ['sslmode', 'sslrootcert', 'target_session_attrs', 'application_name'];

const form =
  /^postgres(?:ql)?:\/\/(?:([^:@/?#]*)(?::([^:@/?#]*))?@)?([^@/?#]*)(?:\/([^/?#]*))?(?:\?([^#@]*))?$/;

/** What is wrong with an address, without repeating it: it may have a password. */
export class AddressError extends Error {}

export const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url);

export function parseAddress(url: string): PostgresAddress {
  const [whole, user, password, hosts = '', database, query] = form.exec(url) ?? [];
  if (whole === undefined) {
    throw new AddressError(
      'must look like postgres://user:password@host:5432/name; other characters in its parts are written as %xx',
    );
  }
  const options = new URLSearchParams(query);
  for (const name of options.keys()) {
    if (!optionNames.includes(name)) {
      throw new AddressError(`has ${name}; it may have ${optionNames.join(', ')}`);
    }
  }
  // All mean the same here: a server that takes no writes is of no use.
  const wanted = options.get('target_session_attrs') ?? 'primary';
  if (!['any', 'read-write', 'primary'].includes(wanted)) {
    throw new AddressError('has a target_session_attrs that is none of any, read-write, primary');
  }
  return {
    hosts: hosts.split(',').map(parseHost),
    user: decoded(user),
    password: decoded(password),
    database: decoded(database),
    encryption: parseEncryption(options),
    applicationName: options.get('application_name') ?? 'profile',
  };
}

/** In the words of libpq, and its meaning but for this: what would not be checked is refused. */
function parseEncryption(options: URLSearchParams): Encryption {
  const file = options.get('sslrootcert');
  const wanted = options.get('sslmode') ?? (file === 'system' ? 'verify-full' : 'prefer');
  const mode = sslModes.find((each) => each === wanted);
  if (!mode) throw new AddressError(`has an sslmode that is none of ${sslModes.join(', ')}`);
  if (file === null) return { mode, authority: undefined };
  if (file === 'system') {
    if (mode === 'verify-full') return { mode, authority: undefined };
    throw new AddressError('has sslrootcert=system, which takes sslmode=verify-full');
  }
  if (!isAbsolute(file)) {
    throw new AddressError('has an sslrootcert that is no absolute path, nor system');
  }
  if (['require', 'verify-ca', 'verify-full'].includes(mode)) return { mode, authority: file };
  throw new AddressError('has an sslrootcert, which takes sslmode=verify-full');
}

/** The folder of a Unix socket is written `%2Fvar%2Frun%2Fpostgresql`. */
function parseHost(text: string): Host {
  const [, bracketed, plain, port = '5432'] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]*))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  if (bracketed === undefined && plain === undefined) {
    throw new AddressError('has a host that is none');
  }
  const host = bracketed ?? decoded(plain);
  if (Number(port) < 1 || Number(port) > 65_535) throw new AddressError('has a port that is none');
  return { host: host ?? 'localhost', port: Number(port) };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text ? decodeURIComponent(text) : undefined;
  } catch {
    throw new AddressError('has a % that is not followed by two hexadecimal digits');
  }
}
