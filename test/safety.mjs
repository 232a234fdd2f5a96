/*
 * npm run test:safety
 * Screens the labelled texts of test/safety/cases and prints, for each category, cases and misses (texts that should be held and are not) or
 * false holds. Exit 1 when a text was missed, or when more than 2 % of a category or of all benign texts are held.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { built } from './bench/built.mjs';

const { tallyCases } = built('libs/safety/src');
const MOST_FALSE = 0.02;
const cases = (name) => parse(readFileSync(new URL(`safety/cases/${name}.yaml`, import.meta.url), 'utf8'));
const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;
const sum = (tallies, of) => tallies.reduce((total, tally) => total + of(tally), 0);

let failed = false;
function show(title, word, tallies, most) {
  console.log(`${title.padEnd(24)}${'cases'.padStart(7)}${word.padStart(14)}`);
  for (const { category, cases: count, wrong } of tallies) {
    console.log(
      `${category.padEnd(24)}${String(count).padStart(7)}${String(wrong.length).padStart(8)}${percent(wrong.length, count).padStart(9)}`,
    );
    for (const { field, text, rules } of wrong) console.log(`    ${field}: ${JSON.stringify(text)} ${rules.join(', ')}`);
    if (wrong.length / count > most) failed = true;
  }
  const [all, wrong] = [sum(tallies, ({ cases: count }) => count), sum(tallies, (tally) => tally.wrong.length)];
  console.log(`${'all'.padEnd(24)}${String(all).padStart(7)}${String(wrong).padStart(8)}${percent(wrong, all).padStart(9)}\n`);
  if (wrong / all > most) failed = true;
}

show('to be held', 'missed', tallyCases(cases('held'), 'hold'), 0);
show('benign', 'held', tallyCases(cases('benign'), 'clear'), MOST_FALSE);
console.log(failed ? 'FAILED: more than 0 missed, or more than 2 % held' : 'none missed, no more than 2 % held');
process.exitCode = failed ? 1 : 0;
