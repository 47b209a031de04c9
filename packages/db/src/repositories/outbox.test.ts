import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount, newMail } from '../testing/rows.js';
import type { NewMail } from './outbox.js';

/** As `take` would have given it out, but for the lease. */
const untaken = (mail?: NewMail) => {
  if (!mail) throw new Error('There is no such mail');
  return { id: mail.id, tries: 0, next_try_at: mail.created_at };
};

describe.each(dialects)('the outbox on $name', ({ open }) => {
  async function openWithMails(...moments: number[]) {
    const { store, another } = await open();
    await store.accounts.create(newAccount({ id: 'usr_ada' }));
    const mails = moments.map((moment, i) =>
      newMail('usr_ada', { id: `mail_${i}`, created_at: at(moment) }),
    );
    for (const mail of mails) await store.outbox.add(mail);
    const take = async (now: number, lease: number, limit = 10) =>
      (await store.outbox.take(at(now), at(lease), limit)).map(({ id }) => id).sort();
    return { store, outbox: store.outbox, another, mails, take };
  }

  it('hands out a mail as it was put in, due at once', async () => {
    const { outbox, mails } = await openWithMails(0);
    expect(await outbox.take(at(0), at(60), 10)).toEqual([
      { ...mails[0], next_try_at: at(60), tries: 0, sent_at: null, last_error: null },
    ]);
  });

  it('keeps whatever a mail has to say', async () => {
    const { outbox } = await openWithMails();
    const data = {
      at: at(0),
      ip: '2001:db8::1',
      user_agent: '"Ünïcode" \'; DROP TABLE outbox; 🦉',
    };
    await outbox.add(newMail('usr_ada', { data }));
    expect((await outbox.take(at(0), at(60), 10))[0]?.data).toEqual(data);
  });

  it('hands out the oldest first, no more than asked for, and nothing before it is due', async () => {
    const { take } = await openWithMails(30, 10, 20, 99);
    expect(await take(50, 100, 2)).toEqual(['mail_1', 'mail_2']);
    expect(await take(50, 100, 2)).toEqual(['mail_0']);
    expect(await take(50, 100, 2)).toEqual([]);
  });

  it('says how many wait and since when, those under way included', async () => {
    const { outbox, take } = await openWithMails(30, 10, 20);
    expect(await outbox.depth()).toEqual({ mails: 3, oldest: at(10) });
    await take(15, 60);
    expect(await outbox.depth()).toEqual({ mails: 3, oldest: at(10) });
    await outbox.sent('mail_1', at(16));
    expect(await outbox.depth()).toEqual({ mails: 2, oldest: at(20) });
    for (const id of ['mail_0', 'mail_2']) await outbox.sent(id, at(40));
    expect(await outbox.depth()).toEqual({ mails: 0, oldest: null });
  });

  it('hands out a mail again when the lease has ended without a word', async () => {
    const { take } = await openWithMails(0);
    expect(await take(0, 60)).toEqual(['mail_0']);
    expect(await take(59, 120)).toEqual([]);
    expect(await take(60, 120)).toEqual(['mail_0']);
  });

  it('never hands out what was sent', async () => {
    const { outbox, take } = await openWithMails(0, 0);
    await take(0, 60);
    await outbox.sent('mail_0', at(1));
    expect(await take(9999, 99_999)).toEqual(['mail_1']);
  });

  it('postpones a failed mail, or gives it up', async () => {
    const { outbox } = await openWithMails(0);
    const [mail] = await outbox.take(at(0), at(60), 1);
    if (!mail) throw new Error('No mail was due');
    await outbox.failed(mail, { error: 'refused', next_try_at: at(300) });
    expect(await outbox.take(at(299), at(999), 1)).toEqual([]);
    const [again] = await outbox.take(at(300), at(999), 1);
    expect(again).toEqual({ ...mail, tries: 1, last_error: 'refused', next_try_at: at(999) });
    if (again) await outbox.failed(again, { error: 'refused for good', next_try_at: null });
    expect(await outbox.take(at(99_999), at(999_999), 1)).toEqual([]);
  });

  it('forgets what is old and done with: sent, or given up', async () => {
    const { outbox, mails, take } = await openWithMails(9, 9, 10, 9);
    await outbox.sent('mail_0', at(30));
    await outbox.failed(untaken(mails[1]), { error: 'refused', next_try_at: null });
    await outbox.sent('mail_2', at(30));
    await outbox.purge(at(10));
    // What is still there can't be put in twice.
    const put = (i: number) => outbox.add({ ...newMail('usr_ada'), ...mails[i] });
    await expect(put(0)).resolves.toBeUndefined();
    await expect(put(1)).resolves.toBeUndefined();
    await expect(put(2)).rejects.toThrow();
    await expect(put(3)).rejects.toThrow();
    expect(await take(40, 60)).toEqual(['mail_0', 'mail_1', 'mail_3']);
  });

  it('forgets more than one statement deletes, and nothing younger', async () => {
    const { outbox, store } = await openWithMails();
    await store.transaction(async (tx) => {
      for (let i = 0; i < 2_001; i++) {
        const mail = newMail('usr_ada', { created_at: at(i < 2_000 ? 1 : 5) });
        await tx.outbox.add(mail);
        await tx.outbox.sent(mail.id, at(9));
      }
    });
    await outbox.purge(at(5));
    expect(await outbox.list(10)).toMatchObject([{ created_at: at(5), state: 'sent' }]);
  });

  it('believes only who holds the lease that a try failed or a mail is of no use', async () => {
    const { outbox } = await openWithMails(0, 0);
    const slow = await outbox.take(at(0), at(60), 2);
    await outbox.take(at(60), at(120), 2);
    for (const mail of slow) {
      expect(await outbox.failed(mail, { error: 'refused', next_try_at: null })).toBe(false);
      expect(await outbox.supersede(mail)).toBe(false);
    }
    expect(await outbox.list(10)).toMatchObject(
      Array(2).fill({ state: 'pending', next_try_at: at(120), tries: 0, last_error: null }),
    );
  });

  it('believes whoever has sent a mail, and then nobody else who says that it failed', async () => {
    const { outbox } = await openWithMails(0);
    const [slow] = await outbox.take(at(0), at(60), 1);
    const [fast] = await outbox.take(at(60), at(120), 1);
    if (!slow || !fast) throw new Error('No mail was due');
    await outbox.sent(slow.id, at(70));
    expect(await outbox.failed(fast, { error: 'refused', next_try_at: at(300) })).toBe(false);
    await outbox.sent(fast.id, at(80));
    expect(await outbox.byId(slow.id)).toMatchObject({ state: 'sent', sent_at: at(70) });
  });

  it('says what has become of each mail, the newest first, and never what its link is made of', async () => {
    const { outbox, mails } = await openWithMails(1, 2, 3, 4);
    await outbox.sent('mail_0', at(9));
    await outbox.supersede(untaken(mails[1]));
    await outbox.failed(untaken(mails[2]), { error: '550 no', next_try_at: null });
    const list = await outbox.list(10);
    expect(list.map(({ id, state }) => [id, state])).toEqual([
      ['mail_3', 'pending'],
      ['mail_2', 'abandoned'],
      ['mail_1', 'superseded'],
      ['mail_0', 'sent'],
    ]);
    for (const { id, state } of list) {
      expect((await outbox.list(10, state)).map((mail) => mail.id)).toEqual([id]);
    }
    expect((await outbox.list(2)).map(({ id }) => id)).toEqual(['mail_3', 'mail_2']);
    const { data, ...shown } = newMail('usr_ada', { id: 'mail_2', created_at: at(3) });
    expect(await outbox.byId('mail_2')).toEqual({
      ...shown,
      state: 'abandoned',
      next_try_at: null,
      tries: 1,
      sent_at: null,
      last_error: '550 no',
    });
    expect(await outbox.byId('mail_9')).toBeUndefined();
  });

  it('makes due again what was given up or waits for long, and nothing else', async () => {
    const { outbox, mails, take } = await openWithMails(1, 2, 3, 4, 5);
    await outbox.sent('mail_0', at(9));
    await outbox.supersede(untaken(mails[1]));
    await outbox.failed(untaken(mails[2]), { error: '550 no', next_try_at: null });
    await outbox.failed(untaken(mails[3]), { error: '450 later', next_try_at: at(3_600) });
    // Under way.
    expect(await take(9, 69)).toEqual(['mail_4']);
    const retried = [];
    for (const { id } of mails) retried.push(await outbox.retry(id, at(10), at(70)));
    expect(retried).toEqual([false, false, true, true, false]);
    expect(await take(10, 70)).toEqual(['mail_2', 'mail_3']);
    expect(await outbox.retry('mail_9', at(10), at(70))).toBe(false);
  });

  it('makes all due again that were given up, but not what was of no use', async () => {
    const { outbox, mails, take } = await openWithMails(1, 2, 3, 4);
    await outbox.supersede(untaken(mails[0]));
    for (const mail of mails.slice(1, 3)) {
      await outbox.failed(untaken(mail), { error: '550 no', next_try_at: null });
    }
    await outbox.failed(untaken(mails[3]), { error: '450 later', next_try_at: at(3_600) });
    expect(await outbox.retryAbandoned(at(10))).toBe(2);
    expect(await take(10, 70)).toEqual(['mail_1', 'mail_2']);
  });

  it('gives every mail to one of several workers', async () => {
    const { outbox, another } = await openWithMails(...Array<number>(30).fill(0));
    const workers = [outbox, (await another()).outbox, outbox, (await another()).outbox];
    const taken = await Promise.all(
      Array.from({ length: 16 }, (_, i) => workers[i % 4]?.take(at(0), at(60), 3) ?? []),
    );
    const ids = taken.flat().map(({ id }) => id);
    expect(ids.length).toBe(30);
    expect(new Set(ids).size).toBe(30);
  });
});
