import { fileURLToPath } from 'node:url';
import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';

/** Pixels of the image to one of the drawing: letters stay sharp when it is printed. */
const scale = 2;

// Part of Inter (fonts/OFL.txt), so that text looks the same, and is there at all, whatever fonts a machine has.
GlobalFonts.registerFromPath(
  fileURLToPath(new URL('fonts/Inter-Regular.ttf', import.meta.url)),
  'Inter',
);

/** Draws an SVG whose text is in the font Inter as PNG. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const drawing = await loadImage(Buffer.from(svg));
  const canvas = createCanvas(scale * drawing.width, scale * drawing.height);
  canvas.getContext('2d').drawImage(drawing, 0, 0, canvas.width, canvas.height);
  return canvas.encode('png');
}
