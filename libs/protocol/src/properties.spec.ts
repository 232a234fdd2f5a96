import fc from 'fast-check';
import { soundDocument } from './fixtures/protocol-document';
import { compile, compileText, DiagnosticCodes } from './index';

import { fleet, growth } from './fixtures/growth-document';

type Place = { readonly parent: Record<string, unknown>; readonly key: string };

function placesOf(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesOf(parent[key])]);
}

const words = [
  'plate',
  'load',
  'shake',
  'bench',
  'waste',
  'shaker',
  'operator',
  'operation',
  'wait',
  'Cel',
  '{rpm}',
  'min',
  '{AU}',
  'RT',
  'warmth',
  'repeat',
  'decision',
  'consult',
  'read',
  'od',
  'true',
  'readings.od.median >= params.dense',
  'loop.end',
  '__proto__',
  '',
];
const scalar = fc.oneof(
  fc.constantFrom<unknown>(...words, null, true, 0, -1, Infinity, Number.NaN, 1e15, {}, []),
  fc.integer(),
  fc.double(),
  fc.string(),
);
const value = fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) });
/** Where to change, how, and into what. */
const mutation = fc.tuple(fc.nat(), fc.constantFrom('set', 'delete', 'add', 'copy'), value, fc.nat());

function mutate(document: unknown, [where, how, into, other]: readonly [number, string, unknown, number]): void {
  const places = placesOf(document);
  const { parent, key } = places[where % places.length] ?? { parent: {}, key: 'x' };
  const from = places[other % places.length];
  if (how === 'set') parent[key] = into;
  else if (how === 'copy' && from) parent[key] = structuredClone(from.parent[from.key]);
  else if (how === 'add')
    // The length of a list is not a field that JSON could bring.
    Object.defineProperty(parent, typeof into === 'string' && !(Array.isArray(parent) && into === 'length') ? into : 'extra', {
      value: into,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

describe('mutants of a sound protocol', () => {
  const mutant = fc.tuple(fc.boolean(), fc.array(mutation, { minLength: 1, maxLength: 6 })).map(([nested, mutations]) => {
    const document = nested ? growth() : soundDocument();
    for (const each of mutations) mutate(document, each);
    return document;
  });

  it('never crash the compiler, never give a plan next to an error, and always say why there is none', () => {
    fc.assert(
      fc.property(mutant, (document) => {
        const { plan, diagnostics } = compile(document, { fleet });
        const errors = diagnostics.filter((each) => each.severity === 'error');
        expect(plan === null).toBe(errors.length > 0);
        for (const each of diagnostics) {
          expect(DiagnosticCodes).toContain(each.code);
          expect(each.severity === 'error').toBe(each.code.startsWith('E_'));
          expect(each.message).not.toMatch(/undefined|\[object|NaN to/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('give the same result twice, and leave the document as it was', () => {
    fc.assert(
      fc.property(mutant, (document) => {
        const before = structuredClone(document);
        const first = JSON.stringify(compile(document, { fleet }));
        expect(JSON.stringify(compile(document, { fleet }))).toBe(first);
        expect(document).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('as text: every finding has a line and a column', () => {
    fc.assert(
      fc.property(mutant, (document) => {
        const { diagnostics } = compileText(JSON.stringify(document, null, 1), { fleet });
        for (const { position } of diagnostics)
          expect(position).toEqual({ line: expect.any(Number) as number, column: expect.any(Number) as number });
      }),
      { numRuns: 100 },
    );
  });

  it('with bytes struck out of the text, the reader never throws', () => {
    const text = JSON.stringify(soundDocument(), null, 1);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 6 }), (at, length, instead) => {
        const { plan, diagnostics } = compileText(text.slice(0, at) + instead + text.slice(at + length), { fleet });
        expect(plan === null).toBe(diagnostics.some((each) => each.severity === 'error'));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the plan of any sound protocol', () => {
  const rounds = fc.array(
    fc.record({ minutes: fc.integer({ min: 1, max: 600 }), unit: fc.constantFrom('min', 's', 'h'), stop: fc.boolean() }),
    { minLength: 1, maxLength: 8 },
  );

  it('lists each step after all that it waits for, and frees every nest that it reserves', () => {
    fc.assert(
      fc.property(rounds, (each) => {
        const document = soundDocument();
        const [load, shake, unload] = document.steps;
        document.steps = each.flatMap(({ minutes, unit, stop }, i) => [
          { ...load, id: `load${i}` },
          { ...shake, id: `shake${i}`, duration: { value: minutes / 60, unit }, then: stop ? 'stop' : 'keep' },
          { ...unload, id: `unload${i}` },
        ]);
        const { plan } = compile(document, { fleet });
        const seen = new Set<string>();
        let held = new Set<string>();
        for (const step of plan?.steps ?? []) {
          for (const id of step.after) expect(seen).toContain(id);
          expect(seen).not.toContain(step.id);
          seen.add(step.id);
          held = new Set([...held, ...step.reserves]);
          if (step.kind === 'operation') expect(held).toContain('heater-shaker.plate');
          for (const nest of step.releases) held.delete(nest);
        }
        expect(seen.size).toBe(each.length * 10);
        expect(held.size).toBe(0);
        expect(plan?.expectedMs).toBe(plan?.steps.reduce((sum, step) => sum + step.expectedMs, 0));
      }),
      { numRuns: 100 },
    );
  });
});
