import { type Crop, paint } from './crop.js';

/** As many pixels as a screen could show of what the server keeps, twice over. */
const mostEdge = 1024;

/** The formats that the server reads; where they are named, phones make them of their own. */
export const formats = 'image/jpeg,image/png,image/webp,image/gif,image/avif';

/** A file's pixels, upright; nothing where this browser can make none of it. */
export const readPicture = (file: Blob): Promise<ImageBitmap | undefined> =>
  createImageBitmap(file, { imageOrientation: 'from-image' })
    // Older ones refuse the option, and do so unasked.
    .catch(() => createImageBitmap(file))
    .catch(() => undefined);

/** The part as a file of its own, without whatever else was in the first: places, dates, cameras. */
export function writePicture(picture: ImageBitmap, crop: Crop): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.min(mostEdge, Math.round(crop.side));
  paint(canvas, picture, crop);
  // Browsers that can't write WebP write PNG, which a picture of this size may well be.
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.92));
}
