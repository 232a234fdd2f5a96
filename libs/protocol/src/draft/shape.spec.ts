import { z } from 'zod';
import { shapeOf as subject } from './shape';

const one = (kind: string, more: z.core.$ZodShape) => z.strictObject({ kind: z.literal(kind), ...more });
const fieldsOf = (schema: z.ZodType) => {
  const shape = subject(schema);
  return shape.is === 'object' ? Object.fromEntries([...shape.fields].map(([name, { nullable }]) => [name, nullable])) : shape.is;
};

describe('what the language looks like in drafts', () => {
  it('a choice has the fields of all, and what not all demand may be null', () => {
    const choice = z.discriminatedUnion('kind', [
      one('a', { x: z.string(), y: z.number().optional() }),
      one('b', { x: z.string(), z: z.boolean() }),
    ]);
    expect(fieldsOf(choice)).toEqual({ kind: false, x: false, y: true, z: true });
  });

  it('objects of one name in a choice have the fields of both', () => {
    const choice = z.discriminatedUnion('kind', [
      one('a', { x: z.strictObject({ p: z.string() }) }),
      one('b', { x: z.strictObject({ q: z.string() }) }),
    ]);
    const shape = subject(choice);
    const x = shape.is === 'object' ? shape.fields.get('x')?.shape : undefined;
    expect(x?.is === 'object' ? [...x.fields.keys()] : []).toEqual(['p', 'q']);
  });

  it.each<[string, z.ZodType, RegExp]>([
    [
      'a field of two shapes',
      z.discriminatedUnion('kind', [one('a', { x: z.string() }), one('b', { x: z.array(z.string()) })]),
      /"x" of a choice is of two shapes/,
    ],
    ['a text or a number', z.union([z.string(), z.number()]), /only objects and one list/],
    ['two lists', z.union([z.array(z.string()), z.array(z.number())]), /only objects and one list/],
    ['a field "list" beside a list', z.union([z.strictObject({ list: z.string() }), z.array(z.string())]), /no field "list"/],
    ['a field "name" in a record', z.record(z.string(), z.strictObject({ name: z.string() })), /no field "name"/],
    ['a date', z.date(), /a date has no place in drafts/],
  ])('%s is refused, and not lost', (_, schema, says) => {
    expect(() => subject(schema)).toThrow(says);
  });
});
