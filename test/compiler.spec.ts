import { readFileSync } from 'node:fs';
import path from 'node:path';
import { labwareTypes } from '@labwright/labware';
import { compile, compileText, DiagnosticCodes, parseProtocol } from '@labwright/protocol';
import { seededRandom } from '../apps/simulator/src/seeded-random';
import { embeddedLab as fleet } from '../libs/protocol/src/fixtures/embedded-lab';
import { faultOf, faultOfText } from './compiler/judge';
import { mutant } from './compiler/mutations';
import { movedOutOfRange } from './compiler/out-of-range';

const NAMES = ['growth-in-reader', 'insulin-expression-online', 'insulin-expression'];
const documentOf = (name: string) => {
  const { document } = parseProtocol(readFileSync(path.resolve(__dirname, '../protocols', name, 'protocol.yaml'), 'utf8'));
  if (!document) throw new Error(`protocols/${name} cannot be read`);
  return document;
};

describe('the compiler, on protocols of the library', () => {
  it.each(NAMES)('when %s is changed at random, never crashes, and gives no plan beside an error', (name) => {
    const document = documentOf(name);
    for (let i = 0; i < 40; i += 1) {
      const { document: changed, changes } = mutant(document, seededRandom(7, `${name}/${i}`));
      expect([changes, faultOf(compile(changed, { fleet }), DiagnosticCodes)]).toEqual([changes, null]);
      if (i % 4 === 0) {
        const text = JSON.stringify(changed, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 1);
        expect([changes, faultOfText(compileText(text, { fleet }), DiagnosticCodes)]).toEqual([changes, null]);
      }
    }
  });

  it('when a random number is the same, changes the same', () => {
    const document = documentOf('growth-in-reader');
    const changes = (seed: number) =>
      Array.from({ length: 20 }, (_, i) => mutant(document, seededRandom(seed, `${i}`)).changes.join('; ')).join('\n');
    expect(changes(1)).toBe(changes(1));
    expect(changes(1)).not.toBe(changes(2));
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
