import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { ViewerProbe } from '../../viewer/src/app/probe-contract.ts';
import { launchChromium, launchChromiumWithoutWebgl } from '../support/chromium.ts';
import { chromiumRuns, describeInBrowser } from '../support/describe-in-browser.ts';
import { FakeLineServer, hostileDescription } from '../support/fake-line-server.ts';

const dist = fileURLToPath(new URL('../../viewer/dist', import.meta.url));
/** The tests' own reading of pixels makes the driver complain. */
const ownNoise = /ReadPixels/;

vi.setConfig({ testTimeout: 30_000 });

let browser: Browser;
let server: FakeLineServer;
const cleanups: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (!chromiumRuns) return;
  expect(existsSync(`${dist}/index.html`), 'the viewer is built (node prepare.mjs)').toBe(true);
  browser = await launchChromium();
}, 60_000);

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

afterAll(async () => {
  await browser?.close();
});

interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, and requests that leave the server. */
  readonly troubles: string[];
}

/** Opens the viewer on a fresh line of 90 segments, 12 of them unknown. */
async function open(
  options: {
    readonly in?: Browser;
    readonly query?: string;
    readonly segments?: number;
    readonly colorScheme?: 'light' | 'dark';
    readonly waitFor?: string;
  } = {},
): Promise<Opened> {
  server = new FakeLineServer();
  server.advance(options.segments ?? 90);
  const url = await server.start(dist);
  const context = await (options.in ?? browser).newContext({
    viewport: { width: 1280, height: 720 },
    colorScheme: options.colorScheme ?? 'light',
  });
  cleanups.push(
    () => context.close(),
    () => server.stop(),
  );
  const page = await context.newPage();
  // Shorter than the test's own limit, so that a failure names the step.
  page.setDefaultTimeout(10_000);
  const troubles: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() !== 'log' && !ownNoise.test(text)) troubles.push(text);
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) {
      troubles.push(`request to ${request.url()}`);
    }
  });
  await page.goto(url + (options.query ?? ''));
  await page
    .locator(options.waitFor ?? '.station-label')
    .first()
    .waitFor();
  await page.locator('[data-link=live]').waitFor();
  return { page, troubles };
}

const frames = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.frames);
const segments = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.segments);
const selection = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.selection);

/** Station ids in the order of the page, of a part of it. */
const stationIds = (page: Page, part: string, attribute: string) =>
  page
    .locator(`${part} [${attribute}]`)
    .evaluateAll((found, name) => found.map((element) => element.getAttribute(name)), attribute);

