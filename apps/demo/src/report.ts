import type { Command, Reading, Run } from './api-shapes';
import { labTime } from './progress';
import { textPlot } from './text-plot';

/** The report of a run as text: outcome, steps, the temperature curve, and every command on the wire with its reply. */
export function reportOf(run: Run, readings: readonly Reading[], commands: readonly Command[]): readonly string[] {
  return [
    '',
    `Report of run ${run.id}`,
    `  protocol    ${run.protocol.name} ${run.protocol.version}: ${run.protocol.title}`,
    `  approved    by ${run.approval.reviewer}, "${run.approval.meaning}", signature ${run.approval.signedHash.slice(0, 16)}…`,
    `  instruments ${run.simulated ? 'simulated' : 'real'}`,
    `  labware     ${run.labware.map((l) => `${l.name} (${l.type}${l.barcode ? `, ${l.barcode}` : ''}) is at ${l.place}`).join('; ')}`,
    '',
    ...steps(run),
    ...temperature(run, readings),
    ...wire(run, commands),
    '',
    ...ending(run),
  ];
}

function steps(run: Run): string[] {
  const start = Date.parse(run.startedLab ?? '');
  const at = (time: string | null) => (time === null ? '       ' : labTime(Date.parse(time) - start));
  return [
    'Steps (lab time)',
    ...run.steps.map(
      (s) => `  ${at(s.startedLab)} ${at(s.endedLab)}  ${s.status.padEnd(18)} ${s.inserted ? '· ' : ''}${s.title}${held(s)}`,
    ),
    '',
  ];
}

function held({ hold, endedLab }: Run['steps'][number]): string {
  if (!hold?.startedLab || endedLab === null) return '';
  const seconds = (Date.parse(endedLab) - Date.parse(hold.startedLab)) / 1000;
  return ` (held ${seconds.toFixed(1)} s of ${(hold.durationMs / 1000).toFixed(0)} s)`;
}

function temperature(run: Run, readings: readonly Reading[]): string[] {
  const values = readings.filter((r) => r.name === 'temperature' && r.value !== null);
  const first = values[0];
  if (!first) return ['Temperature: no readings', ''];
  const start = Date.parse(run.startedLab ?? first.atLab);
  const points = values.map((r) => ({ x: (Date.parse(r.atLab) - start) / 60_000, y: r.value ?? 0 }));
  const target = values.find((r) => r.target !== null)?.target;
  const plot = textPlot(points, { width: 70, height: 13, xUnit: 'min', yUnit: '°C', ...(target == null ? {} : { level: target }) });
  return [`Temperature of the block, ${values.length} readings (dots: set point)`, ...plot, ''];
}

function wire(run: Run, commands: readonly Command[]): string[] {
  const start = Date.parse(run.startedLab ?? '');
  const lines: string[] = [];
  let polls: Command[] = [];
  const flush = () => {
    const last = polls.at(-1);
    if (last && polls.length > 2) lines.push(`  ${''.padEnd(8)} … ${polls.length - 2} more queries, the last ${arrow(last)}`);
    else if (last && polls.length === 2) lines.push(line(last, start));
    polls = [];
  };
  for (const command of commands) {
    const plain = command.kind === 'query' && command.outcome === 'succeeded';
    if (plain) polls.push(command);
    else flush();
    if (!plain || polls.length === 1) lines.push(line(command, start));
  }
  flush();
  const good = commands.filter((c) => c.outcome === 'succeeded').length;
  return [`On the wire: ${commands.length} commands, ${good} answered well (such queries in a row are folded)`, ...lines];
}

function line(command: Command, start: number): string {
  const took = command.durationMs === null ? '' : ` (${command.durationMs.toFixed(1)} ms)`;
  return `  ${labTime(Date.parse(command.intentLab) - start).padEnd(8)} ${arrow(command)}${took}`;
}

function arrow({ intent, reply, outcome }: Command): string {
  const said = reply?.text || 'no reply';
  return `${intent.text.padEnd(14)} -> ${said}${outcome === 'succeeded' ? '' : ` (${outcome ?? 'open'})`}`;
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
          `  until a person answers with POST /v1/runs/${run.id}/answer {"choice": "redo" | "skip" | "happened" | "abort", "note": "..."}.`,
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
