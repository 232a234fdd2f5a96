import { QuantityKinds } from '@labwright/domain';
import { didYouMean } from '../suggestion';

/** What the checker of CEL found, as a scientist would say it. */
export interface CheckerWords {
  readonly message: string;
  readonly allowed?: readonly string[];
  readonly suggestion?: string;
}

/** Values of a saved reading that a condition can name. */
const SERIES = ['median', 'mean', 'min', 'max', 'count', 'at(0)'];
const RUN = ['elapsed', 'deviations'];
const VARIABLES = ['readings', 'params', 'run'];
const FUNCTIONS = Object.keys(QuantityKinds);

/**
 * The checker's words in ours, with what would be allowed where it is a name that is not known. `before` and `at` are the text of the
 * condition before the place and in it.
 */
export function checkerWords(message: string, before: string, at: string): CheckerWords {
  const variable = /^Unknown variable: (.+)$/.exec(message)?.[1];
  if (variable !== undefined)
    return named(`there is no "${variable}"; a condition names ${VARIABLES.join(', ')} and quantities`, variable, VARIABLES);
  if (message.startsWith('No such key')) {
    const ofRun = /\brun\.$/.test(before);
    const what = ofRun ? 'the run' : 'a saved reading';
    const allowed = ofRun ? RUN : SERIES;
    return named(`${what} has no "${at}"; it has ${allowed.join(', ')}`, at, allowed);
  }
  const call = /^found no matching overload for '(?:(\w+)\.)?(\w+)\((.*)\)'$/.exec(message);
  if (call) return callWords(message, call[1], call[2] ?? '', call[3] ?? '');
  return { message: mixture(message) };
}

function named(message: string, wrong: string, allowed: readonly string[]): CheckerWords {
  return { message, allowed, ...didYouMean(wrong, allowed) };
}

function callWords(message: string, of: string | undefined, name: string, given: string): CheckerWords {
  if (of?.endsWith('Series')) {
    if (given === '' && SERIES.includes(name))
      return { message: `"${name}" is a value of a saved reading, no function`, suggestion: `write ${name} without ()` };
    return named(`a saved reading has no "${name}(${given})"; it has ${SERIES.join(', ')}`, `${name}(0)`, SERIES);
  }
  if (of !== undefined) return { message };
  if (FUNCTIONS.includes(name))
    return {
      message: `${name}(${given}): a quantity is written with a number and its unit as a text`,
      suggestion: `write ${name}(1, "unit")`,
    };
  return named(`there is no function "${name}"; there is one for each kind of quantity`, name, FUNCTIONS);
}

/** CEL's words for a mixture of kinds. */
function mixture(message: string): string {
  const mixed = /no such overload: (\w+) (\S+) (\w+)/.exec(message);
  if (!mixed) return message;
  const [, left = '', operator = '', right = ''] = mixed;
  const numbers = ['double', 'int'];
  if (left.endsWith('Series') || right.endsWith('Series'))
    return `${left} ${operator} ${right}: a saved reading is a series; say which value of it, such as .median`;
  if (numbers.includes(left) || numbers.includes(right)) {
    const kind = numbers.includes(left) ? right : left;
    return `${left} ${operator} ${right}: a bare number has no unit; write a parameter, or a quantity such as ${snake(kind)}(0.6, "unit")`;
  }
  if (left === right) return `${left} ${operator} ${right}: measured values are never exactly equal; use < <= > or >=`;
  return `${left} ${operator} ${right}: these are two different kinds of quantity`;
}

function snake(type: string): string {
  return type.replace(/(?!^)[A-Z]/g, (c) => `_${c}`).toLowerCase();
}
