import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Option } from 'commander';
import type { Reading, SavedReading } from '../api/generated/readings';
import { wholeBetween, type CommandLine } from '../command-line';
import { CommandFailure, ExitCode, usageError } from '../exit-code';
import { seriesToPlot, summaryOf, type Sample } from '../show/plot-series';
import { markOf, textPlot } from '../show/text-plot';
import type { Session } from '../session';
import { runId } from './named';

interface ExportOptions {
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly saved?: boolean;
  readonly format: 'csv' | 'ndjson';
  readonly output?: string;
}

interface PlotOptions {
  readonly well?: readonly string[];
  readonly raw?: boolean;
  readonly log?: boolean;
  readonly width?: number;
  readonly height: number;
}

const MARGIN = 14;
const WIDEST = 100;

export function addReadings(line: CommandLine): void {
  const group = line.group('readings', 'Readings: take them away, look at them');
  line
    .leaf<ExportOptions, [string]>(group, 'export <run>', 'Writes the readings of a run, one row a value', exportReadings)
    .addOption(new Option('--format <format>', 'ndjson goes with --json').choices(['csv', 'ndjson']).default('csv'))
    .option('--saved', 'what the run has saved for its conditions (blanked, 1 cm) instead of what the instruments gave')
    .option('--name <name>', 'of this name only, such as absorbance')
    .option('--from <time>', 'from this lab time on, ISO 8601')
    .option('--to <time>', 'until this lab time, ISO 8601')
    .option('--output <file>', 'into a file; otherwise to standard output');
  line
    .leaf<PlotOptions, [string, string]>(group, 'plot <run> <name>', 'Draws a reading over the lab time of its run', plot)
    .option('--well <wells>', 'these wells, such as A1,B2; otherwise the median of all', (text: string) => text.split(',').filter(Boolean))
    .option('--raw', 'what the instruments gave, also where the run has saved something of that name')
    .option('--log', 'logarithmic y axis')
    .option('--width <cells>', 'width of the area; as wide as the terminal where absent', wholeBetween(10, 400))
    .option('--height <cells>', 'height of the area', wholeBetween(4, 100), 16);
}

/** Rows go through as they come: a run of a day has hundreds of thousands. A file that was not finished says so by the exit code. */
async function exportReadings(session: Session, options: ExportOptions, named: string): Promise<void> {
  const { name, from, to, saved, output } = options;
  const format = session.json ? 'ndjson' : options.format;
  const operation = (
    saved
      ? { csv: 'exportSavedReadingsCsv', ndjson: 'exportSavedReadingsNdjson' }
      : { csv: 'exportReadingsCsv', ndjson: 'exportReadingsNdjson' }
  )[format] as 'exportReadingsCsv';
  const request = { path: { id: await runId(session.api, named) }, query: { name, from, to } };
  const response = await session.api.open(operation, request);
  const file = output === undefined ? null : createWriteStream(output);
  if (file) await openedOrRefused(file, output ?? '');
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const piece of session.api.pieces(response)) {
    bytes += piece.length;
    if (!file) session.screen.out(decoder.decode(piece, { stream: true }));
    else if (!file.write(piece)) await once(file, 'drain');
  }
  if (!file) return;
  file.end();
  await once(file, 'finish');
  session.note(`${bytes} bytes in ${output}`);
}

async function openedOrRefused(file: ReturnType<typeof createWriteStream>, name: string): Promise<void> {
  try {
    await once(file, 'open');
  } catch (error) {
    throw usageError(`${name} cannot be written: ${(error as Error).message}`);
  }
}

async function plot(session: Session, options: PlotOptions, named: string, name: string): Promise<void> {
  const id = await runId(session.api, named);
  const run = await session.api.call('getRun', { path: { id } });
  const samples = await samplesOf(session, id, name, options.raw === true);
  const start = Date.parse(run.startedLab ?? samples[0]?.atLab ?? '');
  const series = seriesToPlot(samples, options.well ?? [], start);
  if (series.length === 0) {
    const wells = [...new Set(samples.map(({ well }) => well))].filter(Boolean);
    throw new CommandFailure(ExitCode.failed, `no good value of ${name} in ${(options.well ?? []).join(', ') || 'this run'}`, [
      ...(wells.length > 0 ? [`wells with values: ${wells.slice(0, 96).join(', ')}`] : []),
    ]);
  }
  const unit = samples[0]?.unit ?? '';
  session.show({ run: id, name, unit, series }, () => {
    const width = options.width ?? Math.max(20, Math.min(WIDEST, session.screen.columns) - MARGIN);
    const lines = textPlot(
      series.map(({ points }) => points),
      {
        width,
        height: options.height,
        xUnit: series[0]?.xUnit ?? 'h',
        yUnit: unit === '1' ? name : unit,
        logarithmic: options.log === true,
      },
    );
    const legend = series.map((it, i) => `${markOf(i)} ${it.label}: ${summaryOf(it, unit)}`);
    return lines
      ? [`${name} of ${run.protocol.name}, over lab time`, ...lines, ...legend]
      : ['fewer than two values; nothing to draw', ...legend];
  });
}

/** Saved readings have the names of the protocol; those of instruments the names of what they measure. */
async function samplesOf(session: Session, id: string, name: string, raw: boolean): Promise<readonly Sample[]> {
  const request = { path: { id }, query: { name } };
  const saved: SavedReading[] = raw ? [] : await session.api.list('listSavedReadings', request);
  if (saved.length > 0) return saved;
  const readings: Reading[] = await session.api.list('listReadings', request);
  if (readings.length > 0) return readings;
  const names = new Set<string>();
  for await (const it of session.api.items('listSavedReadings', { path: { id } }, 5_000)) names.add(it.name);
  for await (const it of session.api.items('listReadings', { path: { id } }, 5_000)) names.add(it.name);
  throw new CommandFailure(ExitCode.failed, `the run has no reading "${name}"`, [
    names.size > 0 ? `it has: ${[...names].toSorted().join(', ')}` : 'it has no readings yet',
  ]);
}
