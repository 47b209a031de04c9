import { median } from './scaling/figures.mjs';

/** The row that one is held against: what the hand-written limit does of the same kind. */
export function baseOf({ writes, sessions }) {
  if (sessions === 'all') return 'limit-sessions';
  return writes ? 'limit-patch' : 'limit';
}

const one = (rows, id) => rows.find((row) => row.id === id);

/** How many times as many requests one row answers as another, round by round. */
export const paired = (faster, slower) =>
  faster.slots.map(({ rate }, round) => rate / slower.slots[round].rate);

/** What the rows' slots come to: medians, and their ratios to the limit of the same round. */
export function summarise(rows) {
  return rows.map((row) => {
    const { slots, calls = 1 } = row;
    const base = one(rows, baseOf(row));
    // A batch of ten is held against ten requests.
    const ratios = paired(base, row).map((ratio) => ratio / calls);
    const of = (name, some = slots) => median(some.map((slot) => slot[name]));
    return {
      ...row,
      ...{ rate: of('rate'), p50: of('p50'), p99: of('p99') },
      ...{ used: of('used'), memory: of('memory'), load: of('load') },
      ...{ ratio: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) },
      usedRatio: of('used') / calls / of('used', base.slots),
    };
  });
}
