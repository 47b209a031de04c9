import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** In bytes, of each of its halves; with less, a collection comes so often that what it takes at least counts. */
const enough = 4 * 1024 * 1024;

/** In milliseconds; under load the space takes longer to become twice as large. */
const interval = 100;

const flags = {
  atRest: ['--semi-space-growth-factor=2', '--parallel-scavenge'],
  underLoad: ['--semi-space-growth-factor=1', '--no-parallel-scavenge'],
};

/**
 * Keeps V8's space for new objects from growing once it is large enough: by itself it takes 32 MB under load,
 * which makes nothing faster; and has it collected by one thread, as calling others takes longer than so
 * little. V8 makes the space smaller when there is nothing to do, so this can't be said once; and then
 * the flags are as Node has them, or Node could not use what was compiled ahead of its own modules, which
 * the flag for the space's size would do to every start.
 */
export function boundNewSpace(): void {
  let atRest = true;
  setInterval(() => {
    const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    const small = !space || space.space_used_size + space.space_available_size < enough * 0.9;
    if (small === atRest) return;
    atRest = small;
    for (const flag of atRest ? flags.atRest : flags.underLoad) setFlagsFromString(flag);
  }, interval).unref();
}
