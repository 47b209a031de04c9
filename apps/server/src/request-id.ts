import { randomFillSync } from 'node:crypto';

/** A header's value that is harmless in a log. */
const harmless = /^[\w.-]{1,128}$/;

/** Of how many random bytes an id is made, and for how many ids they are drawn at once. */
const size = 16;
const ahead = 256;

const drawn = Buffer.alloc(size * ahead);
let used = drawn.length;

/** What a client calls its request if that is harmless in a log, else a new id. */
export function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && harmless.test(given) ? given : newRequestId();
}

/** 32 digits, as in a traceparent. Node's randomUUID puts each together of 20 parts, in 2.5 times the time. */
export function newRequestId(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += size;
  return drawn.toString('hex', used - size, used);
}
