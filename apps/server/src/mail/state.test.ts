import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMeters } from '../metrics/meters.js';
import { catching, openOutbox } from './outbox.fixture.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
beforeEach(async () => {
  outbox = await openOutbox();
});
afterEach(() => outbox.close());

const refusal = Object.assign(new Error('550 no such mailbox'), {
  command: 'RCPT TO',
  permanent: true,
  response: '550 5.1.1 no such mailbox',
});

it('a worker fails from a try that can be repeated to one that was taken, and each is counted', async () => {
  const meters = createMeters();
  const answers: (Error | undefined)[] = [
    undefined,
    refusal,
    new Error('away'),
    refusal,
    undefined,
  ];
  const transport = catching(() => {
    const answer = answers.shift();
    return answer ? Promise.reject(answer) : Promise.resolve();
  });
  const worker = outbox.worker({ transport, meters });
  const user = await outbox.signUp();
  const states: boolean[] = [worker.fails()];
  for (let tries = 1; answers.length > 0; tries++) {
    await outbox.put(user, 'password-changed', {});
    worker.wake();
    await vi.waitFor(() => expect(outbox.log).toHaveLength(tries), 20_000);
    states.push(worker.fails());
  }
  // Whom nobody knows says nothing of the server, either way.
  expect(states).toEqual([false, false, false, true, true, false]);
  expect([...meters.mails].sort()).toEqual([
    ['abandoned', 2],
    ['failed', 1],
    ['sent', 2],
  ]);
});
