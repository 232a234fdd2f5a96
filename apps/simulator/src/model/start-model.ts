import { readSetting, secret, wholeNumber } from '@labwright/process';
import { readTemplates } from './draft/template';
import type { ControlledModel } from './model-control';
import { ModelServer } from './model-server';

/** A simulated model that runs. */
export interface RunningModel extends ControlledModel {
  close(): Promise<void>;
}

/** Starts the simulated model where LABWRIGHT_MODEL_PORT asks for one; null where it does not. */
export async function startModel(seed: number): Promise<RunningModel | null> {
  const port = readSetting('LABWRIGHT_MODEL_PORT', wholeNumber(-1, 65_535), -1);
  if (port < 0) return null;
  const server = new ModelServer({ seed, templates: readTemplates() }, readSetting('LABWRIGHT_MODEL_KEY', secret));
  const url = await server.listen(port);
  return {
    url,
    switches: server.switches,
    get requests() {
      return server.requests;
    },
    close: () => server.close(),
  };
}
