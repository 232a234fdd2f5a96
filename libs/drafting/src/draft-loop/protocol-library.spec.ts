import { examplesFor, readLibrary, type LibraryProtocol } from './protocol-library';

let library: readonly LibraryProtocol[];
beforeAll(async () => void (library = await readLibrary()));
const subject = (request: string) => examplesFor(request, library).map(({ slug }) => slug);

describe('examples for a request', () => {
  it('are the protocols that do such work', () => {
    expect(library.length).toBeGreaterThan(10);
    expect(subject('Express proinsulin in BL21(DE3): grow to OD600 0.6, induce with IPTG, express 4 h')[0]).toMatch(/^insulin-expression/);
    expect(subject('Transform competent cells by heat shock')[0]).toBe('heat-shock-transformation');
    expect(subject('Measure total protein of three unknowns with Bradford reagent')[0]).toBe('bradford');
    expect(subject('minimal inhibitory concentration by a two-fold dilution')[0]).toBe('mic-broth-dilution');
    expect(subject('Warm and shake a plate')[0]).toBe('warm-shake');
  });

  it('are none where no word fits, and never more than are asked for', () => {
    expect(subject('zzz')).toEqual([]);
    expect(examplesFor('culture', library, 1)).toHaveLength(1);
  });

  it('are whole drafts but for what is null, and bounded together', () => {
    for (const request of ['growth', 'insulin', 'plate', 'cells', 'protein']) {
      const examples = examplesFor(request, library);
      expect(JSON.stringify(examples).length).toBeLessThan(61_000);
      for (const { draft } of examples) {
        expect(JSON.stringify(draft)).not.toContain('null');
        expect(draft).toMatchObject({ name: expect.any(String) as string, steps: expect.arrayContaining([]) as unknown[] });
      }
    }
  });
});
