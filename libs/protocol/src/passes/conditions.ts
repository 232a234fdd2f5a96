import type { Compilation } from '../compilation';
import { compileExpression, type Expression } from '../expression/compile-expression';
import { evaluateExpression } from '../expression/evaluate-expression';
import type { ExpressionScope } from '../expression/expression-scope';
import type { DocumentPath } from '../pointer';
import type { RunningOrder } from '../running-order';
import type { SavedReading } from '../saved-readings';
import { listsOf, type StepNode } from '../step-tree';

/** One condition of the protocol that holds together in itself. */
export interface Condition {
  readonly node: StepNode;
  readonly path: DocumentPath;
  readonly expression: Expression;
}

/** Every condition is CEL over what there is, typed by quantity kind. Answers with those that are. */
export function checkConditions({ tree, report, standsIn }: Compilation, scope: ExpressionScope): readonly Condition[] {
  const found: Condition[] = [];
  for (const node of tree.nodes) {
    const { step, path } = node;
    const sources: readonly (readonly [DocumentPath, string])[] =
      step.kind === 'repeat'
        ? [[[...path, 'until'], step.until]]
        : step.kind === 'decision'
          ? step.cases.map(({ when }, i) => [[...path, 'cases', i, 'when'], when])
          : [];
    for (const [at, source] of sources) {
      if (standsIn(at)) continue;
      const { expression, issues } = compileExpression(source, scope);
      for (const { message, start, end, ...more } of issues) report('E_CHECK', at, message, { characters: { start, end }, ...more });
      if (expression) found.push({ node, path: at, expression });
    }
    const named = found.some((each) => each.node === node && each.expression.readings.length > 0);
    if (step.kind === 'decision' && named && !step.maxAge)
      report('E_SCHEMA', path, 'a decision on readings says how old they may be', {
        suggestion: 'write maxAge: {value: <number>, unit: min}',
      });
  }
  return found;
}

/** Whether a condition always has the same outcome; undefined where it depends on something. */
function constant({ expression }: Condition): boolean | undefined {
  if (expression.readings.length > 0 || expression.params.length > 0 || namesRun(expression)) return undefined;
  const outcome = evaluateExpression(expression, { params: {}, readings: {}, run: { elapsedS: 0, deviations: 0 } });
  return outcome.is === 'known' ? outcome.value : undefined;
}

function namesRun({ source }: Expression): boolean {
  return /\brun\b/.test(source);
}

/** No steps are there that never run: after a case that always holds, or in one that never does or was asked before. */
export function checkReachable({ tree, report }: Compilation, conditions: readonly Condition[]): void {
  for (const { step, path, index } of tree.nodes) {
    if (step.kind !== 'decision') continue;
    const own = conditions.filter(({ node }) => node.index === index);
    const asked = new Set<string>();
    let always = false;
    const lists = listsOf(step);
    for (const [i, [inside, steps]] of lists.entries()) {
      const condition = own.find((each) => each.path.join('/') === [...path, 'cases', i, 'when'].join('/'));
      const outcome = condition && constant(condition);
      const source = i < step.cases.length ? (step.cases[i]?.when.replaceAll(/\s+/g, ' ').trim() ?? '') : undefined;
      const why = always
        ? 'a case before it always holds'
        : source !== undefined && asked.has(source)
          ? 'a case before it asks the same'
          : outcome === false
            ? 'its condition never holds'
            : undefined;
      if (why && steps.length > 0) report('E_UNREACHABLE', [...path, ...inside], `these steps of "${step.id}" never run: ${why}`);
      if (source !== undefined) asked.add(source);
      always ||= outcome === true;
    }
  }
}

/** Something in the body, or beside it, can change the outcome of a repeat's condition; otherwise only its bounds would end it. */
export function checkTermination(
  { tree, report }: Compilation,
  order: RunningOrder,
  conditions: readonly Condition[],
  readings: ReadonlyMap<string, SavedReading>,
): void {
  const consults = tree.nodes.filter(({ step }) => step.kind === 'consult');
  for (const { node, path, expression } of conditions) {
    if (node.step.kind !== 'repeat' || namesRun(expression)) continue;
    const during = (other: number) => other !== node.index && !order.precedes(other, node.index) && !order.precedes(node.index, other);
    const read = expression.readings.some((name) => readings.get(name)?.by.some(during));
    const adjusted = consults.some(
      ({ index, step }) => step.kind === 'consult' && during(index) && step.adjust?.some(({ param }) => expression.params.includes(param)),
    );
    if (read || adjusted) continue;
    const what = [...expression.readings.map((name) => `readings.${name}`), ...expression.params.map((name) => `params.${name}`)];
    report(
      'E_NO_TERMINATION',
      path,
      `nothing in "${node.step.id}" changes ${what.length > 0 ? what.join(' or ') : 'this condition'}, so one round is as good as any number`,
      { suggestion: 'save a reading in the body and name it here' },
    );
  }
}
