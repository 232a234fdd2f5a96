import { readFileSync } from 'node:fs';
import path from 'node:path';
import { labwareTypes } from '@labwright/labware';
import fc from 'fast-check';
import { faultOf, faultOfText } from '../../../test/compiler/judge';
import { mutant } from '../../../test/compiler/mutations';
import { movedOutOfRange } from '../../../test/compiler/out-of-range';
import { embeddedLab as fleet } from './fixtures/embedded-lab';
import { compile, compileText, DiagnosticCodes, parseProtocol } from './index';

const NAMES = ['growth-in-reader', 'insulin-expression-online', 'insulin-expression'];
const documentOf = (name: string) => {
  const { document } = parseProtocol(readFileSync(path.resolve(__dirname, '../../../protocols', name, 'protocol.yaml'), 'utf8'));
  if (!document) throw new Error(`protocols/${name} cannot be read`);
  return document;
};

/** Numbers in [0, 1), as many as are asked for. */
const randoms = fc
  .infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
  .map((numbers) => () => numbers.next().value);

describe('the compiler, on protocols of the library', () => {
  it.each(NAMES)('when %s is changed at random, never crashes, and gives no plan beside an error', (name) => {
    const document = documentOf(name);
    let changed = 0;
    fc.assert(
      fc.property(randoms, fc.boolean(), (random, asText) => {
        const { document: mutated, changes } = mutant(document, random);
        changed += changes.length;
        expect([changes, faultOf(compile(mutated, { fleet }), DiagnosticCodes)]).toEqual([changes, null]);
        if (!asText) return;
        const text = JSON.stringify(mutated, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 1);
        expect([changes, faultOfText(compileText(text, { fleet }), DiagnosticCodes)]).toEqual([changes, null]);
      }),
      { numRuns: 40, seed: 7, endOnFailure: true },
    );
    expect(changed).toBeGreaterThanOrEqual(40);
  });

  it('when a quantity of growth-in-reader is out of its range, refuses it', () => {
    const all = [...movedOutOfRange(documentOf('growth-in-reader'), { instruments: fleet.instruments, labware: labwareTypes() })];
    expect(all.length).toBeGreaterThan(50);
    const missed = all.filter(({ document }) => compile(document, { fleet }).plan !== null);
    expect(missed.map(({ what }) => what)).toEqual([]);
  });
});

describe('the judge', () => {
  const fine = {
    plan: null,
    diagnostics: [{ code: 'E_REF', severity: 'error', path: '/steps', message: 'm', fixableByModel: true }],
  } as const;

  it.each([
    ['neither a plan nor an error', { plan: null, diagnostics: [] }],
    ['E_REF is a warning', { ...fine, diagnostics: [...fine.diagnostics, { ...fine.diagnostics[0], severity: 'warning' }] }],
    ['is no JSON pointer', { ...fine, diagnostics: [{ ...fine.diagnostics[0], path: 'steps' }] }],
    ['says "undefined"', { ...fine, diagnostics: [{ ...fine.diagnostics[0], message: 'undefined is wrong' }] }],
    ['is not in the catalogue', { ...fine, diagnostics: [{ ...fine.diagnostics[0], code: 'E_NEW' as 'E_REF' }] }],
  ] as const)('finds: %s', (fault, compiled) => {
    expect(faultOf(fine, DiagnosticCodes)).toBeNull();
    expect(faultOf(compiled, DiagnosticCodes)).toContain(fault);
    expect(faultOfText(fine, DiagnosticCodes)).toContain('has no place in the text');
  });
});
