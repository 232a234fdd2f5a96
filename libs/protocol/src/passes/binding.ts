import { misfits, type Misfit } from '../candidate';
import type { Compilation } from '../compilation';
import type { FleetInstrument } from '../fleet';
import type { RoleNeed } from '../role-need';
import type { RunningOrder } from '../running-order';
import { apart, type Stay } from '../stay';
import { didYouMean } from '../suggestion';
import { calibrationMisfits, isOverdue } from './calibration';

/** Role -> the instrument that takes it. */
export type Bindings = ReadonlyMap<string, FleetInstrument>;

/** Most assignments that are tried; more roles than that can be told apart need explicit bindings. */
const MAX_TRIES = 20_000;

/**
 * Binds each role to one instrument: first among real instruments only, then among simulated ones only, never mixed. Choices go by
 * instrument id, so that the same fleet gives the same plan. Null when it cannot be done; the findings list each instrument and its reasons.
 */
export function bindRoles(compilation: Compilation, order: RunningOrder, needs: readonly RoleNeed[]): Bindings | null {
  const { instruments, report, wantedBindings } = compilation;
  const roles = needs.map((need) => need.role);
  for (const role of Object.keys(wantedBindings).filter((each) => !roles.includes(each))) {
    report('E_CAPABILITY', ['steps'], `a binding is given for the role "${role}", which no move of this protocol uses`, {
      allowed: roles,
      ...didYouMean(role, roles),
    });
  }
  const candidates = needs.map((need) => candidatesOf(compilation, need));
  if (candidates.some((each) => each.length === 0)) return null;
  for (const simulated of [false, true]) {
    const ofKind = candidates.map((each) => each.filter((instrument) => instrument.simulated === simulated));
    if (ofKind.some((each) => each.length === 0)) continue;
    const chosen = assign(needs, ofKind, order);
    if (!chosen) continue;
    if (simulated) tellSimulated(compilation, needs, candidates, chosen);
    return new Map(needs.map((need, i) => [need.role, chosen[i] as FleetInstrument]));
  }
  const first = needs[0];
  if (!first) return new Map();
  const mixed = assign(needs, candidates, order);
  if (mixed) {
    const list = needs.map((need, i) => `${need.role} on ${mixed[i]?.id} (${mixed[i]?.simulated ? 'simulated' : 'real'})`).join(', ');
    report('E_CAPABILITY', first.path, `only a mix of real and simulated instruments could do this, and they are never mixed: ${list}`, {
      allowed: instruments.map((each) => each.id),
    });
  } else {
    const crowded = needs.map((need, i) => `${need.role} (${candidates[i]?.map((each) => each.id).join(' or ')})`).join(', ');
    report('E_CAPACITY', first.path, `there are not enough instruments for all roles at the same time: ${crowded}`);
  }
  return null;
}

/** A lab that has real instruments for a part of it is told that all of it will be simulated. */
function tellSimulated(
  { report }: Compilation,
  needs: readonly RoleNeed[],
  candidates: readonly (readonly FleetInstrument[])[],
  chosen: readonly FleetInstrument[],
): void {
  const real = needs.flatMap(({ role }, i) => candidates[i]?.find(({ simulated }) => !simulated)?.id.concat(` could be ${role}`) ?? []);
  const [first] = needs;
  if (real.length === 0 || !first) return;
  const list = needs.map(({ role }, i) => `${role} on ${chosen[i]?.id}`).join(', ');
  report(
    'W_ASSUMPTION',
    first.path,
    `everything is simulated: ${list}; of the real instruments ${real.join(', ')}, which is not enough, and real and simulated are never mixed`,
  );
}

