import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Unauthenticated } from './bearer.js';
import { issuerKeys } from './issuer-keys.js';

const cannotFetch = 'the keys of a trusted issuer can’t be fetched';
const unusable = 'a key of a trusted issuer can’t be used';
const { publicKey } = await generateKeyPair('ES256');
const good = { ...(await exportJWK(publicKey)), alg: 'ES256' };

/** An issuer's key set, or what it answers instead, and our keys of it with a clock to set. */
async function open({ discovered = false } = {}) {
  let answer: { status: number; keys: object[] } | 'nothing' = { status: 200, keys: [] };
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    if (answer === 'nothing') return;
    response.writeHead(answer.status).end(JSON.stringify({ keys: answer.keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), 'close');
  };
  onTestFinished(stop);
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const warned: { sentence: string; details: { err: Error } }[] = [];
  let time = 0;
  const keys = issuerKeys({
    issuer,
    jwks_uri: discovered ? undefined : `${issuer}/keys`,
    now: () => new Date(time),
    log: {
      warn: (details: { err: Error }, sentence: string) => warned.push({ sentence, details }),
    },
  });
  return {
    warned,
    stop,
    requests: () => requests,
    serve(...given: string[]): void {
      answer = { status: 200, keys: given.map((kid) => ({ ...good, kid })) };
    },
    answer(given: typeof answer): void {
      answer = given;
    },
    pass(milliseconds: number): void {
      time += milliseconds;
    },
    /** Looks for the key that a token names; says whether it was found. */
    async find(kid = 'made-up', alg = 'ES256'): Promise<boolean> {
      try {
        const key = await keys({ alg, kid }, { payload: 'payload-of-a-token', signature: '' });
        return 'type' in key && key.type === 'public';
      } catch (error) {
        if (error instanceof Unauthenticated) expect(error.problem).toBe('invalid');
        else expect(error).toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
        return false;
      }
    },
  };
}

const times = (count: number, find: () => Promise<boolean>) =>
  Promise.all(Array.from({ length: count }, () => find()));

describe('the keys of an issuer', () => {
  it.each([
    ['answers an error', false, 1, async (its: Issuer) => its.answer({ status: 503, keys: [] })],
    ['has no metadata', true, 2, async (its: Issuer) => its.answer({ status: 404, keys: [] })],
    ['can’t be reached', false, 0, (its: Issuer) => its.stop()],
  ])(
    'that %s are asked for once in 30 seconds, and warned about as often',
    async (_, discovered, each, fail) => {
      // Caught: every made-up token cost the issuer a request while it was down.
      const its = await open({ discovered });
      its.serve('one');
      await fail(its);
      for (let round = 1; round <= 2; round++) {
        expect(await times(20, its.find)).toEqual(Array(20).fill(false));
        its.pass(29_999);
        expect(await its.find('one')).toBe(false);
        expect(its.requests()).toBe(round * each);
        expect(its.warned.map(({ sentence }) => sentence)).toEqual(Array(round).fill(cannotFetch));
        its.pass(1);
      }
      expect(its.warned[0]?.details.err).toBeInstanceOf(Error);
      expect(JSON.stringify(its.warned)).not.toContain('payload-of-a-token');
    },
  );

  it('that is back are found once it was left alone', async () => {
    const its = await open();
    its.answer({ status: 503, keys: [] });
    expect(await its.find('one')).toBe(false);
    its.serve('one');
    expect(await its.find('one')).toBe(false);
    its.pass(30_000);
    expect(await its.find('one')).toBe(true);
  });

  it('are fetched once for all tokens that come at once', async () => {
    const its = await open();
    its.serve('one');
    expect(await times(20, () => its.find('one'))).toEqual(Array(20).fill(true));
    expect(its.requests()).toBe(1);
  });

  it.each([
    ['up', 200],
    ['down', 503],
  ])(
    'are fetched again for unknown ones at most every 30 seconds while it is %s',
    async (_, status) => {
      const its = await open();
      its.serve('one');
      await its.find('one');
      its.answer({ status, keys: [{ ...good, kid: 'one' }] });
      for (const requests of [2, 3]) {
        its.pass(30_000);
        await times(20, its.find);
        expect(await its.find('one')).toBe(true);
        expect(its.requests()).toBe(requests);
      }
    },
  );

  it('that are new are found by the token that is first to name them', async () => {
    const its = await open();
    its.serve('one');
    await its.find('one');
    its.serve('one', 'two');
    expect(await its.find('two')).toBe(false);
    its.pass(30_000);
    expect(await times(5, () => its.find('two'))).toEqual(Array(5).fill(true));
  });

  it('are fetched anew after ten minutes behind the back of requests, which never wait for that', async () => {
    const its = await open();
    its.serve('one');
    await its.find('one');
    its.answer('nothing');
    its.pass(10 * 60_000 + 1);
    expect(await times(5, () => its.find('one'))).toEqual(Array(5).fill(true));
    await vi.waitFor(() => expect(its.requests()).toBe(2));
  });

  it('are dropped when they were withdrawn', async () => {
    const its = await open();
    its.serve('one', 'two');
    await its.find('one');
    its.serve('two');
    its.pass(10 * 60_000 + 1);
    await its.find('one');
    await vi.waitFor(async () => expect(await its.find('one')).toBe(false));
    expect(await its.find('two')).toBe(true);
  });
});

describe('a key of an issuer that is of no use', () => {
  it.each([
    [
      'has 1024 bits',
      'RS256',
      { kty: 'RSA', n: Buffer.alloc(128, 255).toString('base64url'), e: 'AQAB' },
    ],
    ['is no point on the curve', 'ES256', { kty: 'EC', crv: 'P-256', x: good.x, y: good.x }],
    ['has a hole', 'ES256', { kty: 'EC', crv: 'P-256', x: good.x }],
  ])('since it %s refuses its tokens and is warned about', async (_, alg, jwk) => {
    const its = await open();
    its.answer({
      status: 200,
      keys: [
        { ...jwk, kid: 'bad' },
        { ...good, kid: 'one' },
      ],
    });
    expect(await times(5, () => its.find('bad', alg))).toEqual(Array(5).fill(false));
    expect(its.warned.map(({ sentence }) => sentence)).toEqual([unusable]);
    expect(await its.find('one')).toBe(true);
  });
});

type Issuer = Awaited<ReturnType<typeof open>>;
