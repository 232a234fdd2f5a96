import { LabError } from '@labwright/domain';
import { Batch } from './batch';

function batchOf(store: (rows: readonly number[]) => Promise<void>, keep = 100) {
  const told: string[] = [];
  const subject = new Batch<number>({
    name: 'rows',
    everyMs: 5,
    keep,
    store,
    onError: (where, error) => told.push(`${where}: ${error.message}`),
  });
  return { subject, told };
}

const away = () => new LabError('DATABASE_UNAVAILABLE', 'away', { host: 'x' });

describe('Batch', () => {
  it('stores what several have added in one go, and tells each how many of theirs are in', async () => {
    const stored: (readonly number[])[] = [];
    const { subject } = batchOf(async (rows) => void stored.push(rows));
    const counts: number[] = [];
    subject.add([1, 2], (n) => counts.push(n));
    subject.add([3], (n) => counts.push(n));
    await subject.flush();
    expect(stored).toEqual([[1, 2, 3]]);
    expect(counts).toEqual([2, 1]);
  });

  it('when the database is away, keeps the rows in their order and tries again', async () => {
    let isAway = true;
    const stored: number[] = [];
    const { subject, told } = batchOf(async (rows) => {
      if (isAway) throw away();
      stored.push(...rows);
    });
    subject.add([1]);
    await subject.flush();
    subject.add([2]);
    isAway = false;
    await subject.flush();
    expect(stored).toEqual([1, 2]);
    expect(told).toEqual(['rows: away']);
  });

  it('when it is away for too long, lets the oldest go and says how many', async () => {
    const { subject, told } = batchOf(() => Promise.reject(away()), 3);
    subject.add([1, 2]);
    subject.add([3, 4]);
    expect(told).toEqual(['rows: 2 are lost: the database has been away for too long']);
    await subject.flush();
  });

  it('when one row is refused, stores all others and tells which loss it was', async () => {
    const stored: number[] = [];
    const { subject, told } = batchOf(async (rows) => {
      if (rows.includes(5)) throw new Error('not a number for the database');
      stored.push(...rows);
    });
    subject.add([1, 2, 3, 4, 5, 6, 7]);
    await subject.flush();
    expect(stored).toEqual([1, 2, 3, 4, 6, 7]);
    expect(told).toEqual(['rows: one is lost: not a number for the database']);
  });
});
