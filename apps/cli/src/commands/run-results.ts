import type { Command } from 'commander';
import type { AnalysisResult, ResultFlag, ResultValue, RunResults } from '../api/generated/runs';
import type { CommandLine } from '../command-line';
import { usageError } from '../exit-code';
import type { Session } from '../session';
import { resultText, valueText } from '../show/result-text';
import { tableLines, type Column } from '../show/table';
import { runId } from './named';

interface ResultOptions {
  readonly analysis?: string;
  readonly csv?: boolean;
}

export const RESULTS: readonly Column<AnalysisResult>[] = [
  { title: 'ANALYSIS', of: ({ id }) => id },
  { title: 'TITLE', of: ({ title }) => title, spare: true },
  { title: 'FLAGS', of: ({ flags }) => flags.length, right: true },
  { title: 'RESULT', of: resultText },
];
const VALUES: readonly Column<ResultValue>[] = [
  { title: 'VALUE', of: ({ label }) => label },
  { title: 'OF', of: ({ of }) => of ?? '' },
  { title: 'RESULT', of: valueText },
  { title: 'NOTE', of: ({ value, note }) => (value === null ? '' : (note ?? '')) },
];
const FLAGS: readonly Column<ResultFlag>[] = [
  { title: 'FLAG', of: ({ what }) => what },
  { title: 'OF', of: ({ well, sample }) => [well, sample].filter(Boolean).join(', ') },
  { title: 'WHY', of: ({ why }) => why },
];

export function addRunResults(line: CommandLine, group: Command): void {
  line
    .leaf<ResultOptions, [string]>(group, 'results <run>', 'Gives what the analyses of a run come to, or have come to so far', results)
    .option('--analysis <id>', 'all values of this analysis, with its method and its flags')
    .option('--csv', 'one row a value, for a spreadsheet');
}

async function results(session: Session, { analysis, csv }: ResultOptions, named: string): Promise<void> {
  const id = await runId(session.api, named);
  if (csv) {
    if (session.json || analysis !== undefined)
      throw usageError('--csv has all analyses in one file; give it without --json and --analysis');
    const response = await session.api.open('exportRunResultsCsv', { path: { id } });
    const decoder = new TextDecoder();
    for await (const piece of session.api.pieces(response)) session.screen.out(decoder.decode(piece, { stream: true }));
    return;
  }
  const found = await session.api.call('getRunResults', { path: { id } });
  if (analysis === undefined) session.show(found, () => allLines(session, found));
  else {
    const one = oneOf(found, analysis);
    session.show(one, () => oneLines(session, one));
  }
}

function oneOf({ results: all }: RunResults, id: string): AnalysisResult {
  const one = all.find((each) => each.id === id);
  if (one) return one;
  const ids = all.map((each) => each.id).join(', ');
  throw usageError(`the run has no analysis "${id}"; ${ids === '' ? 'its protocol asks for none' : `it has: ${ids}`}`);
}

function allLines(session: Session, { results: all, over }: RunResults): readonly string[] {
  const shown = { paint: session.paint, width: session.screen.columns, empty: 'the protocol of this run asks for no analysis' };
  return [
    ...tableLines(all, RESULTS, shown),
    ...(all.some(({ simulated }) => simulated) ? ['from simulated instruments, wholly or in part'] : []),
    ...(over ? [] : ['so far: the run is not over']),
  ];
}

function oneLines(session: Session, result: AnalysisResult): readonly string[] {
  const shown = { paint: session.paint, width: session.screen.columns };
  return [
    ...session.fields([
      ['analysis', `${result.id}: ${result.title}`],
      ['result', resultText(result)],
      ['simulated', result.simulated ? 'yes, wholly or in part' : 'no'],
      ['method', result.method],
    ]),
    ...(result.values.length > 0 ? ['', ...tableLines(result.values, VALUES, shown)] : []),
    ...(result.flags.length > 0 ? ['', ...tableLines(result.flags, FLAGS, shown)] : []),
  ];
}
