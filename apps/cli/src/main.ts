#!/usr/bin/env node
import { runProgram } from './program';
import { processShell } from './process-shell';

const shell = processShell();
runProgram(process.argv.slice(2), shell).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`labwright: ${String((error as Error).stack)}\n`);
    process.exitCode = 1;
  },
);
