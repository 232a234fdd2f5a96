import { LabError, hasCode, toCanonical, type QuantityKind, QuantityKinds } from '@labwright/domain';
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { didYouMean } from '../suggestion';
import { unitMeant } from '../vague-quantity';
import { checkerWords } from './checker-words';
import { environmentOf, type ExpressionScope } from './expression-scope';

/** A condition that has been checked; evaluate it with `evaluateExpression`. */
export interface Expression {
  readonly source: string;
  readonly scope: ExpressionScope;
  readonly environment: Environment;
  /** Every saved reading and parameter that it names, also in a branch that may not be taken. */
  readonly readings: readonly string[];
  readonly params: readonly string[];
}

/** What is wrong, and where in the expression: characters from 0. */
export interface ExpressionIssue {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly allowed?: readonly string[];
  readonly suggestion?: string;
}

export type CompiledExpression =
  | { readonly expression: Expression; readonly issues: readonly [] }
  | { readonly expression: null; readonly issues: readonly ExpressionIssue[] };

const MAX_LENGTH = 1_000;

/**
 * Checks a condition in CEL over `params`, `readings` and `run`, typed by quantity kind: comparisons and sums only within a kind, numbers
 * only as factors. It has to be a truth value. Never throws.
 */
export function compileExpression(source: string, scope: ExpressionScope): CompiledExpression {
  const whole = { start: 0, end: source.length };
  const refuse = (issues: readonly ExpressionIssue[]): CompiledExpression => ({ expression: null, issues });
  if (source.length > MAX_LENGTH) return refuse([{ ...whole, message: `a condition has at most ${MAX_LENGTH} characters` }]);
  const environment = environmentOf(scope);
  let ast: ASTNode;
  try {
    ({ ast } = environment.parse(source));
  } catch (error) {
    return refuse([{ ...rangeOf(error, source), message: `not a condition in CEL: ${firstLine(error)}` }]);
  }
  const found = walk(ast, scope);
  if (found.issues.length > 0) return refuse(found.issues);
  const checked = environment.check(source);
  if (!checked.valid) {
    const range = rangeOf(checked.error, source);
    const words = checkerWords(firstLine(checked.error), source.slice(0, range.start), source.slice(range.start, range.end));
    return refuse([{ ...range, ...words }]);
  }
  if (checked.type !== 'bool')
    return refuse([{ ...whole, message: `a condition is true or false; this one is of type ${String(checked.type)}` }]);
  return { expression: { source, scope, environment, readings: [...found.readings], params: [...found.params] }, issues: [] };
}

interface Walked {
  readonly readings: Set<string>;
  readonly params: Set<string>;
  readonly issues: ExpressionIssue[];
}

const FIELDS = { readings: 'readings', params: 'params' } as const;

/** Collects what is named, and refuses what cannot be known before the run: `readings[x]`, an unknown name, an unknown unit. */
function walk(root: ASTNode, scope: ExpressionScope): Walked {
  const found: Walked = { readings: new Set(), params: new Set(), issues: [] };
  const visit = (node: ASTNode): void => {
    const { op, start, end } = node;
    if (op === '.' && isId(node.args[0])) {
      const of = node.args[0].args as keyof typeof FIELDS;
      const name = node.args[1];
      if (of === 'readings' || of === 'params') {
        if (Object.hasOwn(scope[of], name)) found[of].add(name);
        else {
          const allowed = Object.keys(scope[of]).map((each) => `${of}.${each}`);
          found.issues.push({ start, end, message: `there is no ${of}.${name}`, allowed, ...didYouMean(`${of}.${name}`, allowed) });
        }
        return;
      }
    }
    if (op === 'id' && (node.args === 'readings' || node.args === 'params')) {
      found.issues.push({
        start,
        end,
        message: `name one of the ${node.args}, such as ${node.args}.${Object.keys(scope[node.args])[0] ?? 'name'}`,
      });
      return;
    }
    if (op === 'call' && node.args[0] in QuantityKinds) checkUnit(node.args[0] as QuantityKind, node.args[1], node, found.issues);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return found;
}

function isId(node: ASTNode): node is ASTNode & { op: 'id'; args: string } {
  return node.op === 'id';
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function childrenOf(node: ASTNode): ASTNode[] {
  const flat: unknown[] = Array.isArray(node.args) ? (node.args as unknown[]).flat(3) : [node.args];
  return flat.filter(isNode);
}

/** The unit of a constructor such as `temperature(37, "Cel")` is a text written out, of that kind. */
function checkUnit(kind: QuantityKind, args: readonly ASTNode[], { start, end }: ASTNode, issues: ExpressionIssue[]): void {
  const unit = args[1];
  if (unit?.op !== 'value' || typeof unit.args !== 'string') {
    issues.push({ start, end, message: `write ${kind}(value, "unit") with the unit as a text` });
    return;
  }
  try {
    toCanonical(kind, { value: 0, unit: unit.args });
  } catch (error) {
    if (!hasCode(error, 'UNIT_UNKNOWN') && !hasCode(error, 'UNIT_KIND_MISMATCH')) throw error;
    const code = unitMeant(unit.args, [kind]);
    issues.push({
      start,
      end,
      message: error.message,
      ...(error.context.allowed ? { allowed: error.context.allowed } : {}),
      ...(code === undefined ? {} : { suggestion: `write the unit as "${code}"` }),
    });
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

function rangeOf(error: unknown, source: string): { start: number; end: number } {
  const range = (error as { range?: { start?: number; end?: number } } | undefined)?.range;
  return { start: range?.start ?? 0, end: range?.end ?? source.length };
}

/** For callers that hold a condition that was checked before. @throws LabError INPUT_INVALID when it does not hold any more */
export function mustCompile(source: string, scope: ExpressionScope): Expression {
  const { expression, issues } = compileExpression(source, scope);
  if (expression) return expression;
  throw new LabError('INPUT_INVALID', `the condition "${source}" is not valid: ${issues[0]?.message ?? ''}`, { path: source });
}
