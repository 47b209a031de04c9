import { expect, it } from 'vitest';
import { plain } from '../testing/pictures.js';
import { isPicture } from './format.js';

it.each([
  ['JPEG', () => plain().jpeg()],
  ['PNG', () => plain().png()],
  ['GIF', () => plain().gif()],
  ['WebP', () => plain().webp()],
  ['AVIF', () => plain().avif({ effort: 0 })],
])('%s is known by its first bytes', async (_, make) => {
  const bytes = await make().toBuffer();
  expect(isPicture(bytes)).toBe(true);
  expect(isPicture(Buffer.concat([Buffer.from(' '), bytes]))).toBe(false);
});

it('TIFF is none of them', async () => {
  expect(isPicture(await plain().tiff().toBuffer())).toBe(false);
});

const ftyp = (size: number, brands: string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(size);
  return Buffer.concat([length, Buffer.from(`ftyp${brands}`)]);
};

it.each<[string, string | Buffer]>([
  ['nothing', ''],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['XML', '<?xml version="1.0"?><svg/>'],
  ['HTML', '<!doctype html><script>alert(1)</script>'],
  ['PDF', '%PDF-1.7'],
  ['ZIP', 'PK\x03\x04'],
  ['a script that speaks of a GIF', '//GIF89a'],
  ['a sound in the same wrapping as WebP', 'RIFF\x24\0\0\0WAVEfmt '],
  ['a film', ftyp(24, 'isom\0\0\0\0isommp42')],
  ['HEIC, which nobody here can read', ftyp(24, 'heic\0\0\0\0mif1heic')],
  ['a wrapping that is cut off', ftyp(24, 'avi')],
  ['one whose brand comes after its end', ftyp(16, 'isom\0\0\0\0avif')],
])('%s is none of them', (_, bytes) => {
  expect(isPicture(Buffer.from(bytes))).toBe(false);
});

it('is not misled by what lies before the bytes in the same memory', () => {
  const memory = Buffer.from('GIF89a<svg/>');
  expect(isPicture(memory.subarray(6))).toBe(false);
  expect(isPicture(memory)).toBe(true);
});
