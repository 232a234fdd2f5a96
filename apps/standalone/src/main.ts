/*
 * `npm start`: the embedded lab. Exit status: 0 after a stop, 1 when it could not start or had to give up, 2 for a wrong command line.
 * Ctrl-C, SIGTERM and SIGHUP stop it; a second one ends the services by force.
 */
import { isLabError } from '@labwright/domain';
import { openHome } from './home';
import { lockHome } from './home-lock';
import { USAGE, readLaunchOptions, type LaunchOptions } from './launch-options';
import { Launcher, type Console } from './launcher';
import { EMBEDDED_LAB } from './service-list';

const console: Console = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

async function launch(options: LaunchOptions): Promise<number> {
  const home = openHome(options.home);
  const giveBack = lockHome(home);
  try {
    const launcher = new Launcher({ ...options, home }, EMBEDDED_LAB, console);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        console.out('stopping ...');
        void launcher.stop();
      });
    }
    launcher.start().catch((error: unknown) => {
      report(error);
      void launcher.stop(1);
    });
    return await launcher.over;
  } finally {
    giveBack();
  }
}

function report(error: unknown): void {
  console.err(`labwright: ${isLabError(error) ? error.message : ((error as Error).stack ?? String(error))}`);
}

function optionsOrExit(): LaunchOptions {
  try {
    const options = readLaunchOptions(process.argv.slice(2), process.env, process.cwd());
    if (options !== 'help') return options;
    console.out(USAGE);
    process.exit(0);
  } catch (error) {
    report(error);
    process.exit(2);
  }
}

// Whoever reads our output may leave first (`npm start | head`); the lab goes on.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
launch(optionsOrExit()).then(
  (status) => process.exit(status),
  (error: unknown) => {
    report(error);
    process.exit(1);
  },
);
