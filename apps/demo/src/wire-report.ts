import type { Command, Run } from './api-shapes';
import { labTime } from './progress';

/** Lines of one wire that are shown; the rest is counted. */
const SHOWN = 6;

/** What went over each wire: how many commands of which kind, how they were answered, and the first ones that changed something. */
export function wireReport(run: Run, commands: readonly Command[]): readonly string[] {
  const start = Date.parse(run.startedLab ?? '');
  const wires = [...new Set(commands.map(({ instrument }) => instrument))].toSorted();
  return [
    `On the wires: ${commands.length} commands of this run`,
    ...wires.flatMap((wire) => {
      const own = commands.filter(({ instrument }) => instrument === wire);
      const count = (of: (command: Command) => boolean) => own.filter(of).length;
      const changing = own.filter(({ kind }) => kind !== 'query');
      const bad = own.filter(({ outcome }) => outcome !== 'succeeded');
      return [
        `  ${wire}: ${count(({ kind }) => kind === 'query')} queries, ${count(({ kind }) => kind === 'setpoint')} set points, ` +
          `${count(({ kind }) => kind === 'action')} actions; ${own.length - bad.length} answered well`,
        ...changing.slice(0, SHOWN).map((command) => line(command, start)),
        ...(changing.length > SHOWN ? [`    ${''.padEnd(8)} … and ${changing.length - SHOWN} more that change something`] : []),
        ...bad.slice(-SHOWN).map((command) => line(command, start)),
      ];
    }),
  ];
}

function line(command: Command, start: number): string {
  const { intent, reply, outcome, durationMs } = command;
  const said = reply?.text || 'no reply';
  const took = durationMs === null ? '' : ` (${durationMs.toFixed(1)} ms)`;
  const unhappy = outcome === 'succeeded' ? '' : ` (${outcome ?? 'open'})`;
  return `    ${labTime(Date.parse(command.intentLab) - start).padEnd(8)} ${shortened(intent.text, 40).padEnd(16)} -> ${shortened(said, 60)}${unhappy}${took}`;
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
