import type { AskedTool } from '../asked';
import { leastFitting } from '../least-fitting';

/** What somebody asks, and where they stand. */
export interface BenchQuestion {
  readonly text: string;
  readonly run: string | null;
  readonly step: string | null;
}

type Plan = (question: BenchQuestion) => boolean;

const VALUES = /value|reading|\bod\b|od600|density|dense|temperature|how (?:much|warm|hot|high|many|far)|grow/i;
const LIBRARY = /protocol|library|why|how (?:do|does|should)|which method/i;
const CHANGE = /\b(?:propose|change)\b/i;
const INSTRUMENTS = /instrument|reader|shaker|incubator|bioreactor|device/i;

/** Which tool is called for which question, in the order in which they are called. Each is called once at most. */
const PLAN: readonly (readonly [string, Plan])[] = [
  ['get_run', ({ run }) => run !== null],
  ['get_step', ({ run, step }) => run !== null && step !== null],
  ['get_readings', ({ run, text }) => run !== null && VALUES.test(text)],
  ['list_instruments', ({ text }) => INSTRUMENTS.test(text)],
  ['search_protocols', ({ run, text }) => run === null || LIBRARY.test(text)],
  ['propose_revision', ({ run, text }) => run !== null && CHANGE.test(text)],
];

/** The tool to call next; null when all that the question needs have been called. */
export function nextTool(question: BenchQuestion, tools: readonly AskedTool[], called: ReadonlySet<string>): AskedTool | null {
  const wanted = PLAN.filter(([name, needs]) => !called.has(name) && needs(question));
  for (const [name] of wanted) {
    const tool = tools.find((each) => each.name === name);
    if (tool) return tool;
  }
  return null;
}

/** Parameters that fit the schema of a tool, with what the question says under the names that the lab's tools have. */
export function parametersFor(tool: AskedTool, { text, run, step }: BenchQuestion): unknown {
  const least = leastFitting(tool.parameters);
  if (typeof least !== 'object' || least === null) return {};
  const known: Readonly<Record<string, unknown>> = { run, step, query: text.slice(0, 200), instruction: text, names: null };
  return Object.fromEntries(
    Object.entries(least).map(([name, value]) => [name, Object.hasOwn(known, name) ? known[name] : (value as unknown)]),
  );
}
