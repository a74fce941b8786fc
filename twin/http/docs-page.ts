import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The error catalogue: the rows of docs/errors.md, which a test holds equal to the codes. */
const catalogueFile = fileURLToPath(new URL('../../docs/errors.md', import.meta.url));
/** Where the page takes the catalogue. */
const place = '<!-- errors -->';

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Markdown of one cell as HTML; a link to another document, which is not served, keeps its text only. */
function inline(markdown: string): string {
  return escaped(markdown)
    .replace(/ \(\[[^\]]*\]\([^)]*\)\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '<code>$1</code>');
}

/** Every row of the catalogue as a row of an HTML table whose id is the code. */
function catalogueRows(markdown: string): string {
  return markdown
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, code = '']) => /^[A-Z][A-Z_]+$/.test(code))
    .map(([, code = '', ...cells]) => {
      const rest = cells.slice(0, 3).map((cell) => `<td>${inline(cell)}</td>`);
      return `<tr id="${code}"><th scope="row"><code>${code}</code></th>${rest.join('')}</tr>`;
    })
    .join('\n');
}

/** The page `/docs` with the error catalogue in it: `/docs#CODE`, the type of a problem, leads to the row of the code. */
export function docsPage(folder: string): string {
  const rows = catalogueRows(readFileSync(catalogueFile, 'utf8'));
  return readFileSync(join(folder, 'index.html'), 'utf8').replace(place, () => rows);
}
