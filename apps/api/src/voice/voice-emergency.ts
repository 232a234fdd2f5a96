import { emergencyWords } from '@labwright/drafting';
import type { Principal } from '@labwright/execution';
import type { VoiceOutcome } from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import { actingOf } from '../access/caller';
import { EstopService } from '../estop/estop.service';

/** The emergency stop of the whole lab, when somebody says so: the same as `POST /v1/estop`, by the same right. */
@Injectable()
export class VoiceEmergency {
  constructor(private readonly stops: EstopService) {}

  async stop(caller: Principal, run: string): Promise<{ readonly outcome: VoiceOutcome; readonly say: string }> {
    if (!caller.scopes.has('estop:write')) {
      const say = `${caller.name} may not stop everything (estop:write). Press the red button of the instrument.`;
      return { outcome: 'refused', say };
    }
    const { agents, instruments, recorded } = await this.stops.stop({ reason: `said aloud at run ${run}` }, actingOf(caller).actor);
    const silent = agents.filter(({ agent, reached }) => !reached && instruments.every((each) => each.agent !== agent));
    return {
      outcome: 'done',
      say: emergencyWords(
        instruments,
        silent.map(({ agent }) => agent),
        recorded,
      ),
    };
  }
}
