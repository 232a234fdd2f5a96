import { canonicalUnit } from '@labwright/domain';
import type { Compilation } from '../compilation';
import { argumentsOf, capabilitySpec } from '../expected-kind';
import type { DocumentPath } from '../pointer';
import type { OperationStep } from '../simple-step.schema';
import { didYouMean } from '../suggestion';
import { written } from '../vague-quantity';

/** Longest hold that passes without a word, lab milliseconds: 24 h. */
const LONG_HOLD_MS = 86_400_000;

/** Each operation has exactly the arguments of its capability, and lasts only where that makes sense. */
export function checkOperations(compilation: Compilation): void {
  for (const { step, path } of compilation.tree.nodes) {
    if (step.kind === 'operation') checkOperation(compilation, step, path);
    else if (step.kind === 'operator' && step.instruction === undefined && !step.moves?.length) {
      compilation.report('E_SCHEMA', path, 'an operator step has an instruction, or moves that explain themselves', {
        allowed: ['instruction', 'moves'],
      });
    }
  }
}

function checkOperation({ report, standsIn }: Compilation, step: OperationStep, path: DocumentPath): void {
  const spec = capabilitySpec(step.capability);
  if (!spec || standsIn([...path, 'capability'])) return;
  const wanted = argumentsOf(step.capability);
  const allowed = wanted.map(({ name }) => name);
  const given = Object.keys(step.with ?? {});
  for (const { name, kind, listed } of wanted) {
    const one = written('<number>', canonicalUnit(kind));
    const suggestion = `write ${name}: ${listed ? `[${one}]` : one}`;
    if (given.includes(name)) {
      if (listed === Array.isArray(step.with?.[name]) || standsIn([...path, 'with', name])) continue;
      report('E_SCHEMA', [...path, 'with', name], `"${name}" is ${listed ? 'a list, also of one' : 'one value, not a list'}`, {
        suggestion,
      });
      continue;
    }
    report('E_SCHEMA', step.with ? [...path, 'with'] : path, `${step.capability} needs "${name}" in "with"`, { allowed, suggestion });
  }
  for (const name of given.filter((each) => !allowed.includes(each))) {
    const missing = allowed.filter((each) => !given.includes(each));
    const takes = allowed.length > 0 ? allowed.join(', ') : 'nothing';
    report('E_SCHEMA', [...path, 'with', name], `${step.capability} takes no "${name}"; it takes ${takes}`, {
      allowed,
      ...didYouMean(name, missing),
    });
  }
  if (step.duration && !spec.holds)
    report('E_SCHEMA', [...path, 'duration'], `${step.capability} does not last; a wait step can follow it`);
  if (step.then && !step.duration) report('E_SCHEMA', [...path, 'then'], '"then" says what follows a hold, and this step has no duration');
}

/** Holds that occupy an instrument for more than a day are worth a second look. `durationOf` in milliseconds. */
export function checkLongHolds({ tree, report }: Compilation, durationOf: (step: DocumentPath) => number | undefined): void {
  for (const { step, path } of tree.nodes) {
    const ms = step.kind === 'operation' ? durationOf(path) : undefined;
    if (ms !== undefined && ms > LONG_HOLD_MS)
      report(
        'W_LONG_HOLD',
        [...path, 'duration'],
        `the step "${step.id}" holds for ${Number((ms / 3_600_000).toPrecision(4))} h, longer than a day`,
      );
  }
}
