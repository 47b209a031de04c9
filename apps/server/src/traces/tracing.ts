import type { Trace } from '@profile/api';
import type { OutboxMail } from '@profile/db';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Where the time of requests goes, told to a collector; nowhere without one, and then it costs nothing. */
export interface Tracing {
  /** For what runs as a part of something that is traced. */
  trace: Trace;
  /** Begins a request's span, under its caller's if there is one, and runs the rest within. */
  enter(request: FastifyRequest, rest: () => void): void;
  /** The same for a procedure: what has read a body runs wherever its last byte came in. */
  within(request: FastifyRequest): Trace;
  /** Ends it; gives the trace's id. */
  leave(request: FastifyRequest, reply: FastifyReply): string | undefined;
  /** A try to hand over a mail, as a part of what the mail came of. */
  mail<T>(mail: OutboxMail, work: () => Promise<T>): Promise<T>;
  /** Sends what is there still, for two seconds at most. */
  stop(): Promise<void>;
}
