import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { limit } from '../contenders/limit.mjs';
import { profile } from '../contenders/profile.mjs';
import { answering, freePort } from '../processes.mjs';
import { pace, read } from '../reader.mjs';
import { median } from '../scaling/figures.mjs';
import { table } from '../table.mjs';

const seconds = 4;
const rounds = 5;
/** Not as often as is read, or the two would meet always, or never. */
const writing = 87;

/** Somebody who reads beside somebody who writes: a commit waits for the disk, and so does its thread. */
export async function writes({ root, database, accounts: [reader, writer] }) {
  const rows = [];
  for (const [title, contender, own, other] of [
    ['the limit', limit, 'limit', 'limit-patch'],
    ['Profile', profile, 'rest', 'patch'],
  ]) {
    const [port, folder] = [await freePort(), join(root, `beside-${own}`)];
    mkdirSync(folder);
    const server = await contender.start({ port, folder, database });
    await answering(server, port);
    const request = (id, account) => contender.rows.find((row) => row.id === id).request(account);
    const me = [request(own, reader)];
    // Two in turn, since what is there already is not written.
    const changes = ['Ada', 'Eve'].map((display_name) => ({
      ...request(other, writer),
      body: { display_name },
    }));
    await Promise.all([read(port, me, seconds), read(port, changes, seconds, writing)]);
    const slots = [];
    for (let round = 0; round < rounds; round++) {
      const alone = await read(port, me, seconds);
      const [beside, write] = await Promise.all([
        read(port, me, seconds),
        read(port, changes, seconds, writing),
      ]);
      slots.push({ alone, beside, write });
    }
    await server.stop();
    const of = (find) => median(slots.map(find)).toFixed(2);
    rows.push([
      title,
      ...['alone', 'beside'].flatMap((name) => [
        of((slot) => slot[name].p50),
        of((slot) => slot[name].p99),
      ]),
      of((slot) => slot.write.p50),
    ]);
  }
  return {
    title: 'Reading beside writes',
    text: [
      `${pace} \`GET /api/v1/me\` a second of one person, alone and beside ${writing} durable \`PATCH\` a second of another, both over SQLite; ms, medians of ${rounds} rounds of ${seconds} s.`,
      table(['', 'alone: p50', 'p99', 'beside writes: p50', 'p99', 'a write: p50'], rows),
    ].join('\n\n'),
    goals: [],
  };
}
