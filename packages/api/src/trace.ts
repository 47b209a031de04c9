/** What of a request's time goes where, told to whoever collects it. */
export interface Trace {
  /** Runs work as a part of what is under way. */
  <T>(name: string, work: () => Promise<T>): Promise<T>;
  /** What is under way, in the words of W3C's traceparent, for what comes of it later. */
  parent(): string | undefined;
}
