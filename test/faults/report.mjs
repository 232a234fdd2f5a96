/* What a pass has found, in lines: faults by kind, physical actions expected and counted, violations of each invariant. */
import { compiled } from './compiled.mjs';

const { INVARIANTS } = compiled('invariants/index.ts');
const { causes, isPhysical } = compiled('device-story.ts');
const { FAULT_KINDS } = compiled('schedule.ts');

const SHOWN = 25;
const counted = (rows, key) => rows.reduce((map, row) => map.set(key(row), (map.get(key(row)) ?? 0) + 1), new Map());
const line = (text, ...cells) => `  ${text.padEnd(34)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;

/** Gives the lines and the number of violations. */
export function report(ledger, { runs, seed, breaks, seconds }) {
  const found = INVARIANTS.map((each) => ({ ...each, violations: each.check(ledger) }));
  const violations = found.reduce((sum, each) => sum + each.violations.length, 0);
  return {
    violations,
    lines: [
      '',
      `faults injected, seed ${seed}${breaks && breaks !== 'none' ? `, with the safeguard "${breaks}" taken away` : ''}`,
      ...faultLines(ledger.faults, breaks),
      '',
      line('physical actions', 'expected', 'counted'),
      ...actionLines(ledger),
      '',
      `runs: ${runs}; ${list(counted(ledger.runs, ({ status }) => status))}`,
      `steps in doubt: ${ledger.steps.flatMap(({ attempts }) => attempts).filter(({ status }) => status === 'in_doubt').length} attempts; answers of the technician: ${list(counted(ledger.answers, ({ choice }) => choice)) || 'none'}`,
      '',
      line('invariant', 'violations'),
      ...found.flatMap(({ name, says, violations: all }) => [
        `${line(name, all.length)}  ${says}`,
        ...all.slice(0, SHOWN).map((violation) => `    ${violation}`),
        ...(all.length > SHOWN ? [`    and ${all.length - SHOWN} more`] : []),
      ]),
      '',
      `RESULT ${violations === 0 ? 'ok' : 'violated'} (${violations} violations, ${Math.round(seconds)} s)`,
    ],
  };
}

function faultLines(faults, breaks) {
  const all = counted(
    faults.filter(({ target }) => target !== 'not possible here'),
    ({ kind }) => kind,
  );
  const refused = new Set(faults.filter(({ target }) => target === 'not possible here').map(({ kind }) => kind));
  const rows = FAULT_KINDS.filter(({ kind }) => breaks === null || all.has(kind)).map(({ kind }) =>
    line(kind, refused.has(kind) ? 'not possible here' : (all.get(kind) ?? 0)),
  );
  return [
    ...rows,
    line(
      'all',
      [...all.values()].reduce((sum, n) => sum + n, 0),
    ),
  ];
}

/**
 * How many of each action the record asks for: as many as it tells of at least, and as many as it has intents for at most. A set point that is
 * set again to the same value has an intent and is no action.
 */
function actionLines(ledger) {
  const physical = counted(ledger.actions.filter(isPhysical), ({ action }) => action);
  const told = (verb) => ledger.steps.filter((step) => step.status === 'succeeded' && step.verbs.some((each) => verb(each.verb))).length;
  const sent = (label) => ledger.commands.filter((each) => label.test(each.label)).length;
  const [dose, plate] = [
    [told((verb) => verb === 'dispense'), sent(/^run\/(?:add_|remove_)/), physical.get('dispense') ?? 0],
    [told((verb) => verb.startsWith('read')), sent(/^O /), physical.get('read') ?? 0],
  ];
  const others = [...physical].filter(([action]) => !['dispense', 'read'].includes(action)).toSorted(([a], [b]) => a.localeCompare(b));
  // What a power cut ends by itself is expected too.
  const unexplained = counted(
    causes(ledger).filter(({ command }) => command === null),
    ({ action }) => action.action,
  );
  const range = (low, high) => (low === high ? String(low) : `${low} to ${high}`);
  return [
    line('dispense', range(dose[0], Math.max(dose[0], dose[1])), dose[2]),
    line('read', range(plate[0], Math.max(plate[0], plate[1])), plate[2]),
    ...others.map(([action, n]) => line(action, n - (unexplained.get(action) ?? 0), n)),
  ];
}

function list(counts) {
  return [...counts].map(([word, n]) => `${n} ${word}`).join(', ');
}
