/* Prints the path of Chromium as JSON, and installs it from Debian before that where it is missing. Exit status 1 saying what to do. */
import { installPrograms } from '../scaleout/programs.mjs';

try {
  console.log(JSON.stringify(installPrograms(['chromium'], (line) => console.error(line))));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
