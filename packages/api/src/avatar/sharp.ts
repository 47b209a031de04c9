import type sharp from 'sharp';
import { Failure } from '../errors.js';

export type Sharp = typeof sharp;

/** The only formats that the library may read, whatever it takes a file for. */
const readers = ['JpegBuffer', 'PngBuffer', 'NsgifBuffer', 'WebpBuffer', 'HeifBuffer'];

/** Loads it at the first picture: a server that is sent none should not pay for it. */
export async function loadSharp(library = () => import('sharp')): Promise<Sharp> {
  let loaded: Sharp;
  try {
    ({ default: loaded } = await library());
  } catch (cause) {
    const detail = 'This server can’t process pictures; tell whoever runs it';
    throw new Failure('unavailable', { detail, retryAfter: 3600, cause });
  }
  loaded.cache(false);
  // How many are processed at once is up to us, not to threads in each.
  loaded.concurrency(1);
  loaded.block({ operation: ['VipsForeignLoad'] });
  loaded.unblock({ operation: readers.map((reader) => `VipsForeignLoad${reader}`) });
  return loaded;
}
