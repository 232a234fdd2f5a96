import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');

describe('the typed client', () => {
  it('is as the OpenAPI document of the API that was built', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/api-client.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
    expect({ status, said: stdout.trim(), stderr }).toEqual({ status: 0, said: 'the client is as the API', stderr: '' });
  }, 60_000);
});
