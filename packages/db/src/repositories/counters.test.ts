import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at } from '../testing/rows.js';

describe.each(dialects)('counters on $name', ({ open }) => {
  async function openCounter() {
    const { store, another } = await open();
    const { counters } = store;
    const add = (points: number, expires: number, now: number) =>
      counters.add({ key: 'a', points, expires_at: at(expires) }, at(now));
    return { counters, another, add };
  }

  it('sum up until the end that the first one set', async () => {
    const { counters, add } = await openCounter();
    expect(await add(1, 60, 0)).toEqual({ key: 'a', points: 1, expires_at: at(60) });
    expect(await add(2, 90, 30)).toEqual({ key: 'a', points: 3, expires_at: at(60) });
    expect(await counters.get('a')).toEqual({ key: 'a', points: 3, expires_at: at(60) });
    expect(await counters.get('b')).toBeUndefined();
  });

  it.each([
    ['before their end', 59, { points: 6, expires_at: at(60) }],
    ['at their end', 60, { points: 1, expires_at: at(120) }],
  ])('go on or start anew %s', async (_, now, sum) => {
    const { add } = await openCounter();
    await add(5, 60, 0);
    expect(await add(1, 120, now)).toEqual({ key: 'a', ...sum });
  });

  it('are added to one after the other until one has more than it may', async () => {
    const { counters } = await openCounter();
    const uses = [
      { key: 'a', most: 2 },
      { key: 'b', most: 1 },
      { key: 'c', most: 9 },
    ].map((use) => ({ ...use, points: 1, expires_at: at(60) }));
    const points = async () =>
      (await counters.addInTurn(uses, at(0))).map((sum) => [sum.key, sum.points]);
    expect(await points()).toEqual(Object.entries({ a: 1, b: 1, c: 1 }));
    expect(await points()).toEqual(Object.entries({ a: 2, b: 2 }));
    expect(await points()).toEqual(Object.entries({ a: 3 }));
    expect((await counters.get('c'))?.points).toBe(1);
    expect(await counters.addInTurn([], at(0))).toEqual([]);
  });

  it('are forgotten once they have expired', async () => {
    const { counters, add } = await openCounter();
    await add(1, 60, 0);
    await counters.purge(at(59));
    expect(await counters.get('a')).toBeDefined();
    await counters.purge(at(60));
    expect(await counters.get('a')).toBeUndefined();
  });

  it('lose no point when many add at once, from several replicas', async () => {
    const { counters, another } = await openCounter();
    const replicas = [counters, (await another()).counters];
    const sums = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        replicas[i % 2]?.add({ key: 'a', points: 1, expires_at: at(60) }, at(0)),
      ),
    );
    const all = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(sums.map((sum) => sum?.points ?? 0).sort((a, b) => a - b)).toEqual(all);
  });
});
