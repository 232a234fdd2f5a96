import { demo } from './demo-process';

/** Quick ones that no other test of the lab runs, with aims that they keep by far; the whole library is `npm run demo -- --all`. */
const PROTOCOLS = ['bradford', 'dye-calibration', 'iptg-titration'];

describe('the protocol library', () => {
  it('is run in one lab, one protocol after the other, and what comes out is near enough to what is true there', async () => {
    const { code, text } = await demo('--all', '--seed', '4242', ...PROTOCOLS.flatMap((name) => ['--protocol', name]));
    for (const name of PROTOCOLS) expect(text).toMatch(new RegExp(`^${name} 4242: completed(_with_deviations)? in \\d+ s$`, 'm'));
    expect(text).toMatch(
      /^ {2}protein: Concentration of A \d\.\d+ mg\/mL .*, true 5\.\d+, error [+-]\d\.\d %; worst of 4 .*, within 10 %$/m,
    );
    expect(text).toMatch(/^ {2}induction: Dose of half effect, EC50 \d+\.\d+ umol\/L .*, true 50, error [+-]\d\.\d %, within 10 %$/m);
    expect(text).toMatch(/^ {2}small_volumes: Systematic error .*, within 0\.5 points, or 1\.5 times its interval$/m);
    expect(text).not.toContain('MISSES');
    expect(text).toContain('honest endings: 3 of 3; completed: 3 of 3; all aims met: 3 of 3');
    expect(code).toBe(0);
  }, 300_000);
});
