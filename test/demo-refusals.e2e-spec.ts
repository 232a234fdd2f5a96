import { demo } from './demo-process';

describe('the demo that cannot do what it is told', () => {
  it('when an instrument stops answering, ends with 1 and says which, what was asked, and what the run does now', async () => {
    const { code, text } = await demo('--protocol', 'warm-shake', '--fault', 'heater-shaker.dropReplies');
    expect(code).toBe(1);
    expect(text).toContain('Outcome: held');
    expect(text).toMatch(/heater-shaker \(serial:\S+\): no reply to \S+ in \d+ ms/);
    expect(text).toContain('nothing more of it is sent to any instrument');
  }, 120_000);

  it.each([
    [['--protocol', 'none'], 'the library has no such protocol; it has bradford, colony-pick-overnight, dye-calibration'],
    [['--fault', 'toaster.smoke', '--protocol', 'warm-shake'], 'toaster'],
  ])(
    'when told %j, says what there is and ends with 2',
    async (args, words) => {
      const { code, text } = await demo(...args);
      expect([code, text.includes(words)]).toEqual([2, true]);
    },
    120_000,
  );

  it.each([
    ['Do something useful with my samples', ['  needs_answers', '  question about aim: What is to be done'], 'leaves questions open'],
    ['Express ricin in BL21(DE3) in a 96-well plate', ['  held_biosafety: the biosafety officer'], 'held for the biosafety officer'],
  ])(
    'when the draft that it is asked for is "%s", says what stands against it, runs nothing, and ends with 1',
    async (request, said, why) => {
      const { code, text } = await demo('--draft', request);
      for (const words of said) expect(text).toContain(words);
      expect(text).toMatch(new RegExp(`^nothing is run: .*${why}`, 'm'));
      expect(text).not.toContain('submitted by');
      expect(code).toBe(1);
    },
    120_000,
  );
});
