import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LIBRARY, plannedText } from '../fixtures/library';
import { listsIn } from '../fixtures/plan-lists';
import type { Plan, PlanStep } from '../plan';
import { durationTitle } from '../step-title';
import { code, plain } from './markdown';
import { numbersOf, outlineOf } from './outline';
import { renderProcedure } from './procedure';
import { numberWords, volumeWords } from './quantity-words';
import { wellWords } from './well-words';

const folder = path.resolve(__dirname, '../../../../protocols');
const ofLibrary = (slug: string) => plannedText(readFileSync(path.join(folder, slug, 'protocol.yaml'), 'utf8'));

/** Heading and lines of each step, by its number. */
function sections(markdown: string): ReadonlyMap<string, string> {
  const parts = markdown.split(/^(?=#{3,6} \d)/m).slice(1);
  return new Map(parts.map((part) => [/^#+ (\S+)\. /.exec(part)?.[1] ?? '', part]));
}

/** Everything of one step that a person at the bench has to be told, as it has to stand there. */
function toldOf(step: PlanStep, plan: Plan, number: (id: string) => string): string[] {
  const told = [plain(step.title)];
  for (const { after, atLeastMs, atMostMs } of step.timing ?? []) {
    told.push(`after the ${after.point} of step ${number(after.step)}`);
    for (const bound of [atLeastMs, atMostMs]) if (bound !== null) told.push(durationTitle(bound));
  }
  if (step.expect) {
    told.push(code(step.expect.reading));
    for (const bound of [step.expect.min, step.expect.max]) if (bound !== null) told.push(numberWords(bound));
  }
  switch (step.kind) {
    case 'operation':
      for (const { parameters, tolerances, options = {} } of step.establish) {
        for (const [name, value] of Object.entries(parameters)) {
          told.push(numberWords(value));
          if (tolerances[name]) told.push(`± ${tolerances[name]}`);
        }
        told.push(...Object.values(options));
      }
      if (step.holdMs !== null) told.push(`Holds for ${durationTitle(step.holdMs)}`);
      for (const save of step.saves ?? []) told.push(code(save.name), wellWords(save.wells), wellWords(save.blanks));
      break;
    case 'operator':
      told.push(plain(step.instruction), step.role, ...(step.hazards ?? []), ...(step.ppe ?? []));
      for (const { labware, from, to } of step.moves) told.push(`Move **${labware}**: ${from} → ${to}`);
      for (const { wells, to, microlitres, from } of step.transfers ?? []) {
        if (to === 'waste' && 'labware' in from) {
          told.push(`Remove **${volumeWords(microlitres)}** out of `, `${wellWords(wells)} of **${from.labware}** into the waste`);
          continue;
        }
        const source =
          'material' in from ? (plan.materials?.find(({ id }) => id === from.material)?.name ?? '?') : `${from.labware} ${from.well}`;
        told.push(`**${volumeWords(microlitres)}** of ${plain(source)} `, `${wellWords(wells)} of **${to}**`);
      }
      for (const { labware, cover } of step.covers ?? []) told.push(`On **${labware}**: ${cover ?? 'nothing'}`);
      for (const { prompt, unit, of } of step.evidence)
        told.push(...[prompt, unit].flatMap((each) => (each === null ? [] : [plain(each)])), of === null ? '' : 'of ');
      break;
    case 'wait':
      told.push(`Wait ${durationTitle(step.waitMs)}`);
      break;
    case 'repeat':
      told.push(code(step.until), durationTitle(step.maxAgeMs), `At most ${durationTitle(step.atMostMs)}`);
      if (step.everyMs !== null) told.push(durationTitle(step.everyMs));
      if (step.maxIterations !== null) told.push(`${step.maxIterations} rounds`);
      if (step.expectedRounds !== undefined) told.push(`About ${numberWords(step.expectedRounds)} rounds`);
      break;
    case 'decision':
      told.push(...step.cases.map(({ when }, i) => `**Case ${number(step.id)}${'abcdef'[i]}, when ${code(when)}:**`));
      told.push(`**Case ${number(step.id)}${'abcdefg'[step.cases.length]}, otherwise:**`);
      break;
    case 'consult':
      told.push(plain(step.question), step.role, ...step.shows.map((name) => code(name)));
      for (const { param, min, max } of step.adjust) told.push(`${code(param)} from ${numberWords(min)} to ${numberWords(max)}`);
  }
  return told;
}

describe('a procedure leaves nothing of its plan out', () => {
  it.each(LIBRARY)('%s', (slug) => {
    const { protocol, plan } = ofLibrary(slug);
    const markdown = renderProcedure({ protocol, plan });
    const byNumber = sections(markdown);
    const numbers = numbersOf(outlineOf(plan.steps));
    const number = (id: string) => numbers.get(id) ?? '?';
    let count = 0;
    for (const step of listsIn(plan.steps).flat()) {
      // The heads of cases stand between the steps of the cases.
      const section = step.kind === 'decision' ? markdown : (byNumber.get(number(step.authored)) ?? '');
      // What an instrument does by itself stands with the step that it belongs to, by its title.
      const wanted = step.inserted ? [plain(step.title)] : toldOf(step, plan, number);
      expect(wanted.filter((words) => !section.includes(words)).map((words) => `${step.id}: ${words}`)).toEqual([]);
      count += wanted.length;
    }
    expect(count).toBeGreaterThan(15);
    expect(byNumber.size).toBe(new Set(listsIn(plan.steps).flatMap((list) => list.map(({ authored }) => authored))).size);
  });

  it('shows what goes into many wells as the plate that it is', () => {
    const text = renderProcedure(ofLibrary('growth-curve'));
    expect(text).toContain('Into **plate**, µL: a is LB, b is overnight culture in LB.');
    expect(text).toContain(`| **C** | 150 a |${' 148 a + 2 b |'.repeat(10)} 150 a |`);
  });
});
