import type { Compilation } from '../compilation';
import type { RunningOrder } from '../running-order';
import type { Liquids } from '../volume/liquids';
import { materialUses, type MaterialUse } from '../volume/material-use';
import { litres } from '../volume/volume-words';
import type { Quantities } from './quantities';

/** Most steps that a finding names. */
const NAMED = 4;

/** No run takes more of a material than there is, also the longest one, and nothing that is over. Answers with what a run takes of each. */
export function checkMaterials(
  compilation: Compilation,
  order: RunningOrder,
  quantities: Quantities,
  liquids: Liquids,
): ReadonlyMap<string, MaterialUse> {
  const { protocol, report, today } = compilation;
  const uses = materialUses(order, liquids);
  for (const [i, { id, expires }] of (protocol.materials ?? []).entries()) {
    const path = ['materials', i];
    // ISO dates compare as text.
    if (expires !== undefined && today !== undefined && expires < today)
      report('E_VOLUME', [...path, 'expires'], `nothing of "${id}" is left to use: it was good until ${expires}, and today is ${today}`, {
        suggestion: 'take a fresh one, and write its date',
      });
    const use = uses.get(id);
    const there = quantities.at([...path, 'volume'])?.value;
    if (!use || there === undefined || (use.most !== null && use.most <= there * (1 + 1e-9))) continue;
    const more = use.steps.length > NAMED ? ` and ${use.steps.length - NAMED} more steps` : '';
    const terms = use.steps
      .toSorted((a, b) => (b.microlitres ?? Infinity) - (a.microlitres ?? Infinity))
      .slice(0, NAMED)
      .map(({ step, microlitres }) => `${microlitres === null ? 'no bounded amount' : litres(microlitres)} in "${step}"`);
    const sum =
      use.most === null
        ? `at least ${litres(use.least)} of "${id}", and nothing bounds how much more`
        : `up to ${litres(use.most)} of "${id}"`;
    report('E_VOLUME', [...path, 'volume'], `a run takes ${sum} (${terms.join(', ')}${more}); there are ${litres(there)}`, {
      allowed: use.most === null ? [] : [`${litres(use.most)} or more`],
      suggestion:
        use.most === null
          ? 'add maxIterations to the repeat that takes it'
          : `have ${litres(use.prepare ?? use.most)} of it, which is 10% more than the wells take`,
    });
  }
  return uses;
}
