import type { z } from 'zod';
import { expectedKinds, stepPlace, wantsList } from '../expected-kind';
import type { Findings } from '../findings';
import { valueAt, type DocumentPath } from '../pointer';
import { ProtocolSchema, type Protocol } from '../protocol.schema';
import { fieldsAt, flatten } from '../schema-issue';
import { didYouMean } from '../suggestion';
import { quantityFault } from '../vague-quantity';

/**
 * Findings of the schema, in words for people: which field, what is allowed there, and what was probably meant. Answers with the protocol
 * when there are none.
 */
export function checkSchema(document: unknown, findings: Findings): Protocol | null {
  const result = ProtocolSchema.safeParse(document);
  if (result.success) return result.data;
  const at = (path: DocumentPath) => valueAt(document, path);
  for (const { path, issue } of flatten(result.error.issues, at)) {
    if (!reportMissing(path, at, findings) && !reportQuantity(document, path, issue, findings)) report(path, issue, at, findings);
  }
  return null;
}

/** What a step may not be without, because the run could go on for ever or know no way on. */
function reportMissing(path: DocumentPath, at: (path: DocumentPath) => unknown, findings: Findings): boolean {
  const inStep = stepPlace(path);
  if (!inStep || at(path) !== undefined) return false;
  const place = `${String(at([...inStep.step, 'kind']))}/${inStep.rest.join('/')}`;
  if (place === 'repeat/atMost') {
    findings.add('E_NO_TERMINATION', path, 'a repeat says how long it may last in all; without "atMost" it might never end', {
      suggestion: 'write atMost: {value: <number>, unit: h}',
    });
    return true;
  }
  if (place !== 'decision/else') return false;
  findings.add('E_BRANCH', path, 'a decision says what is done when no case holds; "else" may have no steps', {
    suggestion: 'write else: {steps: []}',
  });
  return true;
}

/** A number, text or half a quantity where a quantity belongs. */
function reportQuantity(document: unknown, path: DocumentPath, issue: z.core.$ZodIssue, findings: Findings): boolean {
  if (issue.code !== 'invalid_type') return false;
  const value = valueAt(document, path);
  const whole = expectedKinds(document, path);
  if (whole) {
    if (value === undefined || value === null) return false;
    const { code, message, allowed, suggestion } = quantityFault(value, whole);
    const inList = suggestion.replace(/\{.*\}/, (quantity) => (wantsList(document, path) ? `[${quantity}]` : quantity));
    findings.add(code, path, message, { suggestion: inList, ...(allowed.length > 0 ? { allowed } : {}) });
    return true;
  }
  const part = expectedKinds(document, path.slice(0, -1));
  const number = valueAt(document, [...path.slice(0, -1), 'value']);
  const unreadable = path.at(-1) === 'unit' ? (value === undefined ? number : undefined) : path.at(-1) === 'value' ? value : undefined;
  if (!part || (path.at(-1) === 'unit' ? typeof unreadable !== 'number' : typeof unreadable !== 'string')) return false;
  const { code, message, allowed, suggestion } = quantityFault(unreadable, part);
  findings.add(code, path, message, { suggestion, ...(allowed.length > 0 ? { allowed } : {}) });
  return true;
}

function report(path: DocumentPath, issue: z.core.$ZodIssue, at: (path: DocumentPath) => unknown, findings: Findings): void {
  const field = path.length === 0 ? 'the document' : `"${path.join('.')}"`;
  const value = at(path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = fieldsAt(ProtocolSchema, path, at);
      const free = allowed.filter((name) => at([...path, name]) === undefined);
      for (const key of issue.keys) {
        const message = `unknown field "${key.slice(0, 80)}"; allowed here: ${allowed.join(', ')}`;
        findings.add('E_SCHEMA', [...path, key], message, { allowed, ...didYouMean(key, free) });
      }
      return;
    }
    case 'invalid_union':
    case 'invalid_value': {
      const options =
        issue.code === 'invalid_value' ? issue.values : 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
      const allowed = options.map(String);
      const message =
        value === undefined
          ? `${field} is missing; it is one of: ${allowed.join(', ')}`
          : `${field} is ${shown(value)}; allowed: ${allowed.join(', ')}`;
      findings.add('E_SCHEMA', path, message, { allowed, ...(typeof value === 'string' ? didYouMean(value, allowed) : {}) });
      return;
    }
    case 'invalid_type': {
      const wanted = issue.expected === 'record' ? 'object' : issue.expected;
      findings.add(
        'E_SCHEMA',
        path,
        value === undefined
          ? `${field} is missing`
          : `${field} is ${shown(value)}; ${/^[aeiou]/.test(wanted) ? 'an' : 'a'} ${wanted} is wanted`,
        {
          allowed: [wanted],
        },
      );
      return;
    }
    case 'too_big':
      findings.add('E_SCHEMA', path, `${field} is too large: ${issue.origin} of at most ${issue.maximum}`, {
        allowed: [`at most ${issue.maximum}`],
      });
      return;
    case 'too_small':
      findings.add('E_SCHEMA', path, `${field} is too small: ${issue.origin} of at least ${issue.minimum}`, {
        allowed: [`at least ${issue.minimum}`],
      });
      return;
    case 'invalid_format':
      findings.add('E_SCHEMA', path, `${field} is ${shown(value)}; ${formatOf(path)}`, formatMeant(path, value));
      return;
    default:
      findings.add('E_SCHEMA', path, `${field}: ${issue.message}`);
  }
}

function formatOf(path: DocumentPath): string {
  if (path.at(-1) === 'after') return 'a window follows the start or the end of a step, such as heat_shock.end';
  if (path.at(-1) === 'version') return 'a version is three numbers with dots, such as 1.0.0';
  return 'an id is a lower-case letter and then lower-case letters, digits, _ or -';
}

/** The same text as it may be written here, where that can be told. */
function formatMeant(path: DocumentPath, value: unknown): { suggestion?: string } {
  if (typeof value !== 'string' || value.length > 64) return {};
  if (path.at(-1) === 'after' && typeof path.at(-2) === 'number')
    return /^[a-z][a-z0-9_-]*$/.test(value) ? { suggestion: `write ${value}.end or ${value}.start` } : {};
  if (path.at(-1) === 'version') {
    const [, major, minor = '0', patch = '0'] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?$/.exec(value.trim()) ?? [];
    return major === undefined ? {} : { suggestion: `write ${[major, minor, patch].map(Number).join('.')}` };
  }
  const id = value
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '');
  return id === '' ? {} : { suggestion: `write ${id}` };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
}
