import { labwareTypes, type LabwareType } from '@labwright/labware';
import type { Plan, PlanStep } from '../plan';
import { StepTree } from '../step-tree';
import type { Protocol } from '../protocol.schema';
import type { Step } from '../step.schema';
import { durationTitle } from '../step-title';
import { clockWords } from './clock-words';
import { code, plain, table } from './markdown';
import { operationLines } from './operation-lines';
import { numbersOf, outlineOf, type OutlineBody, type OutlineStep } from './outline';
import { canonicalWords, numberWords, quantityWords } from './quantity-words';
import { resultLines } from './results-section';
import { scheduleLines } from './schedule-lines';
import { answerWords, conditionLines, operatorLines, sourceWords, type Names } from './step-lines';
import { labwareLines, materialLines } from './stock-section';
import { transferTables } from './transfer-table';

export interface ProcedureInput {
  readonly protocol: Protocol;
  /** Of the same protocol, for the fleet on which it is to be done. */
  readonly plan: Plan;
  readonly labware?: readonly LabwareType[];
}

/** What the lines of one step are made of, besides the step. */
interface Context {
  readonly plan: Plan;
  readonly names: Names;
  /** The author's steps by id. */
  readonly authored: ReadonlyMap<string, Step>;
}

const HEADINGS = 6;

/**
 * A protocol as a procedure for the bench, in Markdown: what is needed, what it takes, and numbered steps with times, moves and transfers,
 * on the instruments of the plan. Text of the author is shown as text, whatever Markdown it looks like. The same input gives the same bytes.
 */
export function renderProcedure({ protocol, plan, labware = labwareTypes() }: ProcedureInput): string {
  const outline = outlineOf(plan.steps);
  const numbers = numbersOf(outline);
  const materials = new Map((protocol.materials ?? []).map(({ id, name }) => [id, name]));
  const context: Context = {
    plan,
    names: {
      step: (id) => (numbers.has(id) ? `step ${numbers.get(id)}` : plain(id)),
      material: (id) => plain(materials.get(id) ?? id),
    },
    authored: new Map(new StepTree(protocol).nodes.map(({ step }) => [step.id, step])),
  };
  const lines = [
    ...headLines(protocol, plan),
    ...section('Parameters', parameterLines(protocol, plan)),
    ...section('Materials', materialLines(protocol, plan)),
    ...section('Labware', labwareLines(protocol, plan, labware)),
    ...section('Hazards and protection', safetyLines(protocol, context)),
    ...section(
      'Procedure',
      outline.flatMap((step) => stepLines(step, 3, context)),
    ),
    ...section('Results', resultLines(plan.analyses ?? [])),
    ...section(
      'Sources',
      (protocol.sources ?? []).map(
        ({ title, doi, url }) => `- ${[title, doi, url].flatMap((each) => (each === undefined ? [] : [plain(each)])).join(', ')}`,
      ),
    ),
  ];
  return `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

function headLines({ title, name, version, purpose, biosafety }: Protocol, plan: Plan): readonly string[] {
  const organisms = biosafety.organisms.map((each) => `${plain(each.name)} (risk group ${each.riskGroup})`);
  const recombinant = biosafety.recombinant === true ? ', recombinant' : '';
  const bound = Object.entries(plan.bindings).map(([role, instrument]) => `${plain(role)} is ${code(instrument)}`);
  return [
    `# ${plain(title)}`,
    '',
    `${plain(name)} ${plain(version)}, protocol ${code(plan.protocolHash.slice(0, 12))}`,
    '',
    ...(purpose === undefined ? [] : [plain(purpose), '']),
    `- Biosafety level ${biosafety.level}${recombinant}${organisms.length > 0 ? `: ${organisms.join(', ')}` : ''}`,
    ...(bound.length > 0 ? [`- Instruments: ${bound.join(', ')}`] : []),
    ...scheduleLines(plan),
  ];
}

function parameterLines({ parameters = [] }: Protocol, plan: Plan): readonly string[] {
  const rows = parameters.map(({ id, title, default: preset, min, max }) => {
    const bound = (value: number | undefined) => (value === undefined ? 'any' : quantityWords({ value, unit: preset.unit }));
    const allowed = min === undefined && max === undefined ? '' : `${bound(min)} to ${bound(max)}`;
    return [code(id), plain(title ?? ''), quantityWords(plan.parameters[id] ?? preset), allowed];
  });
  return table(['Parameter', 'What', 'Value', 'Allowed'], rows);
}

