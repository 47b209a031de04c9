import { setTimeout as delay } from 'node:timers/promises';
import { instant } from '@profile/api';
import type { OutboxMail, Store } from '@profile/db';
import { describeError } from '../log.js';
import type { Log } from '../logger.js';
import type { Meters } from '../metrics/meters.js';
import type { Tracing } from '../traces/tracing.js';
import { attempt } from './attempt.js';
import { lease, patience } from './lease.js';
import type { MessageSources } from './message.js';
import type { Transport } from './transports.js';

const pollEvery = 1_000;
const patienceAtStop = 5_000;

export interface MailWorkerOptions extends MessageSources {
  store: Store;
  transport: Transport;
  now?: () => Date;
  /** Is told mail ids and kinds, never addresses or tokens. */
  log?: Log;
  /** Counts what comes of each try. */
  meters?: Pick<Meters, 'mail'> | undefined;
  tracing?: Pick<Tracing, 'mail'> | undefined;
}

export interface MailWorker {
  /** Says that something is due now. */
  wake(): void;
  start(): void;
  /** Whether the last mail that was tried could not be handed over, whoever it was to. */
  fails(): boolean;
  /** Resolves when nothing is due any more. */
  drain(): Promise<void>;
  /** Takes no more mails, and waits for those under way, five seconds at most. */
  stop(): Promise<void>;
}

/** Delivers what is due in the outbox; any number of workers may share one. */
export function createMailWorker(options: MailWorkerOptions): MailWorker {
  const { store, now = () => new Date(), log, meters, tracing } = options;
  const { slots } = options.transport;
  const underWay = new Map<string, Promise<void>>();
  /** Sent, but not yet noted as such, because the database was away; and when. */
  const unnoted = new Map<OutboxMail, string>();
  let timer: NodeJS.Timeout | undefined;
  let filling: Promise<void> | undefined;
  let again = false;
  /** Whether the database failed us, and we have said so. */
  let away = false;
  let failing = false;

  function wake(): void {
    if (filling) again = true;
    else if (timer) filling = fill();
  }

  /** Never rejects. */
  async function fill(): Promise<void> {
    do {
      again = false;
      await reachingStore(async () => {
        for (const [mail, at] of unnoted) await noteSent(mail, at);
        if (underWay.size < slots) await takeSome(slots - underWay.size);
        away = false;
      });
    } while (again && timer);
    filling = undefined;
  }

  async function takeSome(limit: number): Promise<void> {
    const asked = performance.now();
    const at = now();
    const mails = await store.outbox.take(instant(at), instant(at, lease), limit);
    // The lease has been running since we asked, so all of it ends before the lease does.
    const left = Math.max(0, Math.floor(patience - (performance.now() - asked)));
    for (const mail of mails) {
      // We have it in hand still, because the database was slow; its lease is longer now.
      if (underWay.has(mail.id)) continue;
      const delivery = reachingStore(() => deliver(mail, AbortSignal.timeout(left))).then(() => {
        underWay.delete(mail.id);
        // One that hangs keeps its own slot only.
        wake();
      });
      underWay.set(mail.id, delivery);
    }
  }

  async function deliver(mail: OutboxMail, signal: AbortSignal): Promise<void> {
    const details = { mail: mail.id, kind: mail.kind };
    const tryIt = () => attempt(options, mail, now, signal);
    const outcome = await (tracing ? tracing.mail(mail, tryIt) : tryIt());
    if (outcome === 'sent') failing = false;
    // What is refused for good is that mail's own fault.
    else if (typeof outcome === 'object' && outcome.next_try_at !== null) failing = true;
    if (outcome === 'sent') {
      await noteSent(mail, instant(now()));
    } else if (outcome === 'superseded') {
      if (!(await store.outbox.supersede(mail))) return;
      meters?.mail('superseded');
      log?.info(details, 'mail superseded');
    } else if (!(await store.outbox.failed(mail, outcome))) {
      log?.warn({ ...details, error: outcome.error }, 'mail taken over by another worker');
    } else if (outcome.next_try_at === null) {
      meters?.mail('abandoned');
      log?.error({ ...details, ...outcome }, 'mail abandoned');
    } else {
      meters?.mail('failed');
      log?.warn({ ...details, ...outcome }, 'mail failed');
    }
  }

  async function noteSent(mail: OutboxMail, at: string): Promise<void> {
    try {
      await store.outbox.sent(mail.id, at);
    } catch (error) {
      unnoted.set(mail, at);
      throw error;
    }
    unnoted.delete(mail);
    meters?.mail('sent');
    log?.info({ mail: mail.id, kind: mail.kind }, 'mail sent');
  }

  /** Says once that the database is away. Never rejects. */
  async function reachingStore(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!away) log?.error({ error: describeError(error) }, 'the outbox is out of reach');
      away = true;
    }
  }

  return {
    wake,
    start() {
      timer ??= setInterval(wake, pollEvery).unref();
      wake();
    },
    fails: () => failing,
    async drain() {
      wake();
      while (filling || underWay.size > 0) await Promise.all([filling, ...underWay.values()]);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      const finished = new AbortController();
      const { signal } = finished;
      const bound = delay(patienceAtStop, undefined, { signal }).catch(() => undefined);
      // What is being taken just now comes under way.
      const all = Promise.resolve(filling).then(() => Promise.all(underWay.values()));
      await Promise.race([all, bound]);
      finished.abort();
    },
  };
}
