import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hugePng, plain, webpChunks } from '../testing/pictures.js';
import { createPictures, sizes } from './pictures.js';
import { loadSharp } from './sharp.js';

const pictures = createPictures();

/** Red, green and blue, side by side. */
async function stripes() {
  const part = async (background: string) => plain(100, 100, background).png().toBuffer();
  const [red, green, blue] = await Promise.all(['#f00', '#0f0', '#00f'].map(part));
  return plain(300, 100).composite([
    { input: red, left: 0, top: 0 },
    { input: green, left: 100, top: 0 },
    { input: blue, left: 200, top: 0 },
  ]);
}

/** Which of red, green and blue a pixel mostly is, such as 0 for red. */
async function colourAt(bytes: Uint8Array | undefined, x: number, y: number): Promise<number> {
  const pixel = sharp(Buffer.from(bytes ?? [])).extract({ left: x, top: y, width: 1, height: 1 });
  const [red = 0, green = 0, blue = 0] = await pixel.raw().toBuffer();
  return [red, green, blue].indexOf(Math.max(red, green, blue));
}

const refusal = (sentence: string) =>
  expect.objectContaining({
    reason: 'validation_error',
    details: {
      faults: [{ type: 'value_error', loc: ['body', 'avatar'], msg: `Value error, ${sentence}` }],
    },
  });
const unreadable = refusal('The picture can’t be read; it is damaged or not what it seems');

