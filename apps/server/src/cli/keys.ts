import type { KeyDescription } from '@profile/api';
import type { Command } from 'commander';
import { addCommand, columns, say } from './command.js';
import { withOperator } from './operator.js';

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
}

function row({ kid, alg, state, active_from, retired_at }: KeyDescription): string[] {
  return [kid, alg, state, active_from, retired_at ?? '-'];
}
