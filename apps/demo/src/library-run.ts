import type { AnalysisResult } from '@labwright/results';
import type { Run, SavedReading } from './api-shapes';
import { newRun, watch, type Crew, type PerformingLab } from './demo-run';
import type { TrueConstants, TrueLabware } from './physical-truth';
import type { ProtocolDocument } from './protocol-document';
import type { RunFacts } from './result-truth';
import type { Measurement } from './truth';

/** A run that is over, or stopped where it is, with its results and what was true. */
export interface LibraryRun extends RunFacts {
  readonly run: Run;
  readonly results: readonly AnalysisResult[];
  /** Wall seconds from its submission on. */
  readonly wallS: number;
}

const ASKED = 'the truth of the simulated lab';

/** One run of a protocol of the library in a lab that may have had others before. */
export async function performForResults({ simulator }: PerformingLab, crew: Crew, protocol: string): Promise<LibraryRun> {
  const begun = Date.now();
  const { author } = crew;
  const id = await newRun(crew, protocol, () => undefined);
  await author.post(`/v1/runs/${id}/start`);
  const run = await watch(author, id);
  const wallS = (Date.now() - begun) / 1000;
  const { results } = await author.get<{ results: readonly AnalysisResult[] }>(`/v1/runs/${id}/results`);
  const { document } = await author.get<{ document: ProtocolDocument }>(`/v1/protocols/${run.protocol.hash}`);
  const saved = await author.all<SavedReading>(`/v1/runs/${id}/saved-readings?limit=5000`);
  const reads = await simulator.ask<readonly Measurement[]>('GET', '/measurements?after=0', ASKED);
  const labware = await simulator.ask<readonly TrueLabware[]>('GET', '/labware', ASKED);
  const constants = await simulator.ask<TrueConstants>('GET', '/constants', ASKED);
  const truth = { reads: reads.filter((read) => read.run === id), labware: labware.filter((piece) => piece.run === id), constants };
  return { run, results, document, saved, truth, wallS };
}
