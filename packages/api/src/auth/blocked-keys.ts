/** How many keys are remembered before those that are free again are forgotten. */
const tidyAt = 1_000;

/** Who has used a limit up, as the limiter remembers it, by the clock of the services and not by Date. */
export class BlockedKeys {
  private readonly until = new Map<string, number>();

  constructor(private readonly now: () => Date) {}

  addMs(key: string, milliseconds: number): void {
    this.until.set(key, this.now().getTime() + milliseconds);
    if (this.until.size < tidyAt) return;
    for (const each of this.until.keys()) if (this.msBeforeExpire(each) === 0) this.delete(each);
  }

  msBeforeExpire(key: string): number {
    return Math.max(0, (this.until.get(key) ?? 0) - this.now().getTime());
  }

  delete(key: string): void {
    this.until.delete(key);
  }
}
