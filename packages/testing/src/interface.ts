/** How a test server is to be. */
export interface TestServerOptions {
  /**
   * Settings as the server's README has them, such as `{ ACCESS_TOKEN_TTL: '1m' }`. `LIMITS` is `off`
   * unless given; an empty text stands for the limits that are built in. What the server is reached by
   * and what it keeps is set already: HOST, PORT, DATABASE_URL, MAIL_URL.
   */
  settings?: Record<string, string>;
  /** What time it is to begin with; by default the time of the machine, at which the clock stands still. */
  now?: Date;
  /** Whether it has a port; without one only its `fetch` reaches it. By default it has. */
  listen?: boolean;
}

/** A Profile server of one test. */
export interface TestProfileServer {
  /** Its origin, such as `http://127.0.0.1:40123`. */
  url: string;
  /** Reaches the server without a network, whatever the address's origin is; give it to the SDK. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  inbox: Inbox;
  clock: Clock;
  /** Signs somebody up over REST, as any app does; what isn't given is made up. */
  createUser(user?: NewTestUser): Promise<TestUser>;
  /** Waits for what is under way, and forgets everything. */
  close(): Promise<void>;
}

/** Every mail that the server has sent. */
export interface Inbox {
  /** The newest mail to an address, or undefined; first, whatever is due is delivered. */
  latest(address: string, filter?: MailFilter): Promise<ReceivedMail | undefined>;
  /** All mails to an address, the oldest first; first, whatever is due is delivered. */
  all(address: string, filter?: MailFilter): Promise<ReceivedMail[]>;
  /**
   * The oldest mail to an address that no earlier `wait` has given, as soon as it is there. Rejects after
   * `timeout` milliseconds; 5,000 by default.
   */
  wait(address: string, filter?: MailFilter & { timeout?: number }): Promise<ReceivedMail>;
}

export interface MailFilter {
  /** Such as `verify-email` or `reset-password`. */
  kind?: string;
}

/** A mail as its reader has it. */
export interface ReceivedMail {
  to: string;
  /** What it is about, such as `verify-email` or `reset-password`. */
  kind: string;
  subject: string;
  text: string;
  html: string;
  /** When it was put into the outbox. */
  date: Date;
  /** Where its links lead, each once. */
  links: string[];
  /** The six digits to type in, in mails that have them. */
  code: string | undefined;
  /** What the first link that carries one carries as its token. */
  token: string | undefined;
}

/** The server's time, which moves only when told. */
export interface Clock {
  now(): Date;
  /**
   * Moves the time at once. Resolves when the server has done what it does by time: mail that is due
   * again, what it forgets, when sessions were last seen.
   */
  advance(by: TimeSpan): Promise<void>;
  /** The same, to a moment; earlier ones are refused. */
  set(date: Date): Promise<void>;
}

export interface TimeSpan {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

export interface NewTestUser {
  email?: string;
  username?: string;
  password?: string;
  /** Whether the address is proved, by the code of the mail; it isn't by default. */
  verified?: boolean;
}

/** Somebody who is signed in, with a session that nobody else uses. */
export interface TestUser {
  id: string;
  email: string;
  username: string;
  password: string;
  /** As signing in answers; the SDK's `memoryTokenStore(user.tokens)` makes a client of them. */
  tokens: {
    access_token: string;
    token_type: 'Bearer';
    expires_in: number;
    refresh_token: string;
    scope: string;
  };
}
