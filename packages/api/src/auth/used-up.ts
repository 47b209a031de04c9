/** How many keys are remembered at least before those that are free again are forgotten. */
const least = 1_000;

/** Who has used a limit up, and until when. */
export function createUsedUp(now: () => Date) {
  const until = new Map<string, number>();
  let tidyAt = least;

  /** How many milliseconds are left; 0 when there may be another use. */
  const wait = (key: string) => Math.max(0, (until.get(key) ?? 0) - now().getTime());

  return {
    wait,
    add(key: string, expires_at: string): void {
      until.set(key, Date.parse(expires_at));
      if (until.size < tidyAt) return;
      for (const each of until.keys()) if (wait(each) === 0) until.delete(each);
      // Where most are still waiting, looking at all of them each time would be in vain.
      tidyAt = Math.max(least, until.size * 2);
    },
  };
}
