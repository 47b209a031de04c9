import { readFileSync } from 'node:fs';
import { auditEvents, hashing } from '@profile/api';
import { expect, it } from 'vitest';
import { createMeters } from './meters.js';
import { createRegistry } from './registry.js';

const guide = readFileSync(
  new URL('../../../../docs/guides/observability.md', import.meta.url),
  'utf8',
);

/** What is named in the first column of the tables that match. */
const rows = (name: RegExp) =>
  guide
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => line.split(' | ')[0]?.match(name) ?? []);

it('the guide has each security event, and says of it what the code says', () => {
  for (const [event, meaning] of Object.entries(auditEvents)) {
    expect(guide).toContain(`| \`${event}\` | ${meaning} |\n`);
  }
  expect(rows(/\b(account|session|password|email|key|access)\.\w+/g)).toEqual(
    Object.keys(auditEvents),
  );
});

it('the guide has each metric, and no other', async () => {
  const scrape = createRegistry({
    meters: createMeters(),
    hashing,
    store: {
      load: () => ({ waiting: 0, connections: { used: 0, idle: 0 } }),
      outbox: {} as never,
      sessions: {} as never,
    },
    at: () => '',
  });
  const { text } = await scrape();
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  const ours = names.filter((name) => !/^profile_(process|nodejs)_/.test(name));
  expect(rows(/\bprofile_\w+[^_`*](?=`)/g).sort()).toEqual(ours.sort());
  const [, lag = ''] = /`(profile_nodejs_\w+_seconds)`/.exec(guide) ?? [];
  expect(names).toContain(lag);
});
