import { LabError, type Scope } from '@labwright/domain';
import { z } from 'zod';
import type { ModelTool } from '../model-port';
import { shownReadings } from '../feedback/consult-material';
import { shownText, shownValue } from '../shown-text';
import type { ExchangeEvidence } from './exchange-evidence';
import type { LabRecord } from './lab-record';
import type { RevisionProposals } from './revision-proposals.port';

/** A result is at most so many characters of JSON; more is refused in words, so that the model asks for less. */
const MOST_RESULT = 24_000;
const SAVED_VALUES = 4_000;
/** Characters of one text in a result. */
const LINE = 1_000;

/** For whom the tools look, and at what. */
export interface ToolScene {
  readonly record: LabRecord;
  readonly evidence: ExchangeEvidence;
  readonly proposals: RevisionProposals;
  /** Principal who asks, and what that one may: the tools see and do no more. */
  readonly askedBy: string;
  /** The same as the record names it. */
  readonly actor: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly runId: string | null;
  readonly signal: AbortSignal;
  /** Told the name of each tool before it looks. */
  readonly onTool?: ((tool: string) => void) | undefined;
}

interface Reading<Parameters> {
  readonly name: string;
  readonly needs: Scope;
  readonly description: string;
  readonly parameters: z.ZodType<Parameters>;
  readonly look: (parameters: Parameters, scene: ToolScene) => Promise<unknown>;
}

const RunIdSchema = z.string().nullable().describe('id of a run; null for the run that is asked about');

const getRun: Reading<{ run: string | null }> = {
  name: 'get_run',
  needs: 'lab:read',
  description: 'State of a run: protocol, parameters, what it does now, what it waits for or is held for, its deviations and its steps.',
  parameters: z.strictObject({ run: RunIdSchema }),
  async look({ run }, { record, evidence, runId }) {
    const shown = await record.run(mustBeRun(run ?? runId));
    for (const { id, title } of shown.steps) evidence.show('step', id, title);
    return shown;
  },
};

const getStep: Reading<{ run: string | null; step: string }> = {
  name: 'get_step',
  needs: 'lab:read',
  description: 'A step of a run: what the protocol wants, its conditions and windows, and what became of each of its instances.',
  parameters: z.strictObject({ run: RunIdSchema, step: z.string().describe('id of the step') }),
  async look({ run, step }, { record, evidence, runId }) {
    const shown = await record.step(mustBeRun(run ?? runId), step);
    evidence.show('step', shown.id, shown.title);
    return shown;
  },
};

const getReadings: Reading<{ run: string | null; names: string[] | null }> = {
  name: 'get_readings',
  needs: 'lab:read',
  description: 'Readings that a run has saved, over time and by well. A quality other than ok means that a value must not be relied on.',
  parameters: z.strictObject({ run: RunIdSchema, names: z.array(z.string()).nullable().describe('names of readings; null for all') }),
  async look({ run, names }, { record, evidence, runId }) {
    const id = mustBeRun(run ?? runId);
    const known = await record.readingNames(id);
    const wanted = names === null ? known.slice(0, 20) : known.filter((name) => names.includes(name));
    const shown = shownReadings(wanted, await record.saved(id, wanted, SAVED_VALUES));
    for (const { name, values } of shown) evidence.show('reading', name, `${name}, ${values.length} series`);
    return { readings: shown, known: known.slice(0, 200) };
  },
};

const listInstruments: Reading<Record<string, never>> = {
  name: 'list_instruments',
  needs: 'lab:read',
  description: 'The instruments of the lab: what they are, whether they answer, whether they may be used and what they do.',
  parameters: z.strictObject({}),
  look: (_none, { record }) => record.instruments(),
};

const searchProtocols: Reading<{ query: string }> = {
  name: 'search_protocols',
  needs: 'lab:read',
  description: 'Searches the protocol library for words; gives slug, title, purpose and steps of what fits best.',
  parameters: z.strictObject({ query: z.string().describe('a few words') }),
  async look({ query }, { record, evidence }) {
    const found = await record.search(query.slice(0, 200));
    for (const { slug, title } of found) evidence.show('library', slug, title);
    return found;
  },
};

const proposeRevision: Reading<{ instruction: string }> = {
  name: 'propose_revision',
  needs: 'protocols:write',
  description:
    'Makes a draft of the protocol of the run that is asked about, changed as instructed. Only when the person asks for a change, and once for each question. It changes no run; people submit and approve it.',
  parameters: z.strictObject({ instruction: z.string().describe('what should be different, with numbers and units') }),
  async look({ instruction }, { record, evidence, proposals, askedBy, actor, runId, signal }) {
    if (evidence.proposed) {
      const came = evidence.draft === null ? 'came to no draft' : `is draft ${evidence.draft}`;
      throw new Error(
        `one change is proposed for each question, and it ${came}; say so, and the person asks again where another is wanted`,
      );
    }
    const { protocol } = await record.run(mustBeRun(runId));
    evidence.proposed = true;
    const outcome = await proposals.propose({
      protocolHash: protocol.hash,
      instruction: shownText(instruction, 2_000),
      askedBy,
      actor,
      runId,
      signal,
    });
    if (!outcome.ok) throw new Error(outcome.why);
    evidence.draft = outcome.draft;
    return { draft: outcome.draft, note: 'a draft that a person submits and others approve; the run is as it was' };
  },
};

const TOOLS = [getRun, getStep, getReadings, listInstruments, searchProtocols, proposeRevision] as readonly Reading<unknown>[];

/** The tools that this person may use. They read, or propose a draft; none of them acts. Each call is in the evidence. */
export function labTools(scene: ToolScene): readonly ModelTool[] {
  return TOOLS.filter(({ needs }) => scene.scopes.has(needs)).map(({ name, description, parameters, look }) => ({
    name,
    description,
    parameters,
    async run(given) {
      scene.onTool?.(name);
      try {
        const result = bounded(await look(parameters.parse(given), scene));
        scene.evidence.record(name, given, result, false);
        return result;
      } catch (error) {
        const { message } = error as Error;
        scene.evidence.record(name, given, message, true);
        throw error;
      }
    },
  }));
}

function mustBeRun(run: string | null): string {
  if (run !== null) return run;
  throw new LabError('INPUT_INVALID', 'nothing is asked about a run; name its id', { path: '/run' });
}

function bounded(result: unknown): unknown {
  const shown = shownValue(result, LINE);
  const { length } = JSON.stringify(shown);
  if (length <= MOST_RESULT) return shown;
  throw new LabError('INPUT_INVALID', `that is ${length} characters, and ${MOST_RESULT} are shown at once; ask for less`, { path: '' });
}
