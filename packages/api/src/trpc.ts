import type { ErrorCode, Scope } from '@profile/contract';
import { initTRPC } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { z } from 'zod';
import type { Context } from './context.js';
import { asFailure } from './errors.js';

/** What a procedure says of itself to the doors and to the document. */
export type Meta = OpenApiMeta<{
  /** The scope it needs; set by the guard. */
  scope?: Scope;
  /** Whether it needs a caller; set by the guard. */
  signedIn?: boolean;
  /** The failures that are its own, beside those that its guards and its input bring. */
  errors?: ErrorCode[];
  /** The status of success, where it isn't 200. */
  status?: 201 | 204;
  /** What is answered with which status, where it isn't always the same. */
  answers?: Record<number, z.ZodType>;
  /** What REST takes as the body, where the procedure's input has more; unnamed inputs have none. */
  body?: z.ZodType;
  /** Its body is a form with a file, and it is called over REST only. */
  upload?: true;
  /** What it says instead of the codes' own sentences. */
  sentences?: Partial<Record<ErrorCode, string>>;
  /** What its answer has otherwise than the example that its schema gives. */
  example?: Record<string, unknown>;
  /** What it does with the refresh cookie: sets it when asked to, or also takes it. */
  cookie?: 'gives' | 'takes';
  /** The answer is a versioned profile: REST gives an ETag and takes conditions on it. */
  versioned?: boolean;
}>;

export const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    // The one place that says what an error looks like on the tRPC door.
    errorFormatter({ shape, error }) {
      const failure = asFailure(error);
      const { code, httpStatus, path } = shape.data;
      return {
        ...shape,
        message: failure.message,
        data: {
          code: failure === error ? code : failure.code,
          httpStatus: failure === error ? httpStatus : failure.status,
          ...(path !== undefined && { path }),
          error: { ...failure.body, code: failure.reason },
          ...(failure.details.retryAfter !== undefined && {
            retry_after: failure.details.retryAfter,
          }),
        },
      };
    },
  });
