import { WakeQueues } from './wake-queue';

describe('WakeQueues', () => {
  it('when its server never answers, gives up adding after the limit instead of waiting without end', async () => {
    const subject = new WakeQueues({ url: 'redis://127.0.0.1', name: 'spec', onError: () => undefined, addLimitMs: 20 });
    // A client of a server that is away keeps its process alive; this one waits in the same way and leaves nothing open.
    const silent = { add: () => new Promise(() => undefined), on: () => undefined, close: () => Promise.resolve() };
    Object.assign(subject, { backend: { bulkFrom: 2, queue: () => silent } });
    await expect(subject.add('runs', [{ id: '1', name: 'advance', payload: {} }])).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await subject.close();
  });
});
