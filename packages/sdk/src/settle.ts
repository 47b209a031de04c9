import { isProfileError, type ProfileErrorCode, type ProfileErrorOf } from './errors.js';

declare const failsWith: unique symbol;

/** What a method gives: a promise, whose type knows the codes of what it may fail with. */
// `out` saves the compiler finding out by itself, which costs more than all other types here.
export interface ProfileCall<out T, out Code extends ProfileErrorCode> extends Promise<T> {
  /** For the compiler; at run time there is nothing. */
  readonly [failsWith]?: Code;
}

/** What became of a call: its data, or the error, whose `code` says what else is known of it. */
export type Settled<T, Code extends ProfileErrorCode = ProfileErrorCode> =
  | Succeeded<T>
  | Failed<Code>;

interface Succeeded<T> {
  /** What the call gave; undefined when it failed. */
  data: T;
  /** What the call would have thrown; undefined when it succeeded. */
  error: undefined;
}

interface Failed<Code extends ProfileErrorCode> {
  /** What the call gave; undefined when it failed. */
  data: undefined;
  /** What the call would have thrown; undefined when it succeeded. */
  error: ProfileErrorOf<Code>;
}

/**
 * Waits for a call, and gives its error instead of throwing it: with the codes that the method may
 * fail with and no others, so that a `switch` over `error.code` can be complete.
 */
export async function settle<T, Code extends ProfileErrorCode = ProfileErrorCode>(
  call: ProfileCall<T, Code>,
): Promise<Settled<T, Code>> {
  try {
    return { data: await call, error: undefined };
  } catch (error) {
    if (isProfileError<Code>(error)) return { data: undefined, error };
    throw error;
  }
}