describe('Of a picture', () => {
  it.each([
    ['JPEG', () => plain().jpeg()],
    ['grey JPEG', () => plain().greyscale().jpeg()],
    ['CMYK JPEG', () => plain().toColourspace('cmyk').jpeg()],
    ['PNG', () => plain().png()],
    ['PNG of 16 bits', () => plain().toColourspace('rgb16').png({ progressive: true })],
    ['transparent PNG', () => plain().ensureAlpha(0.5).png()],
    ['GIF', () => plain().gif()],
    ['WebP', () => plain().webp()],
    ['AVIF', () => plain().avif({ effort: 0 })],
    ['PNG of one pixel', () => plain(1, 1).png()],
    ['PNG of one line', () => plain(16_000, 1).png()],
  ])('as %s squares of all sizes are made', async (_, make) => {
    const made = await pictures(await make().toBuffer());
    expect([...made.keys()]).toEqual([...sizes]);
    for (const [size, bytes] of made) {
      const { format, width, height } = await sharp(Buffer.from(bytes)).metadata();
      expect([format, width, height]).toEqual(['webp', size, size]);
    }
  });

  it('the middle is kept', async () => {
    const made = (await pictures(await (await stripes()).png().toBuffer())).get(256);
    for (const x of [10, 128, 245]) expect(await colourAt(made, x, 128)).toBe(1);
  });

  it('what lies on its side by its metadata is set upright', async () => {
    const lying = (await stripes()).withMetadata({ orientation: 6 }).jpeg();
    const tall = await lying.toBuffer();
    const made = (await pictures(tall)).get(256);
    expect(await colourAt(made, 128, 128)).toBe(1);
    // A square of the upper two thirds tells up from down.
    const square = sharp(await (await stripes()).png().toBuffer())
      .extract({ left: 0, top: 0, width: 200, height: 100 })
      .resize(200, 200, { fit: 'fill' })
      .withMetadata({ orientation: 6 })
      .jpeg();
    const upright = (await pictures(await square.toBuffer())).get(256);
    expect([await colourAt(upright, 128, 20), await colourAt(upright, 128, 236)]).toEqual([0, 1]);
  });

  it('nothing is left of metadata', async () => {
    const secret = 'somewhere in Berlin';
    const file = await plain()
      .withExif({ IFD0: { Copyright: secret }, IFD3: { GPSLatitudeRef: 'N' } })
      .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${secret}</x:xmpmeta>`)
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    expect(file.includes(secret)).toBe(true);
    for (const bytes of (await pictures(file)).values()) {
      expect(webpChunks(bytes)).toEqual(['VP8 ']);
      expect(Buffer.from(bytes).includes(secret)).toBe(false);
    }
  });

  it('transparency is kept, and nothing else beside the pixels', async () => {
    const file = await plain()
      .ensureAlpha(0.5)
      .withExif({ IFD0: { Copyright: 'x' } })
      .png();
    for (const bytes of (await pictures(await file.toBuffer())).values()) {
      expect(webpChunks(bytes)).toEqual(['VP8X', 'ALPH', 'VP8 ']);
    }
  });

  it('that moves the first frame is kept, of however many', async () => {
    const frame = await plain(8, 8).gif().toBuffer();
    const [start, image] = [frame.subarray(0, -1), frame.subarray(frame.lastIndexOf(','), -1)];
    const images = Array.from({ length: 10_000 }, () => image);
    const file = Buffer.concat([start, ...images, Buffer.from(';')]);
    expect((await sharp(file, { animated: true }).metadata()).pages).toBeGreaterThan(10_000);
    for (const bytes of (await pictures(file)).values()) {
      expect(webpChunks(bytes)).toEqual(['VP8 ']);
    }
  });
});

describe('What is more than a picture', () => {
  const payload = '<script>alert(document.domain)</script>';

  it.each([
    ['a JPEG with an archive after it', () => plain().jpeg(), `PK\x03\x04${payload}`],
    ['a PNG with a page after it', () => plain().png(), `<html>${payload}</html>`],
    ['a GIF with a script after it', () => plain().gif(), `*/=0;${payload}`],
    ['a WebP with a page after it', () => plain().webp(), payload],
  ])('is only its pixels then: %s', async (_, make, more) => {
    const file = Buffer.concat([await make().toBuffer(), Buffer.from(more, 'latin1')]);
    for (const bytes of (await pictures(file)).values()) {
      expect(webpChunks(bytes)).toEqual(['VP8 ']);
      expect(Buffer.from(bytes).includes('script')).toBe(false);
    }
  });

  it('is refused when it isn’t one at all', async () => {
    const begins = ['GIF89a/*', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'RIFF\x20\0\0\0WEBPVP8 '];
    for (const begin of begins) {
      const file = Buffer.from(`${begin}${payload.repeat(10)}`, 'latin1');
      await expect(pictures(file)).rejects.toEqual(unreadable);
    }
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['PDF', '%PDF-1.7'],
  ])('is not even looked at by the library as %s', async (_, text) => {
    await expect(pictures(Buffer.from(text))).rejects.toEqual(unreadable);
    await expect(sharp(Buffer.from(text)).metadata()).rejects.toThrow('unsupported image format');
  });
});

describe('A picture is refused', () => {
  it.each([
    ['JPEG', () => plain(900, 900).jpeg()],
    ['PNG', () => plain(900, 900).png()],
    ['WebP', () => plain(900, 900).webp({ lossless: true })],
    ['GIF', () => plain(900, 900).gif()],
  ])('when a %s is cut off', async (_, make) => {
    const file = await make().toBuffer();
    const half = file.subarray(0, Math.floor(file.length / 2));
    await expect(pictures(half)).rejects.toEqual(unreadable);
  });

  it('by its first bytes when it unpacks to too many pixels', async () => {
    const bomb = hugePng(50_000, 50_000).subarray(0, 4096);
    const sentence = 'The picture must have at most 25 megapixels';
    await expect(pictures(bomb)).rejects.toEqual(refusal(sentence));
    await expect(pictures(hugePng(5000, 5001))).rejects.toEqual(refusal(sentence));
    await expect(pictures(hugePng(5000, 5000))).resolves.toBeDefined();
  });

  it('as AVIF of a third of the pixels already, since it takes three times the memory', async () => {
    const avif = (side: number) => plain(side, side).avif({ effort: 0 }).toBuffer();
    const sentence = 'The picture must have at most 8 megapixels';
    await expect(pictures(await avif(2900))).rejects.toEqual(refusal(sentence));
    await expect(pictures(await avif(2800))).resolves.toBeDefined();
  });

  it('when it takes too long', async () => {
    const patient = createPictures({ pixels: 1_000_000_000, seconds: 1 });
    const sentence = 'The picture takes too long to process; send a smaller one';
    await expect(patient(hugePng(30_000, 30_000))).rejects.toEqual(refusal(sentence));
  }, 60_000);
});

describe('When there are many at once', () => {
  it('some wait, and who comes then is told to come back', async () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const load = async () => {
      await opened;
      return loadSharp();
    };
    const narrow = createPictures({ load, atOnce: 1, queue: 2 });
    const file = await plain().png().toBuffer();
    const waiting = [narrow(file), narrow(file), narrow(file)];
    await expect(narrow(file)).rejects.toMatchObject({
      reason: 'busy',
      details: { retryAfter: 1 },
    });
    open();
    expect(await Promise.all(waiting)).toHaveLength(3);
    await expect(narrow(file)).resolves.toBeDefined();
  });
});

describe('Where the library can’t be loaded', () => {
  it('a sentence says so, and the next picture tries again', async () => {
    let there = false;
    const library = () => (there ? import('sharp') : Promise.reject(new Error('no such file')));
    const poor = createPictures({ load: () => loadSharp(library) });
    const file = await plain().png().toBuffer();
    await expect(poor(file)).rejects.toMatchObject({
      reason: 'unavailable',
      message: 'This server can’t process pictures; tell whoever runs it',
    });
    there = true;
    await expect(poor(file)).resolves.toBeDefined();
  });
});
