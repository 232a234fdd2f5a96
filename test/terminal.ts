import * as nodePty from '@lydell/node-pty';

/** Ends every prompt of the shell; what is typed never holds it. */
const PROMPT = /walk:(\d+)> $/;
// eslint-disable-next-line no-control-regex -- control sequences are what it takes out
const CONTROLS = /\u001B(?:\[[\d;?]*[A-Za-z]|\].*?\u0007)|\r/g;

/**
 * A bash in a real terminal, driven as a person does: a line is typed, and what is on the screen is read. Modes: at a prompt <-> busy ->
 * ended. `close` ends it by hanging up, as a closed window does.
 */
export class Terminal {
  private raw = '';
  private readonly shell: nodePty.IPty;
  private readonly over: Promise<void>;

  constructor(cwd: string, env: Readonly<Record<string, string | undefined>>) {
    const plain = { ...env, TERM: 'xterm', PS1: 'walk:$?> ', PS2: '' };
    this.shell = nodePty.spawn('bash', ['--norc', '--noprofile', '-i'], { cwd, env: plain, cols: 80, rows: 40 });
    this.shell.onData((text) => (this.raw += text));
    this.over = new Promise((resolve) => this.shell.onExit(() => resolve()));
  }

  /** Everything on the screen so far, without control sequences. */
  get text(): string {
    return this.raw.replaceAll(CONTROLS, '');
  }

  type(text: string): void {
    this.shell.write(text);
  }

  /** Waits until something is on the screen that was not there before `from`. @throws with what is there instead */
  async until(what: string, from: number, limitMs: number, condition: (text: string) => boolean): Promise<void> {
    const end = Date.now() + limitMs;
    while (!condition(this.text.slice(from))) {
      if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}\n${this.text.slice(-4_000)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits for the prompt. @returns the exit code of what ended */
  async prompt(what: string, from: number, limitMs: number): Promise<number> {
    await this.until(what, from, limitMs, (text) => PROMPT.test(text));
    return Number(PROMPT.exec(this.text)?.[1]);
  }

  async close(): Promise<void> {
    this.shell.kill('SIGHUP');
    await this.over;
  }
}
