import type { ModelView } from '../control.contract';
import { answerModelControl } from './model-control';
import { ModelFaults, ModelSwitches } from './model-faults';

describe('the switches of the simulated model', () => {
  const switches = new ModelSwitches();
  const model = { url: 'http://127.0.0.1:1/v1', requests: 4, switches };
  const ask = (method: string, path: string, of: typeof model | null = model) => {
    const [route = '', query = ''] = path.split('?');
    return answerModelControl(of ?? undefined, method, route.split('/').slice(1), query);
  };
  afterEach(() => switches.clear());

  it('when asked, tells where it is and what can be made wrong', () => {
    const { status, body } = ask('GET', '/model');
    expect([status, body]).toMatchObject([200, { url: model.url, requests: 4, faults: {} }]);
    expect((body as ModelView).switches.map(({ name }) => name)).toEqual(Object.keys(ModelFaults));
  });

  it('when one is put for two calls, is on for two, and another until it is cleared', () => {
    expect(ask('PUT', '/model/faults/refuse?times=2')).toMatchObject({ status: 200, body: { faults: { refuse: 2 } } });
    expect(ask('PUT', '/model/faults/stall')).toMatchObject({ body: { faults: { refuse: 2, stall: null } } });
    expect([1, 2, 3, 4].map(() => switches.take(false))).toEqual(['refuse', 'refuse', 'stall', 'stall']);
    expect(ask('DELETE', '/model/faults/stall')).toMatchObject({ body: { faults: {} } });
    expect(switches.take(false)).toBeNull();
  });

  it('when all are cleared, none is on', () => {
    for (const fault of ['refuse', 'dropStream', 'stopRun']) ask('PUT', `/model/faults/${fault}`);
    expect(ask('DELETE', '/model/faults')).toMatchObject({ body: { faults: {} } });
  });

  it('stopRun is taken by consults only', () => {
    ask('PUT', '/model/faults/stopRun?times=1');
    expect([switches.take(false), switches.take(true), switches.take(true)]).toEqual([null, 'stopRun', null]);
  });

  it.each([
    ['PUT', '/model/faults/toString', 404, 'has no switch toString; switches: refuse,'],
    ['PUT', '/model/faults/refuse?times=0', 400, 'times=0 is not a number of calls'],
    ['PUT', '/model/faults/refuse?times=1e9', 400, 'times=1e9 is not a number of calls'],
    ['POST', '/model/faults/refuse', 405, 'POST is not possible here'],
    ['PUT', '/model/faults', 405, 'PUT is not possible here'],
    ['DELETE', '/model', 405, 'DELETE is not possible here'],
    ['GET', '/model/else', 404, 'there is no /model/else'],
  ])('when asked %s %s, refuses with %d', (method, path, status, message) => {
    expect(ask(method, path)).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
    expect(switches.on()).toEqual({});
  });

  it('when the lab has no simulated model, says how to start one', () => {
    expect(ask('GET', '/model', null)).toMatchObject({ status: 404, body: { message: expect.stringContaining('LABWRIGHT_MODEL_PORT') } });
  });
});
