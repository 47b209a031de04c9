import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

type Purpose =
  | 'refresh-token'
  | 'mail-token'
  | 'mail-code'
  | 'limit-key'
  | 'deleted-identity'
  | 'pseudonym';

/** The stored keys were sealed under another SECRET. */
export class WrongSecret extends Error {
  constructor() {
    super(
      'SECRET is not the one this database was set up with. Start with that one; without it, signing keys can’t be opened.',
    );
  }
}

export type Secrets = ReturnType<typeof createSecrets>;

/** Everything that hangs on SECRET. Each purpose has a key of its own, derived when it is first needed. */
export function createSecrets(secret: string) {
  const keys = new Map<Purpose | 'sealing', Buffer>();
  function keyFor(purpose: Purpose | 'sealing'): Buffer {
    const known = keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', secret, '', `profile ${purpose} v1`, 32));
    keys.set(purpose, key);
    return key;
  }

  return {
    /** HMAC-SHA-256 over the parts, which can't run into each other. */
    mac(purpose: Purpose, ...parts: (string | number)[]): Buffer {
      return createHmac('sha256', keyFor(purpose)).update(JSON.stringify(parts)).digest();
    },

    /** AES-256-GCM: nonce, ciphertext and tag, as base64url. */
    seal(text: string): string {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyFor('sealing'), nonce);
      const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(sealed).toString('base64url');
    },

    open(sealed: string): string {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', keyFor('sealing'), bytes.subarray(0, 12), {
        authTagLength: 16,
      });
      decipher.setAuthTag(bytes.subarray(-16));
      try {
        return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new WrongSecret();
      }
    },
  };
}

/** Compares without telling by its time where the difference is. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
