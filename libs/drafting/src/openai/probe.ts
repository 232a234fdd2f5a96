import type { ModelCapabilities, ModelOutcome, ModelStatus } from '../model-port';
import { onceAsked } from './answer-loop';
import { speak, type Hearing } from './audio';
import type { ModelWire, Trouble } from './exchange';
import { probeQuestion, type Needs } from './probe-question';
import type { RecordedCall } from './recorded-call';
import { unlessAborted } from './unless-aborted';

type Api = ModelWire['api'];

/** What decides how an endpoint is spoken to. */
export interface Abilities {
  readonly api: Api;
  readonly strictSchema: boolean;
  /** Gives what it thought in a form that can be sent again, for an endpoint that stores nothing. */
  readonly reasoning: boolean;
  /** False where a question with a picture was refused; true where nobody knows. */
  readonly images: boolean;
}

/** What was found: abilities, or why there is no telling. `isMute` where a sentence was refused. */
type Found =
  | { readonly abilities: Abilities; readonly can: ModelCapabilities; readonly isMute: boolean; readonly model: string | null }
  | { readonly trouble: Trouble };

/** After a probe that came to nothing, the next one is not sooner; wall milliseconds. */
const AGAIN_AFTER_MS = 30_000;
/** The same where nobody was there: an endpoint on this machine may start after us. */
const BACK_AFTER_MS = 2_000;
/** Longest wait of somebody who only wants to know the state. */
const PATIENCE_MS = 3_000;
/** Of the model that comes with the lab, whoever set the address. */
const SIMULATED = /^labwright-simulated/;
/** What an endpoint answers that has no such route. */
const NO_ROUTE = new Set(['404', '405', '501']);

/**
 * Finds out what an endpoint can do, by asking: everything at once first, and one thing after the other only where that fails. At most one
 * probe is under way; one that failed is repeated when somebody asks, 30 s later at the soonest, 2 s where nobody was there.
 */
export class Probe {
  private under: Promise<Found> | null = null;
  private found: Found | null = null;
  private endedAt = 0;
  /** Of the newest call. */
  private lost: string | null = null;

  constructor(
    private readonly wires: Readonly<Record<Api, ModelWire>>,
    private readonly hearing: Hearing,
  ) {}

  /**
   * Where the settings name the interface, nobody waits for a probe; until it is over, the endpoint is taken to be able. Who gives up meanwhile
   * waits no longer.
   */
  async abilities(signal?: AbortSignal): Promise<Abilities> {
    const { api } = this.hearing.settings;
    const able = { api: api ?? 'responses', strictSchema: true, reasoning: false, images: true } as const;
    const found = api === null ? await unlessAborted(this.look(), signal) : this.found;
    return found && 'abilities' in found ? found.abilities : able;
  }

  /** Whether it is known to have no speech. */
  get isMute(): boolean {
    return this.found !== null && 'abilities' in this.found && this.found.isMute;
  }

  async status(): Promise<ModelStatus> {
    const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS).unref());
    const found = await Promise.race([this.look(), patience]);
    const { provider, model, api } = this.hearing.settings;
    if (found === null)
      return { provider, model, api: api ?? 'none', reachable: false, can: null, problem: 'it was asked and has not answered yet' };
    if ('trouble' in found) return { provider, model, api: api ?? 'none', reachable: false, can: null, problem: found.trouble.message };
    return {
      provider: SIMULATED.test(found.model ?? '') ? 'simulated' : provider,
      model,
      api: found.abilities.api,
      reachable: this.lost === null,
      can: found.can,
      problem: this.lost,
    };
  }

  /** What a call came to tells whether the endpoint is there. */
  heard(outcome: ModelOutcome<unknown>): void {
    if (outcome.ok) this.lost = null;
    else if (outcome.failure === 'unreachable' || outcome.failure === 'wrong_key') this.lost = outcome.message;
  }

  private look(): Promise<Found> {
    const wait = this.found && 'trouble' in this.found && this.found.trouble.failure === 'unreachable' ? BACK_AFTER_MS : AGAIN_AFTER_MS;
    const over = this.found !== null && ('abilities' in this.found || performance.now() - this.endedAt < wait);
    if (over && this.found) return Promise.resolve(this.found);
    this.under ??= this.find().finally(() => {
      this.under = null;
      this.endedAt = performance.now();
    });
    return this.under;
  }

  private async find(): Promise<Found> {
    const { api } = this.hearing.settings;
    let found = await this.findFor(api ?? 'responses');
    if (api === null && 'trouble' in found && NO_ROUTE.has(found.trouble.code ?? '')) found = await this.findFor('chat_completions');
    this.found = found;
    return found;
  }

  private async findFor(api: Api): Promise<Found> {
    const every = { images: true, tools: true };
    for (const reasoning of api === 'responses' ? [true, false] : [false]) {
      const whole = await this.ask(api, every, { strictSchema: true, reasoning });
      if (!whole.trouble) return this.able({ api, strictSchema: true, reasoning, images: true }, every, whole.exchange.model);
      if (!isAboutAbility(whole.trouble) || NO_ROUTE.has(whole.trouble.code ?? '')) return { trouble: whole.trouble };
    }
    const none = { images: false, tools: false };
    for (const strictSchema of [true, false]) {
      const bare = await this.ask(api, none, { strictSchema, reasoning: false });
      if (bare.trouble) {
        if (strictSchema && isAboutAbility(bare.trouble)) continue;
        return { trouble: bare.trouble };
      }
      const abilities = { api, strictSchema, reasoning: false };
      const blind = (await this.ask(api, { ...none, images: true }, abilities)).trouble;
      const tools = (await this.ask(api, { ...none, tools: true }, abilities)).trouble === null;
      const sees = blind === null || !isAboutAbility(blind);
      return this.able({ ...abilities, images: sees }, { images: blind === null, tools }, bare.exchange.model);
    }
    throw new Error('unreachable: the last of two looks ends above');
  }

  private ask(api: Api, needs: Needs, can: Pick<Abilities, 'strictSchema' | 'reasoning'>): Promise<RecordedCall> {
    const { settings, book } = this.hearing;
    return onceAsked({ wire: this.wires[api], settings, book, can: { ...can, images: true } }, probeQuestion(needs));
  }

  private async able(abilities: Abilities, { images, tools }: Needs, model: string | null): Promise<Found> {
    const spoken = await speak(this.hearing, 'Ready.', { actor: 'system' });
    const isMute = !spoken.ok && spoken.failure === 'unsupported';
    return { abilities, can: { strictSchema: abilities.strictSchema, images, tools, audio: spoken.ok }, isMute, model };
  }
}

/** Other failures tell nothing of what an endpoint can do. */
function isAboutAbility({ failure }: Trouble): boolean {
  return failure === 'unsupported' || failure === 'malformed' || failure === 'invalid_prompt' || failure === 'server_error';
}
