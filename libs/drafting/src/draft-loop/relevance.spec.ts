import { ranking, wordsOf } from './relevance';

const texts = [
  { title: 'Growth curve', body: 'grow the plate and read its density' },
  { title: 'Insulin expression', body: 'grow, induce with IPTG, express, read density' },
  { title: 'Bradford', body: 'read the dye' },
];
const subject = (query: string) => ranking(query, texts, (text) => text).map(({ item, score }) => [item.title, Number(score.toFixed(3))]);

describe('ranking of texts', () => {
  it('finds words whatever their case, accents and plural', () => {
    expect(wordsOf('The Plätes, OD600 and BL21(DE3)!')).toEqual(['plate', 'od600', 'bl21', 'de3']);
  });

  it('puts the text with the rarer words first', () => {
    expect(subject('induce with IPTG and read').map(([title]) => title)).toEqual(['Insulin expression', 'Bradford', 'Growth curve']);
    expect(subject('growth')[0]?.[0]).toBe('Growth curve');
  });

  it('gives the score of the formula', () => {
    // One of three texts has the word, once, in 7 of on average 8 1/3 words: ln(1 + 2.5 / 1.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 7 / 8.33)).
    const [best, ...others] = subject('dye');
    const usual = wordsOf('growth curve growth curve growth curve grow plate read its density').length;
    const lengths = [usual, wordsOf('insulin expression '.repeat(3) + 'grow induce iptg express read density').length, 5];
    const mean = lengths.reduce((sum, length) => sum + length, 0) / 3;
    const expected = (Math.log(1 + 2.5 / 1.5) * 2.2) / (1 + 1.2 * (0.25 + (0.75 * 5) / mean));
    expect(best).toEqual(['Bradford', Number(expected.toFixed(3))]);
    expect(others.map(([, score]) => score)).toEqual([0, 0]);
  });

  it('of nothing, and for nothing, gives no fit', () => {
    expect(subject('').map(([, score]) => score)).toEqual([0, 0, 0]);
    expect(ranking('dye', [], (text: { title: string; body: string }) => text)).toEqual([]);
  });
});
