import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};
const SIZES: Readonly<Record<string, string>> = { string: ' characters', array: ' items', record: ' fields', object: ' fields' };

/** What a schema found, in words for people; a schema that has words of its own keeps them. For the option `error` of a parse. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  const wanted = wantedBy(issue);
  if (input === undefined && wanted !== undefined) return `is missing; ${wanted} is needed`;
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      return wanted === undefined ? undefined : `is ${shown(input)}; ${wanted} is needed`;
    case 'invalid_value':
      return `is ${shown(input)}; allowed: ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `is ${measured(issue.origin, input)}; at least ${issue.minimum}${SIZES[issue.origin] ?? ''}`;
    case 'too_big':
      return `is ${measured(issue.origin, input)}; at most ${issue.maximum}${SIZES[issue.origin] ?? ''}`;
    case 'invalid_format':
      return issue.format === 'uuid' ? `is ${shown(input)}; a UUID is needed, such as 123e4567-e89b-42d3-a456-426614174000` : undefined;
    default:
      return undefined;
  }
}

function wantedBy(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code !== 'invalid_union') return undefined;
  const kinds = issue.errors.flatMap(([first]) => (first?.code === 'invalid_type' ? [KINDS[first.expected] ?? first.expected] : []));
  return kinds.length > 0 && kinds.length === issue.errors.length ? [...new Set(kinds)].join(' or ') : undefined;
}

function measured(origin: string, input: unknown): string {
  if (origin === 'string' && typeof input === 'string') return input === '' ? 'empty' : `${input.length} characters long`;
  if (Array.isArray(input)) return input.length === 0 ? 'empty' : `a list of ${input.length}`;
  return shown(input);
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `of the kind ${typeof value}`;
}
