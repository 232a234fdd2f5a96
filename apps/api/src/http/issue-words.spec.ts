import { z } from 'zod';
import { issueWords } from './issue-words';

const messageOf = (schema: z.ZodType, value: unknown): string | undefined =>
  schema.safeParse(value, { error: issueWords }).error?.issues[0]?.message;
const field = (schema: z.ZodType) => z.object({ field: schema });

describe('issueWords', () => {
  it.each([
    [z.string(), undefined, 'is missing; text is needed'],
    [z.array(z.string()), undefined, 'is missing; a list is needed'],
    [z.enum(['a', 'b']), undefined, 'is missing; one of a, b is needed'],
    [z.union([z.string(), z.number(), z.boolean()]), undefined, 'is missing; text or a number or true or false is needed'],
    [z.string(), 12, 'is 12; text is needed'],
    [z.number().int(), 1.5, 'is 1.5; a whole number is needed'],
    [z.string(), {}, 'is of the kind object; text is needed'],
    [z.boolean(), null, 'is null; true or false is needed'],
    [z.enum(['a', 'b']), 'c', 'is "c"; allowed: a, b'],
    [z.string().min(1), '', 'is empty; at least 1 characters'],
    [z.string().max(3), 'abcd', 'is 4 characters long; at most 3 characters'],
    [z.number().max(500), 501, 'is 501; at most 500'],
    [z.array(z.string()).min(1), [], 'is empty; at least 1 items'],
    [z.uuid(), 'abc', 'is "abc"; a UUID is needed, such as 123e4567-e89b-42d3-a456-426614174000'],
    [z.string().regex(/^a/, 'begins with a'), 'b', 'begins with a'],
  ])('says of %# what is there and what is needed', (schema, value, words) => {
    expect(messageOf(field(schema), { field: value })).toBe(words);
  });
});
