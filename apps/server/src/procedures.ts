import { type Context, type Meta, restRouter } from '@profile/api';
import type { AnyProcedure } from '@trpc/server';
import { z } from 'zod';
import { invoker } from './invoke.js';

/** A procedure that has an address in REST, as the doors and the document see it. */
export interface Operation {
  /** Its name in tRPC, such as `profile.get`. */
  name: string;
  type: 'query' | 'mutation';
  meta: Meta & { openapi: NonNullable<Meta['openapi']> };
  /** The schema of its body, without the wrappers that make it optional. */
  body: z.ZodType | undefined;
  bodyRequired: boolean;
  output: z.ZodType;
  call(context: Context, getRawInput: () => Promise<unknown>): Promise<unknown>;
}

/** Every operation, with all its middleware behind `call`. */
export const operations: Operation[] = Object.entries(
  restRouter._def.procedures as unknown as Record<string, AnyProcedure>,
).map(([name, procedure]) => {
  const { meta, type, inputs, output } = procedure._def as unknown as {
    meta: Operation['meta'];
    type: Operation['type'];
    inputs: z.ZodType[];
    output: z.ZodType;
  };
  const invoke = invoker(procedure);
  const input = meta.body ?? inputs[0];
  // What DELETE takes is in its path.
  const hasBody = input !== undefined && meta.openapi.method !== 'DELETE';
  return {
    name,
    type,
    meta,
    body: hasBody ? unwrapped(input) : undefined,
    // Asked by the document alone, and parsing has zod compile what no request may ever need.
    get bodyRequired() {
      return hasBody && !input.safeParse(undefined).success;
    },
    output,
    call: (ctx, getRawInput) => invoke(name, ctx, getRawInput),
  };
});

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}
