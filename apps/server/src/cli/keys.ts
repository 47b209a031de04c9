import { audit, discardKeys, instant, type KeyDescription, SameSecret } from '@profile/api';
import { openStore } from '@profile/db';
import type { Command } from 'commander';
import { readConfig } from '../config.js';
import { addCommand, columns, count, say } from './command.js';
import { withOperator } from './operator.js';
import { Refused } from './refusal.js';

const head = ['KEY', 'ALGORITHM', 'STATE', 'SIGNS FROM', 'VERIFIES UNTIL'];

export function keysCommands(program: Command): void {
  const keys = addCommand(program, 'keys', 'The keys that sign access tokens.', [
    'keys list',
    'keys rotate',
  ]);

  addCommand(keys, 'list', 'List the keys, oldest first.', [
    'keys list',
    'keys list --json',
  ]).action(async (_: object, command: Command) => {
    const list = await withOperator(({ rotation }) => rotation.list());
    const none = 'No keys yet; the first start of the server makes one.';
    const text = list.length > 0 ? columns([head, ...list.map(row)]) : none;
    say(command, { data: { keys: list }, text });
  });

  addCommand(
    keys,
    'rotate',
    'Publish a new key, which signs a few minutes later, when everybody who caches the key set has ' +
      'it. The old ones verify until the last of their tokens is dead; those that token mint gave a ' +
      'longer --ttl die with them.',
    ['keys rotate', 'keys rotate --json'],
  ).action(async (_: object, command: Command) => {
    const key = await withOperator(({ rotation }) => rotation.rotate());
    const text = `Published ${key.kid} (${key.alg}). It signs from ${key.active_from} on.`;
    say(command, { data: key, text });
  });

  addCommand(
    keys,
    'retire <key>',
    'Stop a key from signing. It verifies until the last of its tokens is dead, or with --now no ' +
      'longer. When no other key signs, the next one does at once, before caches have heard of it.',
    [
      'keys retire NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
      'keys retire NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs --now',
    ],
  )
    .option('--now', 'refuse all its tokens from now on, because it may have leaked')
    .action(async (kid: string, { now = false }: { now?: boolean }, command: Command) => {
      const { key, signer } = await withOperator(async ({ rotation }) => {
        const key = await rotation.retire(kid, now);
        const list = await rotation.list();
        return { key, signer: list.find(({ state }) => state === 'signing') };
      });
      const past = key.state === 'retired' ? 'is retired since' : 'verifies until';
      const text = `${key.kid} ${past} ${key.retired_at}. The key that signs is ${signer?.kid}.`;
      say(command, { data: { ...key, signing: signer?.kid }, text });
    });

  addCommand(
    keys,
    'discard',
    'Forget every key and end every session, because SECRET leaked or is lost. Stop all servers, set ' +
      'the new SECRET, and run this before they start again: everybody signs in anew.',
    ['keys discard --yes', 'keys discard --yes --same-secret'],
  )
    .option('--yes', 'do it; there is no way back')
    .option('--same-secret', 'keep SECRET, as it neither leaked nor is lost')
    .action(async ({ yes, sameSecret = false }: Discarding, command: Command) => {
      if (!yes) {
        const sentence = 'This signs everybody out for good. Add --yes to do it.';
        throw new Refused('unconfirmed', sentence, 2);
      }
      const ended = await discard(sameSecret);
      const { kid } = await withOperator(async ({ services, rotation }) => {
        audit(services, 'session.revoked', { sessions_revoked: ended.sessions });
        return rotation.rotate();
      });
      const text = `Forgot ${count(ended.keys, 'key')} and ended ${count(ended.sessions, 'session')}. ${kid} signs from now on.`;
      say(command, { data: { ...ended, kid }, text });
    });
}

interface Discarding {
  yes?: boolean;
  sameSecret?: boolean;
}

async function discard(sameSecret: boolean): Promise<{ keys: number; sessions: number }> {
  const { database, secret } = readConfig();
  const store = await openStore(database, { migrate: false });
  try {
    return await discardKeys(store, { secret, sameSecret, now: instant(new Date()) });
  } catch (error) {
    if (!(error instanceof SameSecret)) throw error;
    throw new Refused(
      'same_secret',
      'SECRET is still the one that sealed the keys: set the new one first, or add --same-secret if nobody else knows it.',
    );
  } finally {
    await store.close();
  }
}

function row({ kid, alg, state, active_from, retired_at }: KeyDescription): string[] {
  return [kid, alg, state, active_from, retired_at ?? '-'];
}
