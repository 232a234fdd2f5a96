/*
 * npm run eval:drafts [-- --set FOLDER --seed N --json FILE]
 * Drafts the requests of a set and holds what comes beside their gold protocols: share that is executable without an edit, rounds until then,
 * precision and recall of steps, order, refusals and questions apart. Prints a table, and JSON where asked for. The model is that of
 * OPENAI_BASE_URL and OPENAI_API_KEY, or the simulated one. Exit 0 when all cases were run and answered, 1 when the endpoint failed in one or no case
 * came to anything, 2 for a wrong command line.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { built } from './bench/built.mjs';
import { fleet } from './compiler/library.mjs';
import { openEndpoint } from './eval/endpoint.mjs';
import { readCases, runCase } from './eval/run-case.mjs';
import { compiled } from './faults/compiled.mjs';

const USAGE = `npm run eval:drafts [-- OPTIONS]
  --set FOLDER   cases: <case>/request.md with gold.yaml, or expect.yaml (default test/eval/cases)
  --seed N       mistakes of the simulated model, 0 to 4294967295 (default 1)
  --json FILE    writes the results there too`;

const { readLibrary } = built('libs/drafting/src');
const { exitOf, summaryOf } = compiled('../eval/metrics.ts');

function options() {
  const own = path.resolve(import.meta.dirname, 'eval/cases');
  try {
    const known = { set: { type: 'string', default: own }, seed: { type: 'string', default: '1' }, json: { type: 'string' } };
    const { values } = parseArgs({ options: known });
    if (!/^\d{1,10}$/.test(values.seed) || Number(values.seed) > 0xffff_ffff)
      throw new Error(`--seed is ${values.seed}; a whole number from 0 to 4294967295`);
    if (!existsSync(values.set)) throw new Error(`--set is ${values.set}; the path of a folder of cases`);
    return { ...values, seed: Number(values.seed), cases: readCases(values.set) };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

const number = (value) => (value === null || value === undefined ? '-' : value.toFixed(2));
const percent = (value) => (value === null ? '-' : `${(100 * value).toFixed(0)} %`);
const row = (...cells) =>
  console.log(cells.map((cell, i) => (i < 3 ? String(cell).padEnd([30, 10, 10][i]) : String(cell).padStart(11))).join(''));

const { set, seed, cases, json } = options();
const { port, book, close } = await openEndpoint(seed);
try {
  const library = await readLibrary();
  const results = [];
  row('case', 'expects', 'became', 'rounds', 'precision', 'recall', 'tau');
  for (const each of cases) {
    const result = await runCase(each, { port, fleet, library });
    results.push(result);
    const { name, expects, became, rounds, score } = result;
    row(name, expects, became, rounds ?? '-', number(score?.precision), number(score?.recall), number(score?.tau));
    if (result.why) console.log(['   ', result.why].join(' '));
  }
  const summary = summaryOf(results);
  const model = book.returned ?? 'none';
  console.log(`\nmodel ${model}, ${book.calls} calls, ${book.tokens} tokens, ${summary.cases} cases`);
  console.log(
    `executable without an edit: ${percent(summary.executableAtOnce)} at once, ${percent(summary.executable)} after repairs, of ${summary.protocols}; ${number(summary.rounds)} rounds on average`,
  );
  console.log(
    `steps: precision ${number(summary.precision)}, recall ${number(summary.recall)}, order (Kendall tau) ${number(summary.tau)}`,
  );
  for (const kind of ['refusals', 'questions']) {
    const { right, wrong, missed } = summary[kind];
    console.log(`${kind}: ${right} as expected, ${wrong} where a protocol was expected or another answer, ${missed} missed`);
  }
  const kinds = Object.entries(summary.failures).map(([kind, count]) => `${count} ${kind}`);
  console.log(`failures: ${kinds.join(', ') || 'none'}; ${summary.unanswered} of ${summary.cases} cases without an answer of the endpoint`);
  process.exitCode = exitOf(results);
  if (json)
    writeFileSync(json, `${JSON.stringify({ set, seed, model, calls: book.calls, tokens: book.tokens, summary, results }, null, 2)}\n`);
} finally {
  await close();
}
