import type { AskAnswer } from '@labwright/drafting';
import { z } from 'zod';
import { dataOf, type Answered, type Asked, type Turn } from '../asked';
import { nextTool, parametersFor, type BenchQuestion } from './tool-plan';

type Cite = AskAnswer['cites'][number];
interface Part {
  readonly says: string;
  readonly cites: readonly Cite[];
}

const Question = z.looseObject({ text: z.string() });
const Context = z.looseObject({ run: z.string().nullish(), step: z.string().nullish() });
const Step = z.looseObject({ id: z.string(), title: z.string() });
const Run = z.looseObject({ status: z.string(), steps: z.array(z.looseObject({ id: z.string(), title: z.string(), status: z.string() })) });
const Readings = z.looseObject({
  readings: z.array(
    z.looseObject({ name: z.string(), unit: z.string(), values: z.array(z.looseObject({ value: z.number().nullable() })) }),
  ),
});
const Found = z.array(z.looseObject({ slug: z.string(), title: z.string() }));
const Instruments = z.array(z.looseObject({ id: z.string(), link: z.string() }));
const Draft = z.looseObject({ draft: z.string() });
const OVER = new Set(['succeeded', 'failed', 'skipped', 'cancelled', 'pending']);

/** What each tool's result says, and what that rests on; null for a result that is none. */
const READ: Readonly<Record<string, (result: unknown) => Part | null>> = {
  get_run(result) {
    const run = Run.safeParse(result).data;
    const now = run?.steps.find(({ status }) => !OVER.has(status));
    if (!run) return null;
    const where = now ? ` It is at "${now.title}" (${now.status}).` : '';
    return { says: `The run is ${run.status}.${where}`, cites: now ? [{ kind: 'step', id: now.id }] : [] };
  },
  get_step(result) {
    const step = Step.safeParse(result).data;
    const written = step?.['asWritten'] as { instruction?: string; why?: string } | null | undefined;
    if (!step) return null;
    const more = [written?.instruction, written?.why && `Why: ${written.why}`].filter(Boolean).join(' ');
    return { says: `Step "${step.title}". ${more}`.trim(), cites: [{ kind: 'step', id: step.id }] };
  },
  get_readings(result) {
    const shown = Readings.safeParse(result).data?.readings.filter(({ values }) => values.length > 0) ?? [];
    if (shown.length === 0) return null;
    const says = shown.map(({ name, unit, values }) => `${name} was last ${values.at(-1)?.value ?? 'not usable'} ${unit}.`).join(' ');
    return { says, cites: shown.map(({ name }) => ({ kind: 'reading', id: name })) };
  },
  list_instruments(result) {
    const all = Instruments.safeParse(result).data;
    return all ? { says: `Instruments: ${all.map(({ id, link }) => `${id} ${link}`).join(', ')}.`, cites: [] } : null;
  },
  search_protocols(result) {
    const [best] = Found.safeParse(result).data ?? [];
    return best ? { says: `The library has "${best.title}".`, cites: [{ kind: 'library', id: best.slug }] } : null;
  },
  propose_revision(result) {
    const made = Draft.safeParse(result).data;
    return made ? { says: `A draft of the change was made, ${made.draft}; a person submits it and others approve it.`, cites: [] } : null;
  },
};

/** Looks things up first, one call after the other, and then says what the results say, and what that rests on. */
export function answerAsk({ turns, tools }: Asked): Answered {
  const question = questionOf(turns);
  const calls = turns.flatMap((turn) => (turn.kind === 'call' ? [turn] : []));
  const next = nextTool(question, tools, new Set(calls.map(({ name }) => name)));
  if (next) return { kind: 'call', name: next.name, parameters: parametersFor(next, question) };
  const parts = calls.flatMap(({ id, name }) => {
    const result = turns.find((turn) => turn.kind === 'result' && turn.id === id);
    const part = result?.kind === 'result' ? READ[name]?.(result.result) : null;
    return part ? [part] : [];
  });
  const cites = parts.flatMap((part) => part.cites);
  const unique = cites.filter(({ kind, id }, i) => cites.findIndex((each) => each.kind === kind && each.id === id) === i);
  const answer = parts.map(({ says }) => says).join(' ') || 'The simulated model found nothing in the record that answers this.';
  return { kind: 'text', text: JSON.stringify({ answer, cites: unique } satisfies AskAnswer) };
}

function questionOf(turns: readonly Turn[]): BenchQuestion {
  const context = Context.safeParse(dataOf(turns, 'context')).data;
  const text = Question.safeParse(dataOf(turns, 'question')).data?.text ?? '';
  return { text, run: context?.run ?? null, step: context?.step ?? null };
}
