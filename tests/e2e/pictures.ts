import type { Page } from 'playwright-core';

/** A JPEG of 400 by 300 pixels, red on the left and blue on the right, that says how it is to be turned. */
export async function photograph(page: Page, orientation: number): Promise<Buffer> {
  const text = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 400;
    canvas.height = 300;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('No canvas');
    for (const [x, colour] of [
      [0, '#e02020'],
      [200, '#2020e0'],
    ] as const) {
      context.fillStyle = colour;
      context.fillRect(x, 0, 200, 300);
    }
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] ?? '';
  });
  const plain = Buffer.from(text, 'base64');
  return Buffer.concat([plain.subarray(0, 2), exif(orientation), plain.subarray(2)]);
}

/** The part of a JPEG that says nothing but its orientation. */
function exif(orientation: number): Buffer {
  const body = '457869660000' + '4d4d002a00000008' + '0001' + '0112000300000001';
  const content = Buffer.from(`${body}000${orientation}000000000000`, 'hex');
  const head = Buffer.from([0xff, 0xe1, 0, content.length + 2]);
  return Buffer.concat([head, content]);
}

/** The beginning of a JPEG that says that it has 36 megapixels, which no browser would believe. */
export function vast(photo: Buffer): Buffer {
  const [frame, scan] = ['ffc0', 'ffda'].map((mark) => photo.indexOf(mark, 0, 'hex')) as [
    number,
    number,
  ];
  const side = Buffer.from([6000 >> 8, 6000 & 255]);
  const head = photo.subarray(0, frame + 5);
  return Buffer.concat([head, side, side, photo.subarray(frame + 9, scan + 40)]);
}

/** Whether a point of a picture, by parts of its sides, is red or blue. */
export function colourAt(page: Page, address: string, x: number, y: number): Promise<string> {
  return page.evaluate(
    async ([address, x, y]) => {
      const picture = await createImageBitmap(await (await fetch(address)).blob());
      const canvas = document.createElement('canvas');
      canvas.width = picture.width;
      canvas.height = picture.height;
      const context = canvas.getContext('2d');
      context?.drawImage(picture, 0, 0);
      const at = context?.getImageData(x * picture.width, y * picture.height, 1, 1).data;
      const [red = 0, , blue = 0] = at ?? [];
      return red > blue ? 'red' : 'blue';
    },
    [address, x, y] as const,
  );
}
