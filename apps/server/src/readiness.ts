import type { Keys } from '@profile/api';
import type { Store } from '@profile/db';
import type { Log } from './logger.js';

/** After so many milliseconds a database doesn't answer. */
const patience = 2_000;

export type CheckStatus = 'ok' | 'failing' | 'timeout' | 'missing' | 'unknown';

export interface Readiness {
  /** `degraded` still takes requests. */
  status: 'ok' | 'degraded' | 'unavailable';
  checks: Record<'database' | 'migrations' | 'keys' | 'mail', { status: CheckStatus }>;
}

/** What the checks look at. */
interface Checked {
  store: Pick<Store, 'ping' | 'missingMigrations'>;
  keys: Pick<Keys, 'signing'>;
  /** Whether this process could not hand over the last mail it tried. */
  mailFails(): boolean;
  log: Log;
}

/**
 * Gives what finds out whether requests can be sent here. Without database, tables or keys they can't. A
 * mail server that is away takes no server out of rotation: mails wait for it in the outbox, and it is
 * away for all of them.
 */
export function createReadiness({ store, keys, mailFails, log }: Checked) {
  let underWay: Promise<Readiness> | undefined;
  let said: Readiness['status'] = 'ok';

  async function check(): Promise<Readiness> {
    const failures: unknown[] = [];
    const failing = (error: unknown): CheckStatus => {
      failures.push(error);
      return 'failing';
    };
    // Not as soon as one has failed: whoever looks wants to know all of it.
    const [database, migrations] = await Promise.all([
      inTime(store.ping().then((): CheckStatus => 'ok', failing)),
      inTime(
        store
          .missingMigrations()
          .then((missing): CheckStatus => (missing.length > 0 ? 'missing' : 'ok'))
          .catch((): CheckStatus => 'unknown'),
      ),
    ]);
    const found = {
      database: { status: database },
      migrations: { status: migrations },
      keys: { status: keyStatus(keys) },
      mail: { status: mailFails() ? 'failing' : 'ok' },
    } satisfies Readiness['checks'];
    const { mail, ...vital } = found;
    const able = Object.values(vital).every(({ status }) => status === 'ok');
    const status = !able ? 'unavailable' : mail.status === 'ok' ? 'ok' : 'degraded';
    // Once, however often it is asked meanwhile.
    if (status === 'unavailable' && status !== said) {
      log.error({ checks: found, err: failures[0] }, 'not ready');
    }
    said = status;
    return { status, checks: found };
  }

  return (): Promise<Readiness> => {
    // However many ask, the database is asked once at a time. Nothing is kept: it may just have come back.
    underWay ??= check().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

function keyStatus(keys: Checked['keys']): CheckStatus {
  try {
    return keys.signing ? 'ok' : 'missing';
  } catch {
    return 'missing';
  }
}

function inTime(check: Promise<CheckStatus>): Promise<CheckStatus> {
  let timer: NodeJS.Timeout;
  const late = new Promise<CheckStatus>((resolve) => {
    timer = setTimeout(resolve, patience, 'timeout');
  });
  return Promise.race([check, late]).finally(() => clearTimeout(timer));
}
