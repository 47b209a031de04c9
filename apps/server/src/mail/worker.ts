import { setTimeout as delay } from 'node:timers/promises';
import { instant } from '@profile/api';
import type { OutboxMail, Store } from '@profile/db';
import { describeError } from '../log.js';
import { nextTry } from './backoff.js';
import { describeFailure, isRefusal } from './failure.js';
import { composeMessage, type MessageSources } from './message.js';
import type { Transport } from './transports.js';

const pollEvery = 1_000;
/** Longer than a transport may take, so that nobody else sends a mail that is still under way. */
const lease = 60_000;
const batch = 10;
const patienceAtStop = 5_000;

interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface MailWorkerOptions extends MessageSources {
  store: Store;
  transport: Transport;
  now?: () => Date;
  /** Is told mail ids and kinds, never addresses or tokens. */
  log?: Log;
}

export interface MailWorker {
  /** Says that something is due now. */
  wake(): void;
  start(): void;
  /** Takes no more mails, and waits for those under way, five seconds at most. */
  stop(): Promise<void>;
}

type Outcome = 'sent' | { error: string; next_try_at: string | null };

/** Delivers what is due in the outbox; any number of workers may share one. */
export function createMailWorker(options: MailWorkerOptions): MailWorker {
  const { store, transport, now = () => new Date(), log } = options;
  /** Sent, but not yet noted as such, because the database was away. */
  const unnoted = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let storeFails = false;

  function wake(): void {
    if (running) again = true;
    else if (timer) running = rounds();
  }

  async function rounds(): Promise<void> {
    do {
      again = false;
      const more = await round();
      again ||= more;
    } while (again && timer);
    running = undefined;
  }

  /** Whether there may be more. Never rejects. */
  async function round(): Promise<boolean> {
    try {
      const at = now();
      const mails = await store.outbox.take(instant(at), instant(at, lease), batch);
      const results = await Promise.allSettled(mails.map(deliver));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      storeFails = false;
      return mails.length === batch;
    } catch (error) {
      if (!storeFails) log?.error({ error: describeError(error) }, 'the outbox is out of reach');
      storeFails = true;
      return false;
    }
  }

  async function deliver(mail: OutboxMail): Promise<void> {
    const outcome = await attempt(mail);
    const details = { mail: mail.id, kind: mail.kind };
    if (outcome === 'sent') {
      unnoted.add(mail.id);
      await store.outbox.sent(mail.id, instant(now()));
      unnoted.delete(mail.id);
      log?.info(details, 'mail sent');
      return;
    }
    await store.outbox.failed(mail, outcome);
    if (outcome === superseded) log?.info(details, 'mail superseded');
    else if (outcome.next_try_at === null) log?.error({ ...details, ...outcome }, 'mail abandoned');
    else log?.warn({ ...details, ...outcome }, 'mail failed');
  }

  async function attempt(mail: OutboxMail): Promise<Outcome> {
    if (unnoted.has(mail.id)) return 'sent';
    try {
      const message = await composeMessage(options, mail, now());
      if (!message) return superseded;
      await transport.send(message);
      return 'sent';
    } catch (error) {
      const next_try_at = isRefusal(error) ? null : nextTry(mail, now());
      return { error: describeFailure(error), next_try_at };
    }
  }

  return {
    wake,
    start() {
      timer ??= setInterval(() => {
        if (!running) wake();
      }, pollEvery).unref();
      wake();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      const finished = new AbortController();
      const { signal } = finished;
      const bound = delay(patienceAtStop, undefined, { signal }).catch(() => undefined);
      await Promise.race([running, bound]);
      finished.abort();
    },
  };
}

/** Never sent, since its link would be dead: kept apart from what was sent. */
const superseded = { error: 'superseded', next_try_at: null };
