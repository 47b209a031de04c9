/** What looks like one of our settings and is none, a sentence each: nobody else would notice. */
export function misspelt(env: Record<string, string | undefined>, known: Set<string>): string[] {
  const sentences: string[] = [];
  for (const name of Object.keys(env)) {
    if (known.has(name)) continue;
    const meant = [...known].find((each) => name === `PROFILE_${each}` || isNear(name, each));
    if (meant) sentences.push(`${name} is no setting; ${meant} is`);
  }
  return sentences;
}

/** Short names have too many neighbours, such as POST and PORT. */
function isNear(name: string, known: string): boolean {
  if (known.length < 6 || Math.abs(name.length - known.length) > 2) return false;
  return distance(name, known) <= (known.length < 10 ? 1 : 2);
}

/** How many letters to change, to add, to leave out or to exchange with their neighbour. */
function distance(a: string, b: string): number {
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [above = [], before = []] = [rows[i - 1], rows[i - 2]];
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
