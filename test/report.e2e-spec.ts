import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { openPage, startBrowser } from './report/browser';
import { cutOnPaper, drawingFaults, overflow, smallPrint, unspoken } from './report/layout';
import { RunningLab } from './running-lab';

const PROTOCOL = path.resolve(__dirname, '../protocols/insulin-expression/protocol.yaml');
/** A4 less the margins of the page, CSS pixels. */
const PAPER = { width: 680, height: 1016 } as const;
const ENDED = ['completed', 'completed_with_deviations'];

jest.setTimeout(60_000);

describe('the report of a run of insulin-expression, opened in Chromium', () => {
  let lab: RunningLab;
  let browser: Browser;
  let page: { html: string; headers: Headers };
  let run: string;
  const scratch = mkdtempSync(path.join(tmpdir(), 'labwright-report-'));

  beforeAll(async () => {
    browser = await startBrowser();
    lab = await RunningLab.start({ timeScale: 3600, args: ['--scripted-operator', '--seed', '7'], readyMs: 180_000 });
    const hash = await lab.approvedProtocol(readFileSync(PROTOCOL, 'utf8'));
    run = await lab.startRun(hash);
    await lab.until(
      'the run has ended',
      240_000,
      async () => ENDED.includes((await lab.run(run)).status),
      () => lab.standing(run),
    );
    page = await lab.page('scientist', `/v1/runs/${run}/report.html`);
  }, 900_000);
  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
    rmSync(scratch, { recursive: true, force: true });
  }, 60_000);

  const open = (width: number) => openPage(browser, page.html, page.headers.get('content-security-policy') ?? '', width);

  it('asks for nothing but itself, complains about nothing, and says that it is simulated', async () => {
    const { page: shown, asked, complaints } = await open(1280);
    expect({ asked, complaints }).toEqual({ asked: [], complaints: [] });
    const text = await shown.locator('body').innerText();
    expect(text).toContain('Proinsulin expression in E. coli');
    expect(text).toContain('SIMULATED.');
    expect(text).toMatch(/Completed/);
    expect(text).toContain(run);
    await shown.close();
  });

  it.each([1280, 390])('at %d px nothing is cut off, hidden behind something else or too small to read', async (width) => {
    const { page: shown } = await open(width);
    const file = path.join(scratch, `report-${width}.png`);
    await shown.screenshot({ path: file, fullPage: true });
    expect(statSync(file).size).toBeGreaterThan(20_000);
    expect(await shown.evaluate(overflow)).toBe(0);
    expect(await shown.evaluate(drawingFaults)).toEqual([]);
    expect(await shown.evaluate(smallPrint)).toEqual([]);
    await shown.close();
  });

  it('every figure has words for those who do not see it', async () => {
    const { page: shown } = await open(1280);
    const { figures, faults } = await shown.evaluate(unspoken);
    expect(faults).toEqual([]);
    // Density by sample, temperature and speed, plates, and the timeline.
    expect(figures).toBeGreaterThanOrEqual(5);
    await shown.close();
  });

  it('on A4 it has pages, and no figure or row of a table goes over the end of one', async () => {
    const { page: shown } = await open(PAPER.width);
    await shown.emulateMedia({ media: 'print' });
    expect(await shown.evaluate(cutOnPaper, PAPER.height)).toEqual([]);
    expect(await shown.evaluate(overflow)).toBe(0);
    expect(await shown.evaluate(drawingFaults)).toEqual([]);
    const pdf = (await shown.pdf({ format: 'A4', path: path.join(scratch, 'report.pdf') })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
    await shown.close();
  });
});
