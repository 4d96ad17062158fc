/**
 * Pictures of pages as files for the documents: WebP, made by the browser that took them, since PNG takes four
 * times as much and the pictures are part of the package.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

const PICTURES = join(import.meta.dirname, '../docs/pictures');
/** Text stays clean. */
const QUALITY = 0.85;

/** @param name of the file, without its extension */
export async function writePicture(browser: Browser, name: string, png: Uint8Array): Promise<void> {
  const page = await browser.newPage();
  try {
    const webp = await page.evaluate(
      async ({ png, quality }) => {
        const response = await fetch(`data:image/png;base64,${png}`);
        const image = await createImageBitmap(await response.blob());
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext('2d')!.drawImage(image, 0, 0);
        return canvas.toDataURL('image/webp', quality).split(',')[1]!;
      },
      { png: Buffer.from(png).toString('base64'), quality: QUALITY },
    );
    await writeFile(join(PICTURES, `${name}.webp`), Buffer.from(webp, 'base64'));
  } finally {
    await page.close();
  }
}