describeInBrowser('the picture of the line', () => {
  it('shows more than a hundred colours on the ribbon in few draw calls', async () => {
    const { page, troubles } = await open();
    const seen = await page.evaluate(() => {
      const probe = (globalThis as unknown as { __twinline: ViewerProbe }).__twinline;
      return { drawn: probe.drawn, colours: probe.distinctColours() };
    });
    expect(seen.colours).toBeGreaterThan(100);
    expect(seen.drawn!.calls).toBeLessThanOrEqual(30);
    expect(seen.drawn!.triangles).toBeLessThanOrEqual(15_000);
    expect(troubles).toEqual([]);
  });

  it('draws no frame in three seconds without news, and one for a tick of data', async () => {
    const { page } = await open();
    // Web fonts, first layout and history are in by then.
    await page.waitForTimeout(500);
    const before = await frames(page);
    await page.waitForTimeout(3000);
    expect(await frames(page)).toBe(before);
    server.setTag('coater', 'webSpeed', 6.2);
    await page.locator('[data-kpi=webSpeed] b', { hasText: '6.200' }).waitFor();
    expect(await frames(page)).toBe(before);
    server.advance(1);
    await page.waitForFunction(
      (count) => (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.frames > count,
      before,
    );
    await page.waitForTimeout(300);
    expect(await frames(page)).toBe(before + 1);
  });

  it('selects the segment and lane that is clicked, shows its values, and keeps them over a reload', async () => {
    const { page } = await open();
    const place = await page.evaluate(() =>
      (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.projectSegment(60, 2),
    );
    await page.mouse.click(place!.x, place!.y);
    const title = page.locator('[data-selected-segment="60"][data-selected-lane="2"]');
    await title.waitFor();
    expect(
      await page.locator('[data-quality=porosity] [data-origin=predicted] b').textContent(),
    ).toMatch(/^\d\d\.\d$/);
    expect(page.url()).toContain('sel=seg:C-0007:60:2');
    await page.reload();
    await title.waitFor();
    await page.locator('aside [data-station=coater]').click();
    await page.goBack();
    await title.waitFor();
  });

  it('selects a station everywhere, by mouse and by keyboard', async () => {
    const { page } = await open();
    await page.locator('aside [data-station=calender]').click();
    await page.locator('[data-label=calender][aria-current=true]').waitFor();
    expect(await page.locator('[data-selected-station]').textContent()).toBe('Calender');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('[data-label=thicknessGauge][aria-current=true]').waitFor();
    expect(await page.locator('[aria-current=true]').count()).toBe(2);
    await page.locator('[data-label=coater]').click();
    expect(await selection(page)).toBe('station:coater');
  });

  it('changes to the mimic by M with the same stations, cells and selection', async () => {
    const { page } = await open({ query: '?sel=station:calender' });
    const labels = await stationIds(page, '.scene', 'data-label');
    await page.keyboard.press('m');
    await page.locator('.mimic').waitFor();
    expect(await stationIds(page, '.mimic', 'data-station')).toEqual(labels);
    expect(await page.locator('.mimic [aria-current=true]').getAttribute('data-station')).toBe(
      'calender',
    );
    const kinds = await page
      .locator('.mimic-cell')
      .evaluateAll((cells) => [
        ...new Set(cells.map((cell) => cell.getAttribute('data-knowledge'))),
      ]);
    expect(kinds.sort()).toEqual(['derived', 'predicted']);
    await page.locator('.mimic-cell[data-segment="60"][data-lane="2"]').click();
    expect(await selection(page)).toBe('seg:C-0007:60:2');
    await page.keyboard.press('m');
    await page.locator('.scene canvas').waitFor();
  });

  it('tells unknown, predicted and derived web apart', async () => {
    const { page } = await open({ segments: 60 });
    await page.keyboard.press('m');
    await page.locator('.mimic').waitFor();
    const kinds = await page
      .locator('.mimic-cell')
      .evaluateAll((cells) => [
        ...new Set(cells.map((cell) => cell.getAttribute('data-knowledge'))),
      ]);
    expect(kinds).toContain('unknown');
    expect(await page.locator('.legend').textContent()).toMatch(/derived.*predicted.*unknown/s);
  });

  it('is flat, with a word why, in a browser without WebGL', async () => {
    const without = await launchChromiumWithoutWebgl();
    cleanups.push(() => without.close());
    const { page, troubles } = await open({ in: without, waitFor: '.mimic' });
    expect(await page.locator('.notice').textContent()).toContain('no WebGL2');
    await page.locator('aside [data-station=calender]').click();
    expect(await page.locator('.mimic [aria-current=true]').count()).toBe(1);
    expect(troubles.filter((text) => !/webgl/i.test(text))).toEqual([]);
  });

  it('says that it is paused when the graphics context is lost, and draws again', async () => {
    const { page } = await open();
    const lose = await page.evaluateHandle(() => {
      const canvas = (
        globalThis as unknown as {
          document: {
            querySelector(path: string): {
              getContext(kind: string): {
                getExtension(name: string): { loseContext(): void; restoreContext(): void };
              };
            };
          };
        }
      ).document.querySelector('.scene canvas');
      const extension = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
      extension.loseContext();
      return extension;
    });
    await page.locator('.overlay').waitFor();
    const before = await frames(page);
    await lose.evaluate((extension) => extension.restoreContext());
    await page.locator('.overlay').waitFor({ state: 'detached' });
    await page.waitForFunction(
      (count) => (globalThis as unknown as { __twinline: ViewerProbe }).__twinline.frames > count,
      before,
    );
  });
});

describeInBrowser('what is live and what is not', () => {
  const fresh = '[data-kpi=porosity] .value[data-stale=false]';
  const old = '[data-kpi=porosity] .value[data-stale=true]';

  it('looks stale within two seconds of a lost stream and live again without a reload or a second point', async () => {
    const { page } = await open();
    await page.locator(fresh).waitFor();
    const points = await segments(page);
    server.dropSockets();
    await page.locator(old).waitFor({ timeout: 2000 });
    expect(await page.getByRole('alert').textContent()).toMatch(
      /Not connected, last data \d\d:\d\d:\d\d/,
    );
    expect(await page.locator('.value[data-stale=false]').count()).toBe(0);
    server.acceptSockets();
    await page.locator(fresh).waitFor({ timeout: 5000 });
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await segments(page)).toBe(points);
  });

  it('looks stale when the socket is open and silent', async () => {
    const { page } = await open();
    server.setSilent(true);
    // The last heartbeat may be one interval younger than this moment.
    await page.locator(old).waitFor({ timeout: 2400 });
    server.setSilent(false);
    await page.locator(fresh).waitFor();
  });

  it('looks stale when a connector has lost its machine though the server is there', async () => {
    const { page } = await open();
    server.setConnector('stale');
    await page.locator(old).waitFor({ timeout: 2000 });
    expect(await page.getByRole('alert').textContent()).toContain('opcua-1 is stale');
    server.setConnector('live');
    await page.locator(fresh).waitFor();
  });

  it('keeps one point a segment when segments are sent again and after a resync', async () => {
    const { page } = await open();
    const points = await segments(page);
    server.repeatSegments();
    const reads = server.requests.filter((path) => path === '/api/v1/line').length;
    server.askResync();
    await expect
      .poll(() => server.requests.filter((path) => path === '/api/v1/line').length)
      .toBe(reads + 1);
    server.setTag('calender', 'lineLoad', 833);
    await page.locator('[data-kpi=lineLoad] b', { hasText: '833.0' }).waitFor();
    expect(await segments(page)).toBe(points);
  });
});

describeInBrowser('prediction and proposal', () => {
  it('gives a predicted segment its derived value when the gauge has seen it', async () => {
    const { page } = await open();
    const next = server.newest.derived + 1;
    await page.goto(`${new URL(page.url()).origin}/?sel=seg:C-0007:${next}:3`);
    await page.locator('[data-knowledge=predicted]').first().waitFor();
    const gauge = page.locator('[data-quality=porosity] [data-origin=derived]');
    expect((await gauge.textContent())?.trim()).toBe('–');
    server.advance(1);
    await page.locator('[data-knowledge=derived]').first().waitFor();
    expect(await gauge.textContent()).toMatch(/\d\d\.\d ± 0\.6 %\s+derived/);
  });

  it('shows a proposal, says that it only proposes, and shows its withdrawal', async () => {
    const { page } = await open();
    await page.getByText('No proposal: predicted porosity is inside its band.').waitFor();
    server.emitProposal('open');
    const card = page.locator('[data-proposal=open]');
    await card.waitFor();
    const text = await card.textContent();
    for (const words of [
      '820.0 → 865.0 N/mm',
      '33.42 %',
      '31.17 %',
      'Thickness gauge',
      'only proposes',
    ]) {
      expect(text).toContain(words);
    }
    server.emitProposal('withdrawn');
    await page.locator('[data-proposal=withdrawn]').waitFor();
    expect(await page.locator('[data-proposal=withdrawn]').textContent()).toContain(
      'back inside its band',
    );
    server.emitProposal('unreachable');
    await page.locator('[data-proposal=unreachable]').waitFor();
  });

  it('says the trend as a table too', async () => {
    const { page } = await open();
    await page.locator('.chart canvas').waitFor();
    await page.getByRole('button', { name: 'Show as table' }).click();
    expect(await page.locator('.table-frame tbody tr').count()).toBe(40);
    await page.getByRole('combobox').selectOption('loading');
    await page.getByRole('columnheader', { name: /measured g\/m²/ }).waitFor();
  });

  it('prints text from the plant as text', async () => {
    const { page } = await open({ query: '?sel=station:calender' });
    await page.getByText(hostileDescription).first().waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'broken'))).toBeUndefined();
  });
});

