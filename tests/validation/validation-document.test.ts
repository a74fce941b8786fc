import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { validationMarkdown } from '../../twin/validation/markdown.ts';
import { validateCase } from '../../twin/validation/validate.ts';

const rows = validateCase(undefined, (file) =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8'),
);

it('docs/validation.md says what the models give (WRITE_DOCS=1 writes it anew)', () => {
  const document = new URL('../../docs/validation.md', import.meta.url);
  if (process.env['WRITE_DOCS'] === '1') writeFileSync(document, validationMarkdown(rows));
  expect(readFileSync(document, 'utf8')).toBe(validationMarkdown(rows));
});

it('shows a missed bar as missed', () => {
  const missed = rows.map((row) => ({ ...row, pass: false }));
  expect(validationMarkdown(missed).match(/\*\*missed\*\*/g)).toHaveLength(rows.length);
});
