import type { Command, Reading, Run, SavedReading, Step } from './api-shapes';
import { densityName, endOf, rateOf, readsOf } from './culture';
import { plateMap } from './plate-map';
import { labTime } from './progress';
import { textPlot } from './text-plot';
import type { TrueRead } from './truth';
import { wireReport } from './wire-report';

/** Everything that a report is made of. */
export interface ReportSources {
  readonly run: Run;
  readonly saved: readonly SavedReading[];
  /** Temperatures, for a run that saves no density. */
  readonly temperatures: readonly Reading[];
  readonly commands: readonly Command[];
  /** What was true in the simulated lab at each read. */
  readonly truth: readonly TrueRead[];
}

/** The report of a run as text: outcome, steps, curves, plates, and what went over each wire. */
export function reportOf(sources: ReportSources): readonly string[] {
  const { run, commands } = sources;
  return [
    '',
    `Report of run ${run.id}`,
    `  protocol    ${run.protocol.name} ${run.protocol.version}: ${run.protocol.title}`,
    `  approved    by ${run.approval.reviewer}, "${run.approval.meaning}", signature ${run.approval.signedHash.slice(0, 16)}…`,
    `  instruments ${run.simulated ? 'simulated' : 'real'}`,
    `  labware     ${run.labware.map((l) => `${l.name} (${l.type}${l.barcode ? `, ${l.barcode}` : ''}) is at ${l.place}`).join('; ')}`,
    '',
    ...steps(run),
    ...curves(sources),
    ...wireReport(run, commands),
    '',
    ...ending(run),
  ];
}

/** The author's steps; of a step in a repeat one line, with how often it was done. */
function steps(run: Run): string[] {
  const start = Date.parse(run.startedLab ?? '');
  const at = (time: string | null | undefined) => (time ? labTime(Date.parse(time) - start).padStart(8) : '        ');
  const authored = run.steps.filter((step) => !step.inserted || !['succeeded', 'cancelled', 'pending'].includes(step.status));
  const groups = new Map<string, Step[]>();
  for (const step of authored) groups.set(step.step, [...(groups.get(step.step) ?? []), step]);
  return [
    'Steps (lab time)',
    ...[...groups.values()].map((all) => {
      const [first] = all;
      const last = all.at(-1);
      const times = all.length > 1 ? ` (${all.length} times)` : '';
      return `  ${at(first?.startedLab)} ${at(last?.endedLab)}  ${(last?.status ?? '').padEnd(18)} ${first?.title ?? ''}${times}${held(all)}`;
    }),
    '',
  ];
}

function held(all: readonly Step[]): string {
  const done = all.flatMap(({ hold, endedLab }) =>
    hold?.startedLab && endedLab !== null
      ? [{ seconds: (Date.parse(endedLab) - Date.parse(hold.startedLab)) / 1000, of: hold.durationMs / 1000 }]
      : [],
  );
  if (done.length === 0) return '';
  const over = Math.max(...done.map(({ seconds, of }) => seconds - of));
  return ` (held ${done.map(({ seconds }) => seconds.toFixed(0)).join(', ')} s of ${done[0]?.of.toFixed(0)} s; at most ${over.toFixed(1)} s over)`;
}

function curves(sources: ReportSources): string[] {
  const { run, saved, temperatures } = sources;
  const name = densityName(saved);
  if (name === null) return temperature(run, temperatures);
  return [...growth(sources, name), ...plates(sources)];
}

