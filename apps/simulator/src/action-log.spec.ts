import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ActionLog } from './action-log';

describe('the list of what devices have done', () => {
  it('when a process has died with it open, the next one goes on with the same file and its numbers', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-actions-'));
    const file = path.join(folder, 'actions.jsonl');
    new ActionLog(file).add('bioreactor', 'dispense', 'labwright:1:1');
    const subject = new ActionLog(file);
    subject.add('reader', 'read', null);
    subject.close();
    const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { n: 1, device: 'bioreactor', action: 'dispense', detail: 'labwright:1:1', atWall: expect.any(Number) },
      { n: 2, device: 'reader', action: 'read', detail: null, atWall: expect.any(Number) },
    ]);
    fs.rmSync(folder, { recursive: true });
  });
});
