import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeResult } from '../../../../twin/cli/write-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-result-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('replaces a file, also behind a link, and leaves nothing else in its folder', () => {
  const [file, link] = [join(folder, 'a.txt'), join(folder, 'b.txt')];
  writeFileSync(file, 'of before, and longer');
  symlinkSync(file, link);
  writeResult('--out', link, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder)).toEqual(['a.txt', 'b.txt']);
});

it('writes to what is no file without taking its place', () => {
  writeResult('--out', '/dev/null', 'text');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

it.each([
  ['a folder that is not there', join(folder, 'none', 'a.txt')],
  ['a folder', folder],
])('refuses %s by its name', (_, file) => {
  const before = readdirSync(folder);
  expect(() => writeResult('--plot', file, 'text')).toThrow(
    expect.objectContaining({
      code: 'OUTPUT_UNWRITABLE',
      message: expect.stringContaining(`--plot: ${file} cannot be written`),
      data: { file },
    }),
  );
  expect(readdirSync(folder)).toEqual(before);
});
