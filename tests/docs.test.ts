import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { mlErrorCodes } from '../ml/errors.ts';
import { cellFailureCodes } from '../physics/cell/cell-result.ts';
import { modelWarningCodes, physicsErrorCodes } from '../physics/core/errors.ts';
import { generalHelp } from '../twin/cli/help.ts';
import { readTagMap } from '../twin/cli/tag-map.ts';
import { configurationSchema } from '../twin/contract/configuration.ts';
import { type TwinErrorCode, twinErrorCodes } from '../twin/domain/errors.ts';
import { parseTag } from '../twin/domain/tag.ts';
import { statusOf } from '../twin/http/problem.ts';
import { coatingConditions, dryerConditions } from '../twin/prediction/web-piece.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const skipped = /^(\.|node_modules$|dist$|coverage$)/;

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.test(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? markdownFiles(path) : entry.name.endsWith('.md') ? [path] : [];
  });
}

const documents = markdownFiles(root).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const withoutCode = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```/gm, '');

/** Rows of the tables of docs/errors.md: code, meaning, HTTP status, what to do. */
const errorRows = readFileSync(join(root, 'docs/errors.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [A-Z]+_|^\| USAGE /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, code = '', meaning, http, remedy]) => ({ code, meaning, http, remedy }));

/** Anchors of the headings of a document, as GitHub makes them. */
function anchors(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(readme)?.[1] ?? '';
}

it('every error code has one row in docs/errors.md, and every row a code', () => {
  const codes = [
    ...twinErrorCodes,
    ...physicsErrorCodes,
    ...mlErrorCodes,
    ...modelWarningCodes,
    ...cellFailureCodes,
    'TWIN_COIL_UNKNOWN',
    'TWIN_READING_MISSING',
    'TWIN_MACHINE_ABORTED',
    'TWIN_READING_IMPLAUSIBLE',
  ];
  expect(errorRows.map(({ code }) => code).sort()).toEqual([...codes].sort());
  expect(errorRows.filter(({ meaning, remedy }) => !meaning || !remedy)).toEqual([]);
});

it('docs/errors.md gives the HTTP status that the face answers', () => {
  const codes: readonly string[] = twinErrorCodes;
  const said = errorRows.filter(({ code }) => codes.includes(code));
  expect(said.length).toBe(codes.length);
  for (const { code, http } of said) {
    expect([code, http]).toEqual([code, `${statusOf(code as TwinErrorCode) ?? '-'}`]);
  }
  expect(errorRows.filter(({ code, http }) => !codes.includes(code) && http !== '-')).toEqual([]);
});

it('README opens with npm start and npm test', () => {
  expect(readme).toMatch(/^# Twinline\n\n```sh\nnpm start .*\nnpm test .*\n```\n/);
});

it('every relative link leads to a file, and every anchor to a heading', () => {
  const links = documents.flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => ({ path, target })),
  );
  expect(links.length).toBeGreaterThan(10);
  const broken = links.filter(({ path, target }) => {
    const [file = '', anchor] = target.split('#');
    const at = file === '' ? path : join(dirname(path), file);
    if (!existsSync(at)) return true;
    return anchor !== undefined && !anchors(readFileSync(at, 'utf8')).includes(anchor);
  });
  expect(broken).toEqual([]);
});

it('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const scriptCalls = documents.flatMap(({ text }) =>
    [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
  );
  expect(scriptCalls.length).toBeGreaterThan(0);
  expect([...scriptCalls, 'start', 'test'].filter((name) => !(name in scripts))).toEqual([]);
});

it('the commands of README are those of the help', () => {
  const inHelp = [...generalHelp.matchAll(/^twinline ([a-z]+(?: [a-z]+)?)/gm)].map(([, c]) => c);
  const inReadme = [...readme.matchAll(/^\| `twinline ([a-z]+(?: [a-z]+)?)/gm)].map(([, c]) => c);
  expect(inReadme.length).toBeGreaterThan(0);
  expect(inReadme.sort()).toEqual(inHelp.sort());
});

it('the configuration in README is valid, and its tag map holds every reading that the twin needs', () => {
  const { plant, connectors } = configurationSchema.parse(parseYaml(block('yaml')));
  const { path } = plant.line;
  if (typeof path === 'string' || !('stations' in path)) {
    throw new Error('README shows a path of its own');
  }
  const folder = mkdtempSync(join(tmpdir(), 'twinline-docs-'));
  try {
    const file = join(folder, 'tags.csv');
    writeFileSync(file, block('csv'));
    const tags = readTagMap(file, connectors[0]!.id).map(({ tag }) => parseTag(tag)!);
    const prefix = [plant.site, plant.area, plant.line.id].join('.');
    expect(new Set(tags.map(({ site, area, line }) => `${site}.${area}.${line}`))).toEqual(
      new Set([prefix]),
    );
    const byKind = {
      coater: coatingConditions,
      dryerZone: dryerConditions,
      calender: ['lineLoadSetpoint', 'lineLoad', 'rollTemperature'],
      weightGauge: ['loading'],
      thicknessGauge: ['thickness'],
    } as const;
    const needed = path.stations.flatMap(({ id, kind }) =>
      byKind[kind].map((name) => `${id}.${name}`),
    );
    const given = new Set(tags.map(({ unit, name }) => `${unit}.${name}`));
    expect([...needed, 'line.webSpeed'].filter((name) => !given.has(name))).toEqual([]);
    const gauged = tags.filter(({ lane }) => lane !== undefined);
    expect(new Set(gauged.map(({ lane }) => lane)).size).toBe(path.lanes);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
