import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const folder = fileURLToPath(new URL('screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });

const checker = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Those that are least alike. */
const few = ['narrow-dark', 'wide-light'];
/** Whether a picture is taken of everything, in every way: `pnpm test:e2e`. */
export const all = process.env.SCREENSHOTS === 'all';
const widths = { narrow: 320, medium: 768, wide: 1280 };

/** Takes a picture of a state of the page, at three widths in both themes, and has it checked. */
export async function look(page: Page, state: string): Promise<void> {
  // Put in by the debugger, so the page's own policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(checker);
  const before = page.viewportSize();
  // What a dialog lies over goes on below it, without its shade.
  const fullPage = (await page.getByRole('alertdialog').count()) === 0;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [name, width] of Object.entries(widths)) {
      const look = `${name}-${colorScheme}`;
      if (!all && !few.includes(look)) continue;
      await page.setViewportSize({ width, height: 800 });
      const path = join(folder, `${state}-${look}.png`);
      await page.screenshot({ path, fullPage, animations: 'disabled' });
      const room = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(room, `${state} is wider than ${width} px`).toBeLessThanOrEqual(0);
      if (few.includes(look)) expect(await violations(page), `${state}, ${look}`).toEqual([]);
    }
  }
  if (before) await page.setViewportSize(before);
}

async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const { run } = (window as unknown as { axe: typeof axe }).axe;
    return (await run(document, { resultTypes: ['violations'] })).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
