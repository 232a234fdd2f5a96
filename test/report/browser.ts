import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Where the page is said to be; nothing listens there. */
const PLACE = 'http://report.test/';

/** Chromium of this machine, installed from Debian where it is missing. @throws Error saying what to do when it cannot be */
export async function startBrowser(): Promise<Browser> {
  const script = path.join(__dirname, 'install-browser.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 600_000 }).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(`there is no Chromium: ${error.stderr ?? error.message}`, { cause: error });
    },
  );
  const { chromium: executablePath } = JSON.parse(stdout) as { chromium: string };
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
}

export interface OpenedPage {
  readonly page: Page;
  /** What it asked for besides itself. */
  readonly asked: readonly string[];
  /** What its console and its scripts complained about. */
  readonly complaints: readonly string[];
}

/** Opens a text of HTML, with the policy that its server sends, as the only thing that there is. */
export async function openPage(browser: Browser, html: string, policy: string, width: number): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === PLACE)
      return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': policy } });
    asked.push(url);
    return route.abort();
  });
  await page.goto(PLACE);
  return { page, asked, complaints };
}
