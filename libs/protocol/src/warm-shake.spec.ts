import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instrument } from './fixtures/heater-shaker.manifest';
import { compile, compileText, parseProtocol, protocolHash } from './index';

const folder = join(__dirname, '../../../protocols/warm-shake');
const text = readFileSync(join(folder, 'protocol.yaml'), 'utf8');
const fleet = { instruments: [instrument()] };

describe('warm-shake', () => {
  it('compiles to the expected plan, byte for byte', () => {
    const { plan, diagnostics } = compileText(text, { fleet });
    expect(diagnostics).toEqual([]);
    const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.plan.json'), 'utf8'));
    expect(JSON.stringify(plan, null, 2)).toBe(JSON.stringify(expected, null, 2));
  });

  it('names the hash of its document in the plan', () => {
    const { document } = parseProtocol(text);
    const { plan } = compile(document, { fleet });
    expect(plan?.protocolHash).toBe(protocolHash(document));
    expect(plan?.protocolHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('on a real instrument whose driver was never tried on hardware, warns and still gives the plan', () => {
    const { plan, diagnostics } = compileText(text, { fleet: { instruments: [instrument({ simulated: false })] } });
    expect(plan).not.toBeNull();
    expect(diagnostics.map(({ code, position }) => [code, position?.line])).toEqual([['W_UNVERIFIED_DRIVER', 26]]);
  });
});
