import fc from 'fast-check';
import { CONFUSABLES } from './confusables';
import { LISTS } from './listed-names';
import { MAX_TEXT, screenText, type TextField } from './screen-text';

const subject = (text: string, field: TextField = 'request') => screenText(text, field);
const rules = (text: string, field?: TextField) => subject(text, field).findings.map(({ rule }) => rule);

/** Names that stand for themselves wherever they are: those of the lists as they are written there. */
const NAMES = LISTS.flatMap(({ names }) => Object.values(names).flat());
const name = fc.constantFrom(...NAMES);
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u00ad', '\u2060', '\ufeff', '\u202a', '\u2066', '\u034f', '\ufe0f', '\u0301', '\u0336'];
const LOOKALIKES = new Map<string, string[]>();
for (const [character, letters] of CONFUSABLES) {
  if (letters.length === 1) LOOKALIKES.set(letters, [...(LOOKALIKES.get(letters) ?? []), character]);
}

// A busy machine may take minutes of wall time for seconds of work.
jest.setTimeout(120_000);

describe('screening of a text', () => {
  it('cites list, edition, rule and place', () => {
    const { outcome, findings } = screenText('Growth of Y. pestis', 'title', { path: '/title' });
    expect(outcome).toBe('hold');
    expect(findings).toHaveLength(2);
    expect(findings[0]).toEqual({
      rule: 'listed-name.bacterium',
      list: 'us-select-agents',
      version: '2025-01-16',
      category: 'bacterium',
      path: '/title',
      excerpt: 'Growth of Y. pestis',
      severity: 'hold',
      message: '"Growth of Y. pestis" names Yersinia pestis, which is on the list "HHS and USDA select agents and toxins"',
    });
  });

  it('when nothing is found, says what was not seen and in which editions, and not that it is safe', () => {
    const { outcome, statement } = subject('Grow E. coli');
    expect(outcome).toBe('clear');
    expect(statement).toContain('australia-group-human-animal@2023-11-21');
    expect(statement).not.toContain('safe');
  });

  it.each(LISTS.map((list) => [list.id, list] as const))('finds every name of %s, as it is written and in capitals', (_id, list) => {
    for (const each of Object.values(list.names).flat()) {
      for (const text of [each, each.toUpperCase(), `with ${each}, 3 mL`, `${each}s`]) {
        const found = subject(text).findings.some((finding) => finding.list === list.id && finding.message.includes(each));
        expect({ text, found }).toEqual({ text, found: true });
      }
    }
  });

  it('sees a name through characters that nobody sees', () => {
    fc.assert(
      fc.property(name, fc.array(fc.tuple(fc.nat(80), fc.constantFrom(...INVISIBLE)), { maxLength: 12 }), (listed, inserts) => {
        const characters = Array.from(listed);
        for (const [at, invisible] of inserts) characters.splice(1 + (at % characters.length), 0, invisible);
        return subject(`take ${characters.join('')} now`).outcome === 'hold';
      }),
      { numRuns: 500 },
    );
  });

  it('sees a name through letters of other alphabets', () => {
    fc.assert(
      fc.property(name, fc.array(fc.nat(10_000), { minLength: 8, maxLength: 8 }), (listed, choices) => {
        const disguised = Array.from(listed.toLowerCase()).map((letter, i) => {
          const from = LOOKALIKES.get(letter);
          const choice = choices[i % choices.length]!;
          return from && choice % 3 === 0 ? from[choice % from.length] : letter;
        });
        return subject(disguised.join('')).outcome === 'hold';
      }),
      { numRuns: 500 },
    );
  });

  it('sees a name through digits for letters, changes of case, and gaps between its letters', () => {
    const LEET: Readonly<Record<string, string>> = { o: '0', i: '1', e: '3', a: '4', s: '5', t: '7' };
    fc.assert(
      fc.property(
        fc.constantFrom('ricin', 'abrin', 'sarin', 'tabun', 'ebola', 'variola', 'saxitoxin', 'anthracis'),
        fc.nat(4_095),
        (listed, bits) => {
          const letters = Array.from(listed);
          const leet = letters.map((letter, i) => ((bits >> i) & 1 ? (LEET[letter] ?? letter) : letter)).join('');
          const cased = letters.map((letter, i) => ((bits >> i) & 1 ? letter.toUpperCase() : letter)).join('');
          const gaps = letters.join([' ', '.', '-', '_', ' . ', '*'][bits % 6]);
          return [leet, cased, gaps].every((text) => subject(`purify ${text} now`).outcome === 'hold');
        },
      ),
    );
  });

  it('hardly ever sees a name in letters that mean nothing', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'.split('')), minLength: 1, maxLength: 9 });
    const texts = fc.sample(fc.array(word, { minLength: 20, maxLength: 20 }), { numRuns: 2_000, seed: 7 });
    const held = texts.filter((words) => subject(words.join(' ')).outcome === 'hold');
    expect(held.length).toBeLessThanOrEqual(2);
  });

  it('answers for any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => ['clear', 'hold'].includes(subject(text).outcome)));
  });

  it.each([
    ['a percent sign that encodes nothing', 'grow 37 %ZZ and 5 %'],
    ['an entity beyond Unicode', 'grow &#99999999; and &#xD800;'],
    ['lone surrogates', 'grow \ud800 yeast'],
  ])('leaves %s as it is', (_title, text) => {
    expect(rules(text)).toEqual([]);
  });

  it.each([
    ['encoded twice', 'ric%2569n'],
    ['an entity in an entity', 'ric&amp;#105;n'],
    ['upside of a bidirectional override', 'file \u202enicir\u202c ready'],
    ['a word that was broken at the end of a line', 'bacillus anth-\nracis'],
    ['two words in one, in small letters', 'grow yersiniapestis'],
    ['invisible characters in place of spaces', 'take\u200bricin\u200bnow'],
  ])('sees a name that is %s', (_title, text) => {
    expect(rules(text)).toContainEqual(expect.stringMatching(/^listed-name\./));
  });

  it.each([
    ['a word that contains it', 'pricing of saricinol and fabricin'],
    ['two words that contain it', 'the fabric in the filter, and Ric in the lab, so man and machine'],
    ['a place', 'Marburg, Lassa, Hendra and Newcastle upon Tyne'],
    ['a vaccine', 'the anthrax vaccine and the smallpox eradication'],
    ['a plant', 'Ricinus communis'],
    ['a code of the lab', 'lot RIC-1N, vx-770'],
  ])('sees no name in %s', (_title, text) => {
    expect(rules(text)).toEqual([]);
  });

  it('takes a code for a name only where it is the whole text of a material', () => {
    expect(rules('VX', 'material')).toEqual(['listed-name.chemical']);
    expect(rules('VX', 'sample')).toEqual([]);
    expect(rules('VX 2.1', 'material')).toEqual([]);
  });

  it('lets a name of the disease stand before what prevents it, and nothing else', () => {
    expect(rules('the smallpox vaccine')).toEqual([]);
    expect(rules('smallpox samples').length).toBeGreaterThan(0);
  });
});

