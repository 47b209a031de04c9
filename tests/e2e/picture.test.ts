import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onAccountPage } from './account-page.js';
import { look } from './look.js';
import { colourAt, photograph, vast } from './pictures.js';

const file = (buffer: Buffer, name = 'me.jpg') => ({ name, mimeType: 'image/jpeg', buffer });
const dialog = (page: Page) => page.getByRole('alertdialog', { name: 'Your picture' });
const stage = (page: Page) => dialog(page).getByRole('application');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const choose = (page: Page, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles(file(buffer));

/** What of the stage is seen at a point, by parts of its sides. */
function seen(page: Page, x: number, y: number): Promise<string> {
  return stage(page)
    .locator('canvas')
    .evaluate(
      (canvas, [x, y]) => {
        const copy = new OffscreenCanvas(20, 20).getContext('2d', { willReadFrequently: true });
        copy?.drawImage(canvas as HTMLCanvasElement, 0, 0, 20, 20);
        const [red = 0, , blue = 0] = copy?.getImageData(x * 20, y * 20, 1, 1).data ?? [];
        return red > blue ? 'red' : 'blue';
      },
      [x, y] as const,
    );
}

onAccountPage('the picture', ({ server, visitAs }) => {
  it('is cropped and turned by keys, shown everywhere, and removed', async () => {
    const { page, client } = await visitAs('keys');
    // A photograph by a camera that was held upright: what is left in the file is up.
    const photo = await photograph(page, 6);
    await button(page, 'Choose a picture').waitFor();
    await choose(page, photo);
    await stage(page).waitFor();
    await expect.poll(() => seen(page, 0.5, 0.1)).toBe('red');
    expect(await seen(page, 0.5, 0.9)).toBe('blue');
    expect(await stage(page).evaluate((it) => it === document.activeElement)).toBe(true);
    await look(page, 'picture-cropping');

    await button(page, 'Turn left').press('Enter');
    await expect.poll(() => seen(page, 0.1, 0.5)).toBe('red');
    expect(await seen(page, 0.9, 0.5)).toBe('blue');
    await stage(page).focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press('+');
    const zoom = () => dialog(page).getByLabel('Zoom').inputValue();
    expect(Number(await zoom())).toBeGreaterThan(2);
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft');
    await expect.poll(() => seen(page, 0.1, 0.5)).toBe('blue');
    await button(page, 'Use this picture').press('Enter');
    await page.getByText('Your picture is changed.').waitFor();

    const { avatar_url } = await client.profile.get();
    const address = new URL(avatar_url ?? '', server().url).href;
    expect(await colourAt(page, address, 0.1, 0.5)).toBe('blue');
    for (const place of ['.top', '.self']) {
      expect(await page.locator(`${place} img.avatar`).getAttribute('src')).toBe(avatar_url);
    }
    await look(page, 'picture-set');
    await button(page, 'Remove picture').click();
    await page.getByText('Your picture is removed.').waitFor();
    expect(await page.locator('img.avatar').count()).toBe(0);
    expect((await client.profile.get()).avatar_url).toBeNull();
  });

  it('is moved by the pointer, and given up without a trace', async () => {
    const { page, client } = await visitAs('pointer');
    await button(page, 'Choose a picture').waitFor();
    await choose(page, await photograph(page, 1));
    await stage(page).waitFor();
    const { x, y, width } = (await stage(page).boundingBox()) ?? { x: 0, y: 0, width: 0 };
    const middle = y + width / 2;
    await expect.poll(() => seen(page, 0.4, 0.5)).toBe('red');
    await page.mouse.move(x + width / 2, middle);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.3, middle, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => seen(page, 0.4, 0.5)).toBe('blue');
    // A click brings what is under it to the middle.
    await page.mouse.wheel(0, -600);
    await expect.poll(() => dialog(page).getByLabel('Zoom').inputValue()).not.toBe('1');
    await page.mouse.click(x + width * 0.05, middle);
    await expect.poll(() => seen(page, 0.4, 0.5)).toBe('red');

    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Email' }).click();
    await page.getByRole('heading', { name: 'Email', level: 1 }).waitFor();
    expect(await client.profile.get()).toMatchObject({ avatar_url: null, version: 1 });
  });

  it('shows how much has gone out, and can be stopped on the way', async () => {
    const { page, client } = await visitAs('slow', '', { locale: 'de' });
    await button(page, 'Bild wählen').waitFor();
    const network = await page.context().newCDPSession(page);
    const throttle = (uploadThroughput: number) =>
      network.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await network.send('Network.enable');
    await throttle(40_000);
    // What the browser can't read goes out as it is.
    await choose(page, Buffer.alloc(4_000_000, 'no picture'));
    const bar = page.getByRole('progressbar', { name: 'Wie viel gesendet ist' });
    await expect
      .poll(async () => Number(await bar.getAttribute('value')), { timeout: 60_000 })
      .toBeGreaterThan(0);
    expect(Number(await bar.getAttribute('value'))).toBeLessThan(1);
    await look(page, 'picture-sending-de');
    await button(page, 'Senden abbrechen').click();
    await bar.waitFor({ state: 'hidden' });
    expect(await page.getByRole('alert').allTextContents()).not.toContain(/./);

    await throttle(-1);
    await choose(page, await photograph(page, 1));
    await page.route('**/me/avatar', () => {});
    await button(page, 'Dieses Bild verwenden').click();
    await bar.waitFor();
    await look(page, 'picture-sending-crop-de');
    await button(page, 'Senden abbrechen').click();
    await bar.waitFor({ state: 'hidden' });
    await page.unroute('**/me/avatar');
    await button(page, 'Dieses Bild verwenden').click();
    await page.getByText('Ihr Bild ist geändert.').waitFor();
    expect(await client.profile.get()).toMatchObject({ version: 2 });
  });

  it('says beside it why it was refused', async () => {
    const { page, client } = await visitAs('refused');
    const alert = page.locator('.picture').getByRole('alert');
    await button(page, 'Choose a picture').waitFor();
    await choose(page, Buffer.from('This is a letter and no picture.'));
    await alert.getByText('This is no picture that can be used.').waitFor();
    await look(page, 'picture-refused');
    // Whole, since the browser can't tell that it is cut off.
    await choose(page, (await photograph(page, 1)).subarray(0, 700));
    await alert.getByText('This picture can’t be read. It may be damaged.').waitFor();
    await choose(page, vast(await photograph(page, 1)));
    await alert.getByText('This picture is too large: it may have 25 million pixels.').waitFor();
    await choose(page, Buffer.alloc(5_300_000, 'large'));
    await alert.getByText('This file is too large. It may have 5 MB.').waitFor();

    await choose(page, await photograph(page, 1));
    const fault = (msg: string) => ({
      status: 422,
      json: { detail: [{ type: 'value_error', loc: ['body', 'avatar'], msg }] },
    });
    const refusal = (status: number, code: string) => ({
      status,
      headers: { 'retry-after': '90' },
      json: { detail: 'No', code },
    });
    for (const [answer, sentence] of [
      [
        fault('Value error, The picture takes too long to process; send a smaller one'),
        'This picture takes too long to process. Choose a smaller one.',
      ],
      [refusal(413, 'body_too_large'), 'This file is too large. It may have 5 MB.'],
      [refusal(429, 'too_many_requests'), 'That was often. Try again in 90 seconds.'],
      [refusal(503, 'busy'), 'There is much to do just now. Try again in 90 seconds.'],
    ] as const) {
      await page.route('**/me/avatar', (route) => route.fulfill(answer), { times: 1 });
      await button(page, 'Use this picture').click();
      await dialog(page).getByRole('alert').getByText(sentence).waitFor();
    }
    await look(page, 'picture-busy');
    await button(page, 'Use this picture').click();
    await page.getByText('Your picture is changed.').waitFor();
    expect(await client.profile.get()).toMatchObject({ version: 2 });
  });

  it('is dropped anywhere on the page, and outlives a session that ends', async () => {
    const { page, client } = await visitAs('dropper');
    await page.getByLabel('Display name').fill('Still here');
    await button(page, 'Choose a picture').waitFor();
    const bytes = [...(await photograph(page, 1))];
    const dropped = (type: string) =>
      page.evaluate(
        ([type, bytes]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([new Uint8Array(bytes)], 'me.jpg'));
          const init = { dataTransfer, bubbles: true, cancelable: true };
          return !document.body.dispatchEvent(new DragEvent(type, init));
        },
        [type, bytes] as const,
      );
    expect(await dropped('dragover')).toBe(true);
    await page.locator('.picture.over').waitFor();
    await look(page, 'picture-over');
    expect(await dropped('drop')).toBe(true);
    await stage(page).waitFor();
    await client.auth.logout('others');
    await button(page, 'Use this picture').click();
    const again = page.getByRole('alertdialog', { name: 'Sign in again' });
    await again.getByLabel('Password', { exact: true }).fill('violet-anchor-73-mosaic');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Your picture is changed.').waitFor();
    expect(await page.getByLabel('Display name').inputValue()).toBe('Still here');
    await button(page, 'Save').click();
    await page.getByText('Saved.').waitFor();
    expect(await client.profile.get()).toMatchObject({ display_name: 'Still here', version: 3 });
  });
});
