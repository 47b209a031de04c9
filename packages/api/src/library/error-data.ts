import type { ErrorCode, ValidationError } from '@profile/contract';
import type { TRPCError } from '@trpc/server';
import { Failure } from '../errors.js';

/** What a failure of a mounted procedure says, for the host's error formatter to pass on. */
export type ProfileErrorData =
  | { code: Exclude<ErrorCode, 'validation_error'>; detail: string }
  | { code: 'validation_error'; detail: ValidationError[] };

/** The data of one of our failures, whose `code` says what `detail` is; null of any other error. */
export function profileErrorData(error: TRPCError): ProfileErrorData | null {
  if (!(error instanceof Failure)) return null;
  const { reason: code, body } = error;
  return { code, detail: body.detail } as ProfileErrorData;
}