describe('screening of long texts', () => {
  /** Of this process's own processor time: a busy machine does not count. */
  const seconds = (work: () => void) => {
    const begun = process.cpuUsage();
    work();
    return process.cpuUsage(begun).user / 1_000_000;
  };
  const MEGABYTE = 1_000_000;
  const fill = (text: string, length = MEGABYTE) => text.repeat(Math.ceil(length / text.length)).slice(0, length);

  it.each([
    ['prose', 'Grow the culture overnight at 37 degrees and read the plate in the morning. ', MEGABYTE],
    ['single letters', 'r i c i ', MEGABYTE],
    ['beginnings of a long name', 'eastern equine encephalitis ', MEGABYTE / 4],
    ['one word', 'ricin', MEGABYTE / 4],
    ['entities', '&amp;#105;', MEGABYTE / 4],
    ['percent signs', '%2525', MEGABYTE / 4],
    ['marks', 'a\u0301\u0327', MEGABYTE / 4],
    ['overrides', '\u202eab', MEGABYTE / 4],
    ['acts without an end', 'make more virus ', MEGABYTE / 4],
  ])('takes time in proportion to their length: %s', (_title, unit, length) => {
    // The better of two: what collects garbage or compiles beside it counts too.
    const least = (of: number) => Math.min(...[1, 2].map(() => seconds(() => subject(fill(unit, of)))));
    const [short, long] = [least(length / 8), least(length)];
    expect(long).toBeLessThan(Math.max(1, 30 * short));
    expect(long).toBeLessThan(8);
  });

  it('finds a name at their end', () => {
    expect(rules(`${fill('Grow the culture overnight. ')} ricin`)).toContain('listed-name.toxin');
  });

  it('holds what is too long to be read', () => {
    expect(rules('a'.repeat(MAX_TEXT + 1))).toEqual(['unscreened.length']);
  });
});
