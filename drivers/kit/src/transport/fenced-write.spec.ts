import { LabError } from '@labwright/domain';
import { writeFenced } from './fenced-write';

const BYTES = Buffer.from('M3 S500\n');

/** A port that takes some bytes at a time, and an ownership that ends when the spec says so. */
function line(takes: readonly number[], { endsAfter = Infinity, closesAfter = Infinity } = {}) {
  const given: Buffer[] = [];
  const left = [...takes];
  const fence = {
    assertWritable: () => {
      if (given.length >= endsAfter) throw new LabError('DRIVER_TRANSPORT_FENCED', 'ended', { instrument: 'x', outcome: 'failed' });
    },
  };
  const put = (bytes: Uint8Array): number => {
    const taken = Math.min(left.shift() ?? bytes.length, bytes.length);
    given.push(Buffer.from(bytes.subarray(0, taken)));
    return taken;
  };
  const write = () => writeFenced({ bytes: BYTES, fence, put, isOpen: () => given.length < closesAfter });
  return { write, given: () => Buffer.concat(given).toString() };
}

describe('writeFenced', () => {
  it('when the port takes all, gives it all in the tick of the question', async () => {
    const subject = line([]);
    const over = subject.write();
    expect(subject.given()).toBe('M3 S500\n');
    expect(await over).toEqual({ taken: 8, why: 'all' });
  });

  it('when the ownership has ended before, gives nothing and throws', async () => {
    const subject = line([], { endsAfter: 0 });
    await expect(subject.write()).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_FENCED' });
    expect(subject.given()).toBe('');
  });

  it('when the port is full, gives the rest as soon as it takes some', async () => {
    const subject = line([3, 0, 2]);
    expect([await subject.write(), subject.given()]).toEqual([{ taken: 8, why: 'all' }, 'M3 S500\n']);
  });

  it('when the ownership ends while the port is full, keeps the rest back', async () => {
    const subject = line([3, 0], { endsAfter: 2 });
    expect([await subject.write(), subject.given()]).toEqual([{ taken: 3, why: 'fenced' }, 'M3 ']);
  });

  it('when the port goes away while it is full, says how far it got', async () => {
    const subject = line([3], { closesAfter: 1 });
    expect(await subject.write()).toEqual({ taken: 3, why: 'closed' });
  });

  it('when this process slept between the question and the port, says that it was late', async () => {
    const subject = line([], { endsAfter: 1 });
    expect(await subject.write()).toEqual({ taken: 8, why: 'late' });
  });
});
