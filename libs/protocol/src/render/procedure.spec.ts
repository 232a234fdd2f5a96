import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from '../compile';
import { embeddedLab } from '../fixtures/embedded-lab';
import { instrument } from '../fixtures/heater-shaker.manifest';
import { changed, soundDocument } from '../fixtures/protocol-document';
import { parseProtocol } from '../parse-protocol';
import { ProtocolSchema } from '../protocol.schema';
import { renderProcedure } from './procedure';

const LIBRARY = path.resolve(__dirname, '../../../../protocols');

function subject(document: unknown, fleet: typeof embeddedLab | { instruments: ReturnType<typeof instrument>[] }): string {
  const { plan, diagnostics } = compile(document, { fleet });
  if (!plan) throw new Error(`the protocol of the spec does not compile: ${diagnostics.map(({ message }) => message).join('; ')}`);
  return renderProcedure({ protocol: ProtocolSchema.parse(document), plan });
}

const ofLibrary = (slug: string): string =>
  subject(parseProtocol(readFileSync(path.join(LIBRARY, slug, 'protocol.yaml'), 'utf8')).document, embeddedLab);

describe('a procedure for the bench', () => {
  const expression = ofLibrary('insulin-expression');

  it('begins with what is needed: materials with their amounts, labware with its layout, protection', () => {
    expect(expression).toContain('# Proinsulin expression in E. coli BL21(DE3), from overnight culture to refolded protein\n');
    expect(expression).toContain('- Biosafety level 1, recombinant: Escherichia coli BL21(DE3) (risk group 1)');
    expect(expression).toContain('| LB with 50 µg/mL kanamycin |  | 51.376 mL | 57 mL | 4 °C |  |');
    expect(expression).toContain('| IPTG, diluted from the 100 mmol/L stock | 15 mmol/L | 12 µL | 14 µL | -20 °C |  |');
    expect(expression).toContain('Layout of **culture**: blank A1, B1, C1, D1; sample A2 to A4, B2 to B4, C2 to C4, D2 to D4.');
    expect(expression).toContain('| **A** | blank | sample: clone-1 | sample: clone-1 | sample: clone-1 |');
    expect(expression).toContain('- Wear: gloves, lab coat');
  });

  it('says how long it takes, how long by hand, and when nobody is needed', () => {
    expect(expression).toContain(
      '- Takes about 1 d 16 h; hands on about 1 h 53 min of it, one round counted of each repeat whose rounds nobody knows',
    );
    expect(expression).toContain('- Needs nobody for 16 h at the longest, from 23 h 55 min after the start');
  });

  it('names version and hash', () => {
    expect(expression).toContain('\ninsulin-expression 1.5.0, protocol `a61cd393482b`\n');
  });

  it('says of each step who does it, what moves, what is pipetted, what to bring, and when', () => {
    const step = /### 5\. Pipette[^]*?(?=\n### 6)/.exec(expression)?.[0] ?? '';
    expect(step).toContain('**technician**, about 1 min');
    expect(step).toContain('First, by itself: stop shaking on heater-shaker; open the latch of heater-shaker');
    expect(step).toContain('- Transfer **2 µL** of starter A1 into each of A2 to A4, B2 to B4, C2 to C4, D2 to D4 of **culture**');
    expect(step).toContain('- Move **culture**: bench → heater-shaker.nest');
    expect(step).toContain('- Bring: the barcode of culture; a confirmation');
    expect(step).toContain(
      '**Timing:** starts at most 30 min after the end of step 4; if that is missed, the run goes on, with a deviation on the record',
    );
  });

  it('numbers the steps of rounds and cases under theirs', () => {
    expect(expression).toContain('### 7. repeat until');
    expect(expression).toContain('- At most 6 h or 30 rounds; then the run is held until a person answers');
    expect(expression).toContain('#### 7.2. read the absorbance of culture at 600 nm on reader');
    expect(expression).toContain('**Case 7.4a, when `readings.od600.median >= params.induction_od`:** nothing is done.');
    expect(expression).toContain('##### 7.4b.1. Nothing has grown');
    expect(expression).toContain('- May set `induction_od` from 0.4 to 0.6, once');
    expect(expression).toContain('**Case 7.4d, otherwise:**');
  });

  it.each(['warm-shake', 'growth-curve', 'insulin-expression-online'])('of %s of the library is the same bytes each time', (slug) => {
    expect(ofLibrary(slug)).toBe(ofLibrary(slug));
  });

  it('shows what an author wrote as text, whatever Markdown it looks like', () => {
    const evil = changed((document) => {
      document['title'] = '# <script>alert(1)</script> | a';
      document.materials = [{ id: 'water', name: '![x](http://evil) | **bold**', hazards: ['burns & <b>stings</b>'] }];
      document.steps[0] = { ...document.steps[0], instruction: '1. Take it\n# not a heading\n- [ ] not a box', why: '`code`' };
    });
    const text = subject(evil, { instruments: [instrument()] });
    expect(text).not.toMatch(/<script|<b>|!\[x\]|\n# not|\n- \[ \]/);
    expect(text).toContain(String.raw`# \# &lt;script>alert(1)&lt;/script> \| a`);
    expect(text).toContain(String.raw`| !\[x\](http://evil) \| \*\*bold\*\* |`);
    expect(text).toContain(String.raw`1\. Take it # not a heading - \[ \] not a box`);
  });

  it('has no section for what a protocol does not have', () => {
    const { parameters: _parameters, materials: _materials, ...rest } = soundDocument();
    const [load, , unload] = rest.steps;
    const text = subject({ ...rest, steps: [load, unload] }, { instruments: [instrument()] });
    expect(text).not.toMatch(/## Parameters|## Materials|## Hazards|## Sources/);
    expect(text).toContain('## Procedure');
  });
});
