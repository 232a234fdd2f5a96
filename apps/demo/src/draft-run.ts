import { LabError } from '@labwright/domain';
import type { AnalysisResult } from '@labwright/results';
import type { ApiClient } from './api-client';
import { approvedRun, newCrew, online, performRun, type Crew, type PerformingLab } from './demo-run';
import type { DemoOptions } from './demo-options';
import { assumptionLines, eventLines, modelText, oneLine, whyNot } from './draft-lines';
import type { Draft, DraftEvent, ModelCall, RunQuestion, StepProvenance } from './draft-shapes';
import { rateFor } from './lab-rate';
import { analysisText } from './library-table';
import { callLines, consultLines, provenanceLines } from './provenance-lines';
import type { ReportSources } from './report';

/** Wall milliseconds that a model may draft and repair before the demo gives up. */
const DRAFT_LIMIT_MS = 600_000;

/** A run of a drafted protocol, and what there is to say of it before and after its report. */
export interface DraftedRun {
  readonly sources: ReportSources;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Has the model draft what is asked for, submits it, has another principal approve it, and runs it; null where nothing came to a run, which is then said. */
export async function performDraft(
  lab: PerformingLab,
  { fault, timeScale }: Pick<DemoOptions, 'fault' | 'timeScale'>,
  request: string,
  print: (line: string) => void,
): Promise<DraftedRun | null> {
  if (fault) await lab.simulator.knowFault(fault.device, fault.name);
  const crew = await newCrew(lab);
  const { author } = crew;
  await online(author, print);
  const draft = await drafted(author, request, print);
  const hash = await submitted(author, draft, print);
  if (hash === null) return null;
  const text = JSON.stringify(draft.current?.document, null, 1);
  if (rateFor(text, timeScale) < timeScale)
    print(`it measures on its own, too seldom at this rate for what it wants to know; --time-scale ${rateFor(text, timeScale)} is better`);
  const sources = await performRun(lab, author, { id: await approvedRun(crew, hash, print), fault }, print);
  return { sources, ...(await story(crew, draft, hash, sources.run.id)) };
}

/** The draft as it is when no model is at work on it any more. @throws LabError INTERNAL after 600 s */
async function drafted(author: ApiClient, request: string, print: (line: string) => void): Promise<Draft> {
  print(`ada asks for: ${oneLine(request)}`);
  const { id } = await author.post<{ id: string }>('/v1/drafts', { request });
  const limit = AbortSignal.timeout(DRAFT_LIMIT_MS);
  try {
    for await (const event of author.events<DraftEvent>(`/v1/drafts/${id}/events`, limit))
      for (const line of eventLines(event)) print(line);
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new LabError('INTERNAL', `draft ${id}: the model is not done after ${DRAFT_LIMIT_MS / 1000} s`, { where: 'draft' });
  }
  const draft = await author.get<Draft>(`/v1/drafts/${id}`);
  print(`draft ${id} is ${draft.status}; model: ${modelText(draft.model)}`);
  for (const line of draft.current ? assumptionLines(draft.current.assumptions) : []) print(line);
  return draft;
}

/** Hash of the protocol that is in review now; null where there is none, which is then said. */
async function submitted(author: ApiClient, draft: Draft, print: (line: string) => void): Promise<string | null> {
  const why = whyNot(draft);
  if (why !== null) {
    print(`nothing is run: ${why}`);
    return null;
  }
  const { hash, status } = await author.post<{ hash: string; status: string }>(`/v1/drafts/${draft.id}/submit`);
  print(`submitted by ada as protocol ${hash.slice(0, 16)}…, which is ${status}`);
  if (status === 'in_review') return hash;
  print(`nothing is run: the protocol is ${status}, and the reviewer of the demo approves only what is in review`);
  return null;
}

async function story({ author }: Crew, draft: Draft, hash: string, run: string): Promise<Omit<DraftedRun, 'sources'>> {
  const { provenance } = await author.get<{ provenance: readonly StepProvenance[] }>(`/v1/protocols/${hash}`);
  const calls = await author.all<ModelCall>(`/v1/model/calls?draft=${draft.id}`);
  const report = await author.get<{ questions: readonly RunQuestion[]; results: readonly AnalysisResult[] }>(`/v1/runs/${run}/report`);
  return {
    before: [
      '',
      ...provenanceLines(draft, provenance, draft.current?.assumptions ?? []),
      '',
      ...callLines(calls.toReversed()),
      '',
      ...consultLines(report.questions),
    ],
    after: [
      '',
      report.results.length === 0 ? 'Results: the protocol has no analyses' : 'Results',
      ...report.results.map((result) => `  ${analysisText({ id: result.id, result, compared: [] })}`),
    ],
  };
}