function safetyLines({ materials = [] }: Protocol, { authored, names }: Context): readonly string[] {
  const steps = [...authored.values()];
  const protection = [...new Set(steps.flatMap(({ ppe = [] }) => ppe))];
  return [
    ...materials.flatMap(({ name, hazards = [] }) =>
      hazards.length > 0 ? [`- ${plain(name)}: ${hazards.map((each) => plain(each)).join('; ')}`] : [],
    ),
    ...steps.flatMap(({ id, hazards = [] }) =>
      hazards.length > 0 ? [`- ${names.step(id)}: ${hazards.map((each) => plain(each)).join('; ')}`] : [],
    ),
    ...(protection.length > 0 ? [`- Wear: ${protection.map((each) => plain(each)).join(', ')}`] : []),
  ];
}

function stepLines({ number, step, before, after, bodies }: OutlineStep, depth: number, context: Context): readonly string[] {
  const { names, authored } = context;
  const own = authored.get(step.authored);
  const who =
    step.kind === 'operator' || step.kind === 'consult'
      ? `**${step.role}**`
      : step.kind === 'operation'
        ? code(step.instrument)
        : 'the run';
  const instruction = step.kind === 'operator' ? step.instruction : step.kind === 'consult' ? step.question : '';
  const told = plain(instruction) === plain(step.title) ? '' : plain(instruction);
  const list = [
    ...(before.length > 0 ? [`First, by itself: ${before.map(({ title }) => plain(title)).join('; ')}`] : []),
    ...(own?.hazards ?? []).map((hazard) => `**Hazard:** ${plain(hazard)}`),
    ...(own?.ppe ? [`Wear: ${own.ppe.map((each) => plain(each)).join(', ')}`] : []),
    ...(step.kind === 'operator' ? operatorLines(step, names) : []),
    ...kindLines(step, context),
    ...conditionLines(step, names),
    ...(after.length > 0 ? [`Then, by itself: ${after.map(({ title }) => plain(title)).join('; ')}`] : []),
    ...(own?.why === undefined ? [] : [`Why: ${plain(own.why)}`]),
  ];
  const takes = step.expectedMs > 0 ? `, about ${clockWords(step.expectedMs)}` : '';
  return [
    `${'#'.repeat(Math.min(depth, HEADINGS))} ${number}. ${plain(step.title)}`,
    '',
    `${who}${takes}`,
    '',
    ...(told === '' ? [] : [told, '']),
    ...list.map((line) => `- ${line}`),
    '',
    ...(step.kind === 'operator' ? transferTables(step.transfers ?? [], (transfer) => sourceWords(transfer, names)) : []),
    ...bodies.flatMap((body) => bodyLines(body, number, depth, context)),
  ];
}

function bodyLines({ letter, when, steps }: OutlineBody, number: string, depth: number, context: Context): readonly string[] {
  const title = when === null ? 'otherwise' : `when ${code(when)}`;
  const head = letter === '' ? [] : [`**Case ${number}${letter}, ${title}:**${steps.length === 0 ? ' nothing is done.' : ''}`, ''];
  return [...head, ...steps.flatMap((step) => stepLines(step, depth + 1, context))];
}

/** What only steps of this kind have. */
function kindLines(step: PlanStep, { plan }: Context): readonly string[] {
  switch (step.kind) {
    case 'repeat': {
      const bounds = [durationTitle(step.atMostMs), ...(step.maxIterations === null ? [] : [`${step.maxIterations} rounds`])];
      return [
        `Repeat the steps below until ${code(step.until)}; readings count for ${durationTitle(step.maxAgeMs)}`,
        ...(step.everyMs === null ? [] : [`A round begins every ${durationTitle(step.everyMs)}`]),
        ...(step.expectedRounds === undefined ? [] : [`About ${numberWords(step.expectedRounds)} rounds are expected`]),
        `At most ${bounds.join(' or ')}; then ${answerWords(step.otherwise)}`,
      ];
    }
    case 'consult':
      return [
        ...(step.asks === 'model' ? ['The model is asked first, and may answer within the bounds below'] : []),
        ...(step.shows.length > 0 ? [`Look at ${step.shows.map((name) => code(name)).join(', ')}`] : []),
        ...step.adjust.map(({ param, min, max, times }) => {
          const kind = plan.scope.params[param];
          const bound = (value: number) => (kind === undefined ? String(value) : canonicalWords(kind, value));
          return `May set ${code(param)} from ${bound(min)} to ${bound(max)}, ${times === 1 ? 'once' : `${times} times`}`;
        }),
      ];
    case 'operation':
      return operationLines(step);
    case 'wait':
      return [`Wait ${durationTitle(step.waitMs)}`];
    case 'decision':
      return step.maxAgeMs > 0 ? [`Readings count for ${durationTitle(step.maxAgeMs)}`] : [];
    case 'operator':
      return [];
  }
}
