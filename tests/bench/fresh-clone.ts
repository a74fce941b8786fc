import { execFileSync, spawnSync } from 'node:child_process';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/served-twin.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';
import { tileShowsNumber, withBrowser } from './browser.ts';
import { startTwin, withFolder } from './served-twin.ts';

const bar_s = 60;
const lock = 'node_modules/.package-lock.json';

/** A clone of HEAD as it stands when its `npm ci` has ended; the packages are hard links to those of this tree. */
async function cloneInstalled(folder: string): Promise<string> {
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', root, clone]);
  const [from, to] = [join(root, 'node_modules'), join(clone, 'node_modules')];
  if (spawnSync('cp', ['-al', from, to], { stdio: 'ignore' }).status !== 0) {
    await rm(to, { recursive: true, force: true });
    execFileSync('cp', ['-a', from, to]);
  }
  // A file of its own and newer than the lock file of the clone, as an install leaves it.
  await rm(join(clone, lock));
  await copyFile(join(root, lock), join(clone, lock));
  return clone;
}

/** `npm start` in a fresh clone until a page shows a predicted porosity: builds the viewer and makes certificates. */
export function run(): Promise<BenchRow[]> {
  return withFolder(async (folder) => {
    const clone = await cloneInstalled(folder);
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: clone });
    const name = `fresh clone of ${String(commit).trim()}`;
    return withBrowser(async (browser) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      const twin = await startTwin('npm', ['start'], clone);
      try {
        await page.goto(twin.url);
        await tileShowsNumber(page, 'porosity');
        const shown_s = (performance.now() - twin.begun) / 1000;
        return [
          atMost(`${name}: npm start to predicted porosity on screen`, shown_s, 's', bar_s),
          information(`${name}: npm start to the URL line`, twin.urlAfter_s, 's'),
        ];
      } finally {
        await twin.stop();
      }
    });
  });
}
