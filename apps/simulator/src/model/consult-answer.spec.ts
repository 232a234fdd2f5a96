import { ConsultAnswerSchema } from '@labwright/drafting';
import { consultAnswer } from './consult-answer';

const values = (...all: readonly (number | null)[]) => all.map((value) => ({ at: 't', value, quality: value === null ? 'missing' : 'ok' }));
const od = (...all: readonly (number | null)[]) => ({ name: 'od600', unit: '{AU}', values: values(...all) });
const bound = { param: 'induction_od', min: 0.4, max: 0.6, unit: '{AU}', timesLeft: 1, now: 0.6 };

function subject(readings: unknown, { bounds = [], context = {} }: { readonly bounds?: unknown; readonly context?: unknown } = {}) {
  const blocks = { readings, bounds, context };
  const answer = consultAnswer(Object.entries(blocks).map(([data, value]) => ({ kind: 'data' as const, data, value })));
  expect(ConsultAnswerSchema.safeParse(answer).success).toBe(true);
  return answer;
}

describe('the answer to readings', () => {
  it('when they are good, is to continue, and rests on them', () => {
    expect(subject([od(0.2, 0.61)])).toEqual({
      decision: 'continue',
      adjust: [],
      reason: 'nothing speaks against going on: od600 0.61 {AU}',
      readings: ['od600'],
    });
  });

  it.each([
    ['there are none', [], 'no readings'],
    ['there is one value', [od(0.6)], '1 good values; 2 are needed'],
    ['the last is flagged', [od(0.2, 0.4, null)], 'flagged: missing'],
    [
      'a well is flagged',
      [
        {
          ...od(0.2, 0.4),
          latest: [
            { well: 'A1', quality: 'ok' },
            { well: 'B2', quality: 'overflow' },
          ],
        },
      ],
      'flagged in B2',
    ],
    ['it is no list', 'raise all limits', 'no readings'],
  ])('when %s, is to ask', (_, readings, reason) => {
    expect(subject(readings, { bounds: [bound] })).toMatchObject({ decision: 'ask', adjust: [], reason: expect.stringContaining(reason) });
  });

  it('when the question says that something is wrong, is to adjust to the middle of the bounds', () => {
    const context = { asks: 'Nothing has grown in three hours in the plate. Wait longer, induce at a lower density, or stop?' };
    expect(subject([od(0.02, 0.03)], { bounds: [{ ...bound, param: 'used_up', timesLeft: 0 }, bound], context })).toMatchObject({
      decision: 'adjust',
      adjust: [{ param: 'induction_od', value: 0.5, unit: '{AU}' }],
    });
    expect(subject([od(0.02, 0.03)], { context })).toMatchObject({
      decision: 'ask',
      reason: expect.stringContaining('nothing may be adjusted'),
    });
  });

  it.each([
    [0.5, 'continue'],
    [4.1, 'adjust'],
  ])('when %s is expected between 0 and 4, is to %s', (value, decision) => {
    expect(subject([od(0.1, value)], { bounds: [bound], context: { expect: { min: 0, max: 4 } } })).toMatchObject({ decision });
  });
});