describeInBrowser('the cells of the line', () => {
  const tile = (page: Page, id: string) => page.locator(`[data-kpi=${id}]`);
  const cellRequests = () => server.requests.filter((path) => path === '/api/v1/cells').length;

  it('shows capacity, energy and resistance of the newest cells with origin, age and lanes', async () => {
    const { page } = await open();
    const text = await tile(page, 'cellCapacity').innerText();
    expect(text).toMatch(/Cell capacity at C\/3\s+0\.\d{3} Ah\s+predicted/);
    expect(text).toMatch(/(?:now|\d+ s ago)\s+lanes 0\.\d{3} to 0\.\d{3}/);
    expect(text).toMatch(/1C\s0\.\d{3}, 2C\s0\.\d{3};\s+\d+\s% of nominal;\s+metre\s10\.4/);
    expect(await tile(page, 'cellEnergy').innerText()).toMatch(/1\.\d\d Wh/);
    expect(await tile(page, 'cellResistance').innerText()).toMatch(/2\d\d mΩ/);
    server.advance(2);
    await tile(page, 'cellCapacity').getByText('metre\u00a010.8').waitFor();
  });

  it('says why there are none, on the overview and beside the selected web', async () => {
    const { page } = await open({ query: '?sel=seg:C-0007:60:3' });
    await page.locator('[data-cells=read] table').first().waitFor();
    server.withholdCells('the recipe names no electrolyte');
    await tile(page, 'cells').getByText('No cells yet: the recipe names no electrolyte.').waitFor();
    expect(await tile(page, 'cellCapacity').count()).toBe(0);
    await page.getByText('None yet: the recipe names no electrolyte.', { exact: true }).waitFor();
    server.withholdCells(null);
    await tile(page, 'cellCapacity').waitFor();
    await page.locator('[data-cells=read] table').first().waitFor();
  });

  it('shows the cells of the selected web, lane by lane, and what the lane is calculated from', async () => {
    const { page } = await open({ query: '?sel=seg:C-0007:60:3' });
    const rows = page.locator('.web-cells [data-lane]');
    await rows.first().waitFor();
    expect(
      await rows.evaluateAll((found) => found.map((row) => row.getAttribute('data-lane'))),
    ).toEqual(['1', '2', '3', '4', '5', '1', '2', '3', '4', '5']);
    expect(await page.locator('.chosen-lane').first().innerText()).toMatch(
      /3\s*, selected\s+0\.\d{4}\s+0\.\d{4}\s+0\.\d{4}\s+1\.\d\d\s+\d{3}\s+predicted\s+(?:now|\d+ s ago)/,
    );
    await page.getByRole('table', { name: 'What lane 3 is calculated from' }).waitFor();
    // What runs over lies in the panel's own scroll, also for words that only screen readers get.
    expect(await page.evaluate('document.documentElement.scrollHeight - window.innerHeight')).toBe(
      0,
    );
    const before = cellRequests();
    await page.getByRole('button', { name: 'Lane +' }).click();
    await page.getByRole('table', { name: 'What lane 4 is calculated from' }).waitFor();
    expect(cellRequests()).toBe(before);
    await page.getByRole('button', { name: 'Upstream' }).click();
    await page.getByText('Metre 15.20 to 15.40', { exact: true }).waitFor();
    expect(cellRequests()).toBe(before + 1);
  });

  it('reads the cells of the selected web again when the gauges have spoken over them', async () => {
    const { page } = await open();
    const next = server.newest.derived + 1;
    await page.goto(`${new URL(page.url()).origin}/?sel=seg:C-0007:${next}:3`);
    const first = page.locator('.cell-basis').first();
    await first.getByText('predicted').waitFor();
    server.advance(2);
    await first.getByText('derived').waitFor();
  });

  it('flags cells that fail, and says which, why and when', async () => {
    const { page } = await open({ query: '?sel=seg:C-0007:60:3' });
    server.failCells([2, 3]);
    await tile(page, 'cellCapacity').getByText('2 of 5 failed').waitFor();
    await page.locator('.chosen-lane').getByText('failed').first().waitFor();
    await page
      .getByText(
        'Lanes 2, 3, metre 15.00 to 15.20, at 2C: the electrolyte has no salt left somewhere, after 412 s (CELL_ELECTROLYTE_DEPLETED).',
      )
      .waitFor();
  });

  it('says on the overview of what the model warns, with the whole of it a key away', async () => {
    const { page } = await open();
    server.failCells([2]);
    const warnings = tile(page, 'cellCapacity').locator('.tile-warnings');
    await warnings.getByText('Warning: beyond what its data cover').waitFor();
    const top = async () => (await page.locator('.main-view').boundingBox())?.y;
    const closed = await top();
    const whole = warnings.getByText('the salt is outside of 200 to 2000 mol/m3');
    expect(await whole.isVisible()).toBe(false);
    await warnings.locator('summary').press('Enter');
    await whole.waitFor();
    expect(await top()).toBe(closed);
  });

  it('says when the cells cannot be read, and reads them again when asked to', async () => {
    const { page } = await open();
    await page.route('**/api/v1/cells?*', (route) => route.fulfill({ status: 503 }));
    await page.getByRole('button', { name: 'Select web at calender exit' }).click();
    await page.getByText('The cells could not be read: /api/v1/cells: HTTP 503.').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Read again' }).press('Enter');
    await page.locator('[data-cells=read] table').first().waitFor();
  });

  it('keeps the picture in its place when cells come and fail, and lets nothing run over', async () => {
    const { page } = await open({ query: '?sel=seg:C-0007:60:3' });
    await page.locator('[data-cells=read] table').first().waitFor();
    const top = async () => (await page.locator('.main-view').boundingBox())?.y;
    const withCells = await top();
    server.failCells([1, 2, 3, 4, 5]);
    await tile(page, 'cellCapacity').getByText('5 of 5 failed').waitFor();
    expect(await top()).toBe(withCells);
    server.withholdCells('none are wanted');
    await tile(page, 'cells').waitFor();
    expect(await top()).toBe(withCells);
    server.withholdCells(null);
    await tile(page, 'cellCapacity').waitFor();
    await page.locator('[data-cells=read] table').first().waitFor();
    for (const width of [1280, 1024, 390]) {
      await page.setViewportSize({ width, height: 720 });
      const over = await page
        .locator('.tiles, .tile, .range, .details, .web-cells table')
        .evaluateAll((found) =>
          found.filter((element) => element.scrollWidth > element.clientWidth + 1).map(String),
        );
      expect(over, `${width} px`).toEqual([]);
    }
  });
});

describeInBrowser('accessibility', () => {
  it.each(['light', 'dark'] as const)(
    'has no violation that axe finds, in %s',
    async (colorScheme) => {
      const { page, troubles } = await open({ colorScheme, query: '?sel=seg:C-0007:60:3' });
      server.emitProposal('open');
      server.failCells([3]);
      await page.locator('[data-proposal=open]').waitFor();
      await page.locator('.web-cells .warnings').first().waitFor();
      await page.evaluate(
        await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
      );
      const check = () =>
        page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
          const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
          const { violations, passes } = await axe.run({ runOnly });
          return {
            passed: passes.length,
            violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          };
        });
      for (const state of ['live', 'mimic', 'stale'] as const) {
        if (state === 'mimic') await page.keyboard.press('m');
        if (state === 'stale') {
          server.setConnector('failed');
          await page.getByRole('alert').waitFor();
        }
        const { passed, violations } = await check();
        expect(violations, state).toEqual([]);
        expect(passed).toBeGreaterThan(15);
      }
      expect(troubles).toEqual([]);
    },
  );
});
