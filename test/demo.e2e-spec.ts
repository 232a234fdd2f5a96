import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { demo } from './demo-process';
import { openPage, startBrowser } from './report/browser';
import { cutOnPaper, drawingFaults, overflow, smallPrint, unspoken } from './report/layout';

const SCRATCH = mkdtempSync(path.join(tmpdir(), 'labwright-demo-'));
const REPORT = path.join(SCRATCH, 'report.html');
/** A4 less the margins of the page, CSS pixels. */
const PAPER = { width: 680, height: 1016 } as const;

jest.setTimeout(60_000);

const numbers = (text: string, pattern: RegExp): readonly number[] => [...text.matchAll(pattern)].map((match) => Number(match[1]));

let run = 'not there';
/** Looked for, and installed where there is none, while the demo runs. */
let starting: Promise<Browser>;

beforeAll(() => {
  starting = startBrowser();
  // Whether it starts is said where it is used.
  starting.catch(() => undefined);
});
afterAll(async () => {
  const browser = await starting.catch(() => null);
  await browser?.close();
  rmSync(SCRATCH, { recursive: true, force: true });
}, 300_000);

describe('the demo', () => {
  it('grows, measures, decides, induces and expresses, on three instruments with a pair of hands between them', async () => {
    const { code, text } = await demo('--seed', '4242', '--report', REPORT);
    run = /^Report of run (\S+)$/m.exec(text)?.[1] ?? '';
    expect(text).toContain('Outcome: completed');
    expect(code).toBe(0);
    // Induction follows the first reading that is dense enough, and what was read is near what was true.
    const reads = [...text.matchAll(/^ {2}\d+:\d\d:\d\d {2}(\d\.\d{3}) {3}\(true in the simulated lab: (\d\.\d{3})\)$/gm)];
    const densities = reads.map(([, read]) => Number(read));
    expect(densities.at(-1)).toBeGreaterThanOrEqual(0.6);
    expect(densities.slice(0, -1).filter((density) => density >= 0.6)).toEqual([]);
    for (const [, read, truth] of reads) expect(Math.abs(Number(read) / Number(truth) - 1)).toBeLessThan(0.1);
    expect(text).toMatch(/induced at .*, after a reading of 0\.\d{3}/);
    expect(numbers(text, /^ {2}(?:heater-shaker|incubator|reader): (\d+) queries/gm)).toHaveLength(3);
  }, 300_000);
});

describe('the report of that run, opened in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await starting;
  }, 300_000);

  const open = (width: number) => openPage(browser, readFileSync(REPORT, 'utf8'), '', width);

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
    const file = path.join(SCRATCH, `report-${width}.png`);
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
    const pdf = (await shown.pdf({ format: 'A4', path: path.join(SCRATCH, 'report.pdf') })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
    await shown.close();
  });
});
