import { valueError } from '@profile/contract';
import pLimit from 'p-limit';
import { Failure, invalid } from '../errors.js';
import { loadSharp, type Sharp } from './sharp.js';

/** The sides of the squares that are kept, in pixels. */
export const sizes = [64, 256, 512] as const;
const largest = Math.max(...sizes);

/** Makes the squares of what somebody has sent, or refuses it. */
export type Pictures = (file: Uint8Array) => Promise<Map<number, Uint8Array>>;

interface Options {
  load?: () => Promise<Sharp>;
  /** How many are processed at once: the worst take a core for seconds, and some 250 MB. */
  atOnce?: number;
  /** How many may wait. */
  queue?: number;
  /** The most pixels that one may have before it is made smaller. */
  pixels?: number;
  /** Seconds that one may take. */
  seconds?: number;
}

export function createPictures({
  load = () => loadSharp(),
  atOnce = 1,
  queue = 16,
  pixels = 25_000_000,
  seconds = 10,
}: Options = {}): Pictures {
  const gate = pLimit(atOnce);
  let loading: Promise<Sharp> | undefined;

  /** What can't be loaded may be there the next time. */
  function sharp(): Promise<Sharp> {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  return async (file) => {
    if (gate.activeCount + gate.pendingCount >= atOnce + queue) {
      throw new Failure('busy', { retryAfter: 1 });
    }
    return gate(async () => squares(await sharp(), file, { pixels, seconds }));
  };
}

async function squares(
  sharp: Sharp,
  file: Uint8Array,
  { pixels, seconds }: { pixels: number; seconds: number },
): Promise<Map<number, Uint8Array>> {
  const options = { failOn: 'error', pages: 1, autoOrient: true } as const;
  // From its first bytes; the limit is looked at here, so that what is too large is told from what is broken.
  const { width, height, format } = await readable(
    sharp(file, { ...options, limitInputPixels: false }).metadata(),
  );
  // AVIF takes three times the memory, all of it at once.
  const most = format === 'heif' ? pixels / 3 : pixels;
  if (width * height > most) {
    throw refused(`The picture must have at most ${Math.floor(most / 1e6)} megapixels`);
  }
  // Pixels and nothing else go on: no metadata, no profile, no byte of the file.
  const { data, info } = await readable(
    sharp(file, { ...options, limitInputPixels: pixels })
      .timeout({ seconds })
      .resize(largest, largest)
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const raw = { width: largest, height: largest, channels: info.channels };
  const made = await Promise.all(
    sizes.map((size) => sharp(data, { raw }).resize(size, size).webp({ quality: 82 }).toBuffer()),
  );
  return new Map(sizes.map((size, i) => [size, made[i] as Uint8Array]));
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw /timeout/i.test(String(error))
      ? refused('The picture takes too long to process; send a smaller one')
      : refused('The picture can’t be read; it is damaged or not what it seems');
  }
}

function refused(sentence: string): Failure {
  return invalid(valueError('avatar', sentence));
}