function candidatesOf(compilation: Compilation, need: RoleNeed): readonly FleetInstrument[] {
  const { instruments, report, wantedBindings } = compilation;
  const wanted = Object.hasOwn(wantedBindings, need.role) ? wantedBindings[need.role] : undefined;
  const considered = wanted === undefined ? instruments : instruments.filter((each) => each.id === wanted);
  const judged = considered.map((instrument) => ({
    instrument,
    reasons: [...misfits(instrument, need), ...calibrationMisfits(compilation, instrument, need)],
  }));
  const fitting = judged.filter(({ reasons }) => reasons.length === 0).map(({ instrument }) => instrument);
  // One whose calibration counts goes before one that is overdue.
  if (fitting.length > 0) return fitting.toSorted((a, b) => Number(isOverdue(compilation, a)) - Number(isOverdue(compilation, b)));
  const whyNot = judged.map(({ instrument, reasons }) => `${instrument.id} ${reasons.map(({ reason }) => reason).join(' and ')}`);
  const asked = [...new Set(need.operations.map((operation) => operation.capability))].join(', ') || 'labware';
  const none = wanted === undefined ? 'there are no instruments' : `there is no instrument "${wanted}"`;
  const onlyLabware = judged.some(({ reasons }) => reasons.every(({ about }: Misfit) => about === 'labware'));
  report(
    onlyLabware ? 'E_LABWARE' : 'E_CAPABILITY',
    need.path,
    `no instrument can be "${need.role}" (${asked}): ${whyNot.join('; ') || none}`,
    {
      allowed: instruments.map((each) => each.id),
      ...(wanted !== undefined && considered.length === 0
        ? didYouMean(
            wanted,
            instruments.map((each) => each.id),
          )
        : optionMeant(need, considered)),
    },
  );
  return [];
}

/** What a word or the name of an option was probably meant to be, where an instrument knows one like it. */
function optionMeant(need: RoleNeed, instruments: readonly FleetInstrument[]): { suggestion?: string } {
  const known = instruments.flatMap(({ manifest }) =>
    manifest.capabilities.flatMap(({ capability, options = {} }) => Object.entries(options).map((option) => ({ capability, option }))),
  );
  for (const { capability, options } of need.operations) {
    const own = known.filter((each) => each.capability === capability).map(({ option }) => option);
    const names = own.map(([name]) => name);
    for (const [name, word] of Object.entries(options)) {
      const words = own.filter(([each]) => each === name).flatMap(([, each]) => each);
      const meant = names.includes(name) ? (words.includes(word) ? {} : didYouMean(word, words)) : didYouMean(name, names);
      if (meant.suggestion !== undefined) return meant;
    }
  }
  return {};
}

/** One instrument a role, the first that works going by id; two roles share one only if it never has to hold more than its nests. */
function assign(
  needs: readonly RoleNeed[],
  candidates: readonly (readonly FleetInstrument[])[],
  order: RunningOrder,
): readonly FleetInstrument[] | null {
  const chosen: FleetInstrument[] = [];
  const most = new Map(needs.map((need) => [need, mostAtOnce(need.stays, order)]));
  let tries = 0;
  const next = (): boolean => {
    const index = chosen.length;
    const need = needs[index];
    if (!need) return true;
    const taken = new Set(chosen);
    const own = candidates[index] ?? [];
    // An instrument of its own where there is one, and one with enough nests before one without.
    const rank = (each: FleetInstrument) => (taken.has(each) ? 2 : 0) + (each.manifest.nests.length < (most.get(need) ?? 0) ? 1 : 0);
    for (const instrument of [...own].sort((a, b) => rank(a) - rank(b))) {
      tries += 1;
      if (tries > MAX_TRIES) return false;
      const others = needs.filter((_, i) => i < index && chosen[i] === instrument).flatMap((each) => each.stays);
      const shared = others.filter((other) => need.stays.some((stay) => !apart(order, stay, other)));
      if (shared.length > 0 && shared.length + (most.get(need) ?? 0) > instrument.manifest.nests.length) continue;
      chosen.push(instrument);
      if (next()) return true;
      chosen.pop();
    }
    return false;
  };
  return next() ? chosen : null;
}

/** An upper bound of the labware that is there at the same time. */
function mostAtOnce(stays: readonly Stay[], order: RunningOrder): number {
  let most = 0;
  for (const stay of stays) {
    let together = 1;
    for (const other of stays) if (!apart(order, stay, other)) together += 1;
    most = Math.max(most, together);
  }
  return most;
}
