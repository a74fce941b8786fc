import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { svgToPng } from '../../../../twin/cli/svg-to-png.ts';

/** Share of the pixels of a drawing that are not white. */
async function ink(content: string): Promise<number> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50" viewBox="0 0 200 50" font-family="Inter, sans-serif" font-size="20"><rect width="100%" height="100%" fill="#fff"/>${content}</svg>`;
  const image = await loadImage(Buffer.from(await svgToPng(svg)));
  expect([image.width, image.height]).toEqual([400, 100]);
  const context = createCanvas(400, 100).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, 400, 100);
  const dark = data.filter((value, i) => i % 4 === 0 && value < 128).length;
  return dark / (400 * 100);
}

it('draws lines and text at twice the size of the drawing', async () => {
  expect(await ink('')).toBe(0);
  expect(await ink('<rect width="100" height="50"/>')).toBe(0.5);
  const words = await ink('<text x="5" y="30">voltage [V] 4.2</text>');
  // A line of text covers some percent of its box; the empty boxes that stand for missing letters cover less than half of it.
  expect(words).toBeGreaterThan(0.03);
  expect(await ink('<text x="5" y="30">iiiiiii lllllll</text>')).toBeLessThan(words);
});
