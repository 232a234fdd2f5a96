import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ExitCode } from './exit-code';
import type { Shell } from './session';
import { processScreen } from './show/screen';

/**
 * The shell of this process. The first Ctrl-C ends the command in order, a second one at once. A reader that goes away (`| head`) ends it
 * too, quietly.
 */
export function processShell(): Shell {
  const interrupt = new AbortController();
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted) process.exit(ExitCode.interrupted);
    interrupt.abort();
  });
  process.once('SIGTERM', () => interrupt.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.ok);
    throw error;
  });
  return {
    env: process.env,
    screen: (noColour) => processScreen(process.env, noColour),
    input: async () => {
      const pieces: Buffer[] = [];
      for await (const piece of process.stdin) pieces.push(piece as Buffer);
      return Buffer.concat(pieces).toString('utf8');
    },
    secret: (prompt) => (process.stdin.isTTY ? typedSecret(prompt) : Promise.resolve(null)),
    interrupted: interrupt.signal,
  };
}

/** Null when it is broken off. */
function typedSecret(prompt: string): Promise<string | null> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  // The terminal shows nothing that is typed from here on; who pastes as soon as the prompt is there is quicker than one would think.
  process.stderr.write(prompt);
  return new Promise((resolve) => {
    const over = (answer: string | null): void => {
      process.stderr.write('\n');
      resolve(answer);
      lines.close();
    };
    lines.once('line', (line) => over(line.trim()));
    lines.once('SIGINT', () => over(null));
  });
}
