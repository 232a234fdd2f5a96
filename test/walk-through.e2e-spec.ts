import { chmodSync, cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Terminal } from './terminal';
import { missingLine, walkThrough, type WalkBlock } from './walk-through';

const ROOT = path.resolve(__dirname, '..');
/** What a clone has that the walk-through uses. */
const CLONED = ['apps', 'libs', 'drivers', 'protocols', 'package.json', 'README.md', '.swcrc', 'tsconfig.json'];
/** A machine that others work on too is many times slower than a quiet one, where the whole takes about a minute. */
const COMMAND_LIMIT_MS = 240_000;
const WHOLE_LIMIT_MS = 900_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Rows of a CSV without quotes, by the names of its header. */
function csvRows(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

describe('the walk-through of the README', () => {
  let clone: string;
  const terminals = new Map<number, Terminal>();

  beforeAll(async () => {
    clone = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'labwright-walk-')));
    // The account that postgres has under root must be able to pass.
    chmodSync(clone, 0o755);
    for (const name of CLONED) cpSync(path.join(ROOT, name), path.join(clone, name), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(clone, 'node_modules'));
    const port = await freePort();
    // Only so that it may run beside another lab and another configuration of the one who tests.
    const own = {
      LABWRIGHT_PORT: String(port),
      LABWRIGHT_URL: `http://127.0.0.1:${port}`,
      LABWRIGHT_CONFIG: path.join(clone, 'config.json'),
    };
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, npm_config_offline: 'true', npm_config_update_notifier: 'false', ...own };
    for (const number of [1, 2]) terminals.set(number, new Terminal(clone, env));
  });

  afterAll(async () => {
    for (const terminal of [...terminals.values()].toReversed()) await terminal.close();
    rmSync(clone, { recursive: true, force: true });
  }, 60_000);

  const at = (number: number): Terminal => {
    const terminal = terminals.get(number);
    if (!terminal) throw new Error(`the walk-through has two terminals, and no ${number}`);
    return terminal;
  };

  /** The lab goes on in its terminal: its block is over when all is shown. */
  const startLab = async ({ commands, shown }: WalkBlock): Promise<void> => {
    at(1).type(`${commands.join('\n')}\n`);
    await at(1).until(`terminal 1 shows ${shown.join(' / ')}`, 0, COMMAND_LIMIT_MS, (text) => missingLine(shown, text) === null);
  };

  const follow = async ({ terminal, commands, shown }: WalkBlock): Promise<void> => {
    const screen = at(terminal);
    const begin = screen.text.length;
    for (const command of commands) {
      const from = screen.text.length;
      screen.type(`${command}\n`);
      if (command.startsWith('npx labwright init')) {
        await screen.until('init asks for the key', from, COMMAND_LIMIT_MS, (text) => text.includes('API key for'));
        screen.type(`${/\blw_[\w-]{20,}/.exec(at(1).text)?.[0] ?? ''}\n`);
      }
      const exitCode = await screen.prompt(`the end of ${command}`, from, COMMAND_LIMIT_MS);
      if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${screen.text.slice(from)}`);
    }
    const missing = missingLine(shown, screen.text.slice(begin));
    if (missing !== null) throw new Error(`the README says "${missing}", which did not come:\n${screen.text.slice(begin)}`);
  };

  it(
    'when typed as written into two terminals, shows what it says, from a clone to a plot',
    async () => {
      const [lab, ...blocks] = walkThrough(readFileSync(path.join(clone, 'README.md'), 'utf8'), 'A walk-through');
      for (const number of [1, 2]) await at(number).prompt('a shell', 0, 30_000);
      await startLab(lab!);
      for (const block of blocks) await follow(block);
      const rows = csvRows(readFileSync(path.join(clone, 'readings.csv'), 'utf8'));
      const density = rows.filter(({ name }) => name === 'absorbance');
      expect(new Set(density.map(({ well }) => well)).size).toBe(64);
      expect(new Set(density.map(({ unit, instrument, simulated }) => `${unit} ${instrument} ${simulated}`))).toEqual(
        new Set(['{AU} reader-2 true']),
      );
      expect(density.length).toBeGreaterThanOrEqual(3 * 12);
      expect(at(2).text).not.toMatch(/lw_[\w-]{20,}/);
      const from = at(1).text.length;
      at(1).type('\u0003');
      // npm ends with 130 where what it runs has ended with 0 after Ctrl-C.
      expect([0, 130]).toContain(await at(1).prompt('Ctrl-C stops the lab', from, COMMAND_LIMIT_MS));
      const asked = at(2).text.length;
      at(2).type('labwright whoami\n');
      expect(await at(2).prompt('whoami', asked, COMMAND_LIMIT_MS)).toBe(3);
    },
    WHOLE_LIMIT_MS,
  );
});
