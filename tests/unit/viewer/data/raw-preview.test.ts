import { expect, it } from 'vitest';
import { rawPreview } from '../../../../viewer/src/data/raw-preview.ts';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

it('shows text as text, also in other scripts, and the beginning of a long one', () => {
  expect(rawPreview(base64('{"t": 21,5 °C}'))).toEqual({ kind: 'text', shown: '{"t": 21,5 °C}' });
  const long = rawPreview(base64('ä'.repeat(4000)));
  expect(long.kind).toBe('text');
  expect(long.shown.length).toBeLessThan(420);
});

it('shows what is no text as bytes', () => {
  expect(rawPreview(base64(new Uint8Array([0, 1, 255])))).toEqual({
    kind: 'hex',
    shown: '00 01 ff',
  });
  const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * 37) % 256);
  expect(rawPreview(base64(noise))).toMatchObject({ kind: 'hex' });
  expect(rawPreview(base64(noise)).shown.split(' ')).toHaveLength(49);
  expect(rawPreview('')).toEqual({ kind: 'hex', shown: '' });
});
