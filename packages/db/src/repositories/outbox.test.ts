import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount, newMail } from '../testing/rows.js';

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
    return { outbox: store.outbox, another, mails, take };
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
    await outbox.failed({ id: 'mail_1', tries: 0 }, { error: 'refused', next_try_at: null });
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
