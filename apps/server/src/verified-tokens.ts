import { errors, type JWTPayload } from 'jose';
import { Unauthenticated } from './bearer.js';

/** How many checked tokens are remembered; the oldest make room. */
const remembered = 10_000;

/** What is known of a token once it was checked. */
interface Checked {
  kid: string;
  payload: JWTPayload;
}

/**
 * Checks a token's signature and claims; throws jose's errors or Unauthenticated. Whatever else it
 * throws is a fault of ours, and no token's.
 */
export type Verify<Known extends Checked> = (token: string, currentDate: Date) => Promise<Known>;

/**
 * A token's signature can't change, so each token is checked once and remembered until it expires, as
 * long as `isTrusted` still says so of its key, and for at most `longest` milliseconds.
 */
export function rememberVerified<Known extends Checked>(
  verify: Verify<Known>,
  isTrusted: (kid: string) => boolean = () => true,
  longest = Number.POSITIVE_INFINITY,
) {
  // By their signatures, which are a sixth of them to hash.
  const checked = new Map<string, { token: string; known: Known; at: number }>();

  async function check(token: string, signature: string, currentDate: Date): Promise<Known> {
    try {
      const known = await verify(token, currentDate);
      if (checked.size >= remembered) checked.delete(checked.keys().next().value ?? '');
      checked.set(signature, { token, known, at: currentDate.getTime() });
      return known;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Unauthenticated('expired');
      if (error instanceof errors.JOSEError) throw new Unauthenticated('invalid');
      throw error;
    }
  }

  return (token: string, currentDate: Date): Known | Promise<Known> => {
    const signature = token.slice(token.lastIndexOf('.') + 1);
    const found = checked.get(signature);
    if (found?.token === token && currentDate.getTime() - found.at < longest) {
      const { known } = found;
      const expired = (known.payload.exp ?? 0) <= currentDate.getTime() / 1000;
      if (!expired && isTrusted(known.kid)) return known;
      checked.delete(signature);
      throw new Unauthenticated(expired ? 'expired' : 'invalid');
    }
    return check(token, signature, currentDate);
  };
}
