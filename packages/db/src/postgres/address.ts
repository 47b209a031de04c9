/** Where a database is, as an address in the manner of libpq says it. */
export interface PostgresAddress {
  /** Tried in this order until one is found that takes writes. */
  hosts: { host: string; port: number }[];
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  ssl: (typeof sslModes)[number];
  applicationName: string;
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

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
    if (!['sslmode', 'target_session_attrs', 'application_name'].includes(name)) {
      throw new AddressError(
        `has ${name}; it may have sslmode, target_session_attrs and application_name`,
      );
    }
  }
  const mode = options.get('sslmode') ?? 'prefer';
  const ssl = sslModes.find((each) => each === mode);
  if (!ssl) throw new AddressError(`has an sslmode that is none of ${sslModes.join(', ')}`);
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
    ssl,
    applicationName: options.get('application_name') ?? 'profile',
  };
}

/** A name, an address, or the folder of a Unix socket, written `%2Fvar%2Frun%2Fpostgresql`. */
function parseHost(text: string): { host: string; port: number } {
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
