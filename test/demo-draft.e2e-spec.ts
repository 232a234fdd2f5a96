import { demo } from './demo-process';

const REQUEST =
  'Express proinsulin in BL21(DE3) in a 96-well plate: grow at 37 °C to OD600 0.6, induce with 0.5 mM IPTG, express 4 h at 30 °C, read OD every 15 min';
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const calls = (text: string, purpose: string): readonly string[] =>
  [
    ...text.matchAll(new RegExp(`^ {2}call (${ID}) {2}${purpose} +labwright-simulated, prompt ${purpose} version \\d+, answered;`, 'gm')),
  ].map(([, id]) => id ?? '');

describe('the demo that is asked for a draft', () => {
  it('drafts, mends, has it approved by somebody else, runs it, asks the model about its readings, and says who wrote each step', async () => {
    const { code, text } = await demo('--draft', REQUEST, '--seed', '4242');
    // A mistake that the compiler finds, and a repair after which it finds none.
    expect(text).toMatch(/^ {2}revision 1: \d+ steps, 9 assumptions, [1-9]\d* errors?\n {4}error E_\w+ at \/.+$/m);
    expect(text).toMatch(/^ {2}repair 1: the model mends \d+ findings? …\n {2}revision 2: \d+ steps, 9 assumptions, compiles$/m);
    expect(text).toContain('model: labwright-simulated (simulated: fixed rules, no language model)');
    expect(text).toContain('    express: "4 h" of the request: duration of express');
    expect(text).toMatch(/^submitted by ada as protocol [0-9a-f]{16}…, which is in_review\napproved by rosalind$/m);
    // Every step with the call that wrote it, which is one of those that the API has a record of.
    const steps = Number(/^Who wrote the (\d+) steps; the model is labwright-simulated/m.exec(text)?.[1]);
    const written = [...text.matchAll(new RegExp(`^ {2}(\\w+) +model {2}call (${ID}) {2}of the request`, 'gm'))];
    expect(written).toHaveLength(steps);
    const known = [...calls(text, 'draft'), ...calls(text, 'repair')];
    expect(known).toHaveLength(2);
    for (const [, , call] of written) expect(known).toContain(call);
    expect(written.map(([, step]) => step)).toEqual(expect.arrayContaining(['until_induction', 'look_at_growth', 'induce', 'express']));
    // One question on the readings, answered by the model and applied.
    expect(text).toContain('The model was asked about the readings of the run: 1 question');
    expect(text).toMatch(new RegExp(`^ {4}asked +labwright-simulated, prompt consult version \\d+, call ${ID}$`, 'm'));
    expect(text).toMatch(/^ {4}said +continue: nothing speaks against going on: od600 0\.\d+ /m);
    expect(text).toMatch(/^ {4}came of it applied; answered by model:labwright-simulated$/m);
    // And what came of the run.
    expect(text).toMatch(/^Outcome: completed(_with_deviations, \d+ deviation\(s\))?$/m);
    expect(text).toMatch(/^ {2}protein: Concentration of refolded \d+\.\d+ ug\/mL \(/m);
    expect(code).toBe(0);
  }, 300_000);
});
