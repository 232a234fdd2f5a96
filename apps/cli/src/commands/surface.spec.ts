import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { routes } from '../api/generated/routes';

const FOLDER = path.resolve(__dirname, '..');

/** What a person at a terminal has no use for, or has by another command; each with the reason. */
const WITHOUT_COMMAND: Readonly<Record<string, string>> = {
  getOpenApi: 'for programs',
  readDocs: 'for a browser',
  getDocsAsset: 'for a browser',
  beginSession: 'for a browser; programs have keys',
  endSession: 'for a browser',
  changePassword: 'for a browser',
  readSetup: 'for a browser',
  setUp: 'for the page of readSetup',
  live: 'for whatever watches over the process',
  scrapeMetrics: 'for Prometheus',
  getPrincipal: '`keys list` has them all',
  getInstrumentTest: '`instruments test` waits for its own',
  listInstrumentNests: '`instruments show` has them',
  getInstrumentIdentity: '`instruments show` has it',
  listProtocolVersions: '`protocols list` has them',
  getProtocolSchema: '`protocols schema` prints it without the API',
  getPolicySchema: 'for editors',
  getDraftSchema: '`protocols schema --draft` does',
  listRunEvents: '`events --run` has them',
  beginVoiceSession: 'for a device with a microphone',
  addVoiceTurn: 'for a device with a microphone',
  addVoiceWords: 'for a device with a microphone',
  speakToTask: 'for a device with a microphone',
  speakTask: 'for a device with a loudspeaker',
  speakTurn: 'for a device with a loudspeaker',
  listVoiceTurns: 'for a review of what was said, which is read on a page',
};

/** Text of every file of this app that is neither generated nor a spec. */
function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'generated' && !name.endsWith('spec.ts'))
    .map((it) => (it.isDirectory() ? sources(path.join(folder, it.name)) : readFileSync(path.join(folder, it.name), 'utf8')))
    .join('\n');
}

describe('the commands', () => {
  it('use every operation of the API, but those that have a reason not to', () => {
    const text = sources(FOLDER);
    const unused = Object.keys(routes).filter((name) => !text.includes(`'${name}'`));
    expect(unused.toSorted()).toEqual(Object.keys(WITHOUT_COMMAND).toSorted());
  });
});
