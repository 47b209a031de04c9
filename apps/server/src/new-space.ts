import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** In bytes, of each of its halves; with less, a collection comes so often that what it takes at least counts. */
const enough = 4 * 1024 * 1024;

/** In milliseconds; with what survives here, the space would grow more slowly. */
const interval = 100;

/**
 * Has V8's space for new objects grow to what is enough at once, and no further: by itself it takes 32 MB
 * under load, which makes nothing faster. It gives room back when there is nothing to do, so this isn't
 * said once. The flag for its size would have to be given to Node, which then can't use what was
 * compiled ahead of Node's own modules, and starts later.
 */
export function boundNewSpace(): void {
  let known: number | undefined;
  setInterval(() => {
    const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if (!space) return;
    const half = space.space_used_size + space.space_available_size;
    const factor = Math.max(1, Math.round(enough / half));
    if (factor === known) return;
    known = factor;
    setFlagsFromString(`--semi-space-growth-factor=${factor}`);
  }, interval).unref();
}