function growth({ run, saved, truth }: ReportSources, name: string): string[] {
  const start = Date.parse(run.startedLab ?? '');
  const reads = readsOf(saved, name);
  const induced = endOf(run, 'induce');
  const points = reads.flatMap(({ atMs, median }) => (median !== null && median > 0 ? [{ atMs, od: median }] : []));
  const hours = (ms: number) => (ms - start) / 3_600_000;
  const plot = textPlot(
    points.map(({ atMs, od }) => ({ x: hours(atMs), y: od })),
    {
      width: 70,
      height: 13,
      xUnit: 'h',
      yUnit: 'OD',
      logarithmic: true,
      ...(induced === null ? {} : { mark: { x: hours(induced), label: 'I' } }),
    },
  );
  const fit = rateOf(points);
  const told =
    fit.kind === 'ok'
      ? `  growth rate ${fit.rate.toFixed(3)} per h, 95 % ${fit.interval.low.toFixed(3)} to ${fit.interval.high.toFixed(3)}; doubling time ` +
        `${(fit.doublingTime * 60).toFixed(1)} min (${fit.window.points} points${fit.window.straight ? '' : ', bent'})`
      : `  growth rate: ${fit.why}`;
  const last = points.at(-1);
  return [
    `Growth: median of ${name}, blanked and at 1 cm where a plate was read; ${reads.length} reads${induced === null ? '' : ', I = induction'}`,
    ...plot,
    ...reads.map((read) => {
      const known = truth.find(({ stepInstance }) => stepInstance === read.stepInstance);
      const real = known?.od == null ? '' : `   (true in the simulated lab: ${known.od.toFixed(3)})`;
      return `  ${labTime(read.atMs - start)}  ${read.median === null ? 'UNKNOWN' : read.median.toFixed(3)}${real}`;
    }),
    told,
    ...(induced === null || !last ? [] : [`  induced at ${labTime(induced - start)}, after a reading of ${last.od.toFixed(3)}`]),
    '',
  ];
}

/** A map of each plate: at its last reading before induction, and of what was read last. */
function plates({ run, saved }: ReportSources): string[] {
  const names = [...new Set(saved.map(({ name }) => name))];
  return names.flatMap((name) => {
    const read = readsOf(saved, name).at(-1);
    const labware = run.labware.find((each) => each.name === read?.labware);
    const map = labware && read?.values.some(({ well }) => well !== '') ? plateMap(labware, read.values) : [];
    if (map.length === 0) return [];
    return [`Plate ${labware?.name}: ${name} of its last read, ${read?.values[0]?.unit ?? ''}`, ...map, ''];
  });
}

function temperature(run: Run, values: readonly Reading[]): string[] {
  const good = values.filter((r) => r.name === 'temperature' && r.value !== null);
  const first = good[0];
  if (!first) return ['Temperature: no readings', ''];
  const start = Date.parse(run.startedLab ?? first.atLab);
  const points = good.map((r) => ({ x: (Date.parse(r.atLab) - start) / 60_000, y: r.value ?? 0 }));
  const target = good.find((r) => r.target !== null)?.target;
  const plot = textPlot(points, { width: 70, height: 13, xUnit: 'min', yUnit: '°C', ...(target == null ? {} : { level: target }) });
  return [`Temperature of the block, ${good.length} readings (dots: set point)`, ...plot, ''];
}

function ending(run: Run): string[] {
  const trouble = run.steps.filter((s) => s.error?.message);
  return [
    `Outcome: ${run.status}${run.deviations > 0 ? `, ${run.deviations} deviation(s)` : ''}`,
    ...trouble.map((s) => `  step "${s.title}" (attempt ${s.attempt}, now ${s.status}): ${s.error?.message ?? ''}`),
    ...run.holdReasons
      .filter((reason) => !trouble.some((s) => reason.endsWith(s.error?.message ?? '')))
      .map((reason) => `  held because: ${reason}`),
    ...(run.status === 'held'
      ? [
          '  What the run does now: nothing more of it is sent to any instrument; its plate and its reservation stay where they are,',
          `  until a person answers with POST /v1/runs/${run.id}/answer {"choice": "redo" | "happened" | "not_happened" | "skip" | "abort", "note": "..."}.`,
        ]
      : []),
    ...(['ready', 'running', 'paused', 'stopping'].includes(run.status) ? unfinished(run) : []),
    ...run.steps.filter((s) => s.waitingFor !== null).map((s) => `  "${s.title}" waits: ${s.waitingFor}`),
  ];
}

/** The demo looked away before the run ended: which steps are under way, so that nobody takes it for an outcome. */
function unfinished(run: Run): string[] {
  const now = run.steps.filter((s) => ['dispatched', 'running', 'holding', 'awaiting_operator'].includes(s.status));
  const since = (s: Run['steps'][number]) =>
    s.startedLab ? `, since ${labTime(Date.parse(s.startedLab) - Date.parse(run.startedLab ?? s.startedLab))}` : '';
  return ['  the demo stopped watching; the run had not ended', ...now.map((s) => `  under way: ${s.title} (${s.status}${since(s)})`)];
}
