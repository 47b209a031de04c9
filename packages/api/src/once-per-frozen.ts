/**
 * Computes what depends on nothing but an object once for each that is frozen, and freezes what it found:
 * on SQLite the row of a caller is the same one for as long as it says the same, and so is what becomes
 * of it.
 */
export function oncePerFrozen<Given extends object, Found>(
  compute: (given: Given) => Found,
): (given: Given) => Found {
  const known = new WeakMap<Given, Found>();
  return (given) => {
    const found = known.get(given);
    if (found !== undefined) return found;
    const computed = compute(given);
    if (Object.isFrozen(given)) known.set(given, Object.freeze(computed));
    return computed;
  };
}
