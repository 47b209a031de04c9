import { median } from './scaling/figures.mjs';

/** The row that another one is held against. */
const baseOf = ({ writes }) => (writes ? 'limit-patch' : 'limit');

/** What a row's slots come to: medians, and its ratio to the limit of the same round. */
export function summarise(row, all) {
  const { slots, calls = 1 } = row;
  const base = all.find(({ id }) => id === baseOf(row));
  // A batch of ten is held against ten requests.
  const ratios = slots.map(({ rate }, round) => base.slots[round].rate / calls / rate);
  const of = (name) => median(slots.map((slot) => slot[name]));
  return {
    ...row,
    ...{ rate: of('rate'), p50: of('p50'), p99: of('p99'), used: of('used'), memory: of('memory') },
    ratio: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    // Processor time is what a request takes even where others use the machine too.
    usedRatio: of('used') / calls / median(base.slots.map(({ used }) => used)),
  };
}
