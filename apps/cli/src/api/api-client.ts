import { CommandFailure, ExitCode } from '../exit-code';
import { Deadline } from './deadline';
import { routes, type Operations } from './generated/routes';
import { failureOf, problemOfText } from './problem';

/** Where the API is, and with whose key it is asked. The key is never printed. */
export interface Connection {
  readonly url: string;
  readonly key: string | null;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a request of an operation is made of; the generated types say which of it there is. */
interface AnyRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Query;
  readonly header?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly type?: string;
}

export type OperationName = keyof Operations;
export type RequestOf<Name extends OperationName> = Omit<Operations[Name], 'answer'>;
export type AnswerOf<Name extends OperationName> = Operations[Name]['answer'];
/** The request may be left out where everything in it may. */
type RequestArgs<Name extends OperationName> =
  Partial<RequestOf<Name>> extends RequestOf<Name> ? [request?: RequestOf<Name>] : [request: RequestOf<Name>];

type Item<Answer> = Answer extends { readonly items: readonly (infer I)[] } ? I : never;
/** Operations that answer in pages. */
type ListName = { [Name in OperationName]: AnswerOf<Name> extends { readonly next: string | null } ? Name : never }[OperationName];

/**
 * The API, by operation, with the types of its OpenAPI document. Every request ends: with an answer, or after `requestMs`.
 * @throws CommandFailure with the words of the problem, or `unreachable`
 */
export class ApiClient {
  constructor(
    readonly connection: Connection,
    /** Wall milliseconds for a whole request; of a stream, until its head. */
    private readonly requestMs: number,
    /** Ctrl-C. */
    private readonly interrupted: AbortSignal = new AbortController().signal,
    private readonly fetching: typeof fetch = fetch,
  ) {}

  async call<Name extends OperationName>(name: Name, ...[request]: RequestArgs<NoInfer<Name>>): Promise<AnswerOf<Name>> {
    const deadline = new Deadline(this.requestMs, [this.interrupted]);
    try {
      const response = await this.send(name, request ?? {}, deadline.signal);
      const text = await this.whole(response, deadline.signal);
      if (text === '') return undefined;
      return ((response.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text) as AnswerOf<Name>;
    } finally {
      deadline.release();
    }
  }

  /** The answer with its ETag, for a change that must not write over another one. @throws CommandFailure where there is none */
  async tagged<Name extends OperationName>(name: Name, request: RequestOf<Name>): Promise<{ answer: AnswerOf<Name>; tag: string }> {
    const deadline = new Deadline(this.requestMs, [this.interrupted]);
    try {
      const response = await this.send(name, request, deadline.signal);
      const answer = JSON.parse(await this.whole(response, deadline.signal)) as AnswerOf<Name>;
      const tag = response.headers.get('etag');
      if (tag !== null) return { answer, tag };
      throw new CommandFailure(
        ExitCode.failed,
        `${this.connection.url} gave no ETag; is something between it and here that takes it away?`,
      );
    } finally {
      deadline.release();
    }
  }

  /** Items of all pages, in their order; `most` ends it early. */
  async *items<Name extends ListName>(
    name: Name,
    request: RequestOf<Name>,
    most = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<Item<AnswerOf<Name>>> {
    const { query, ...rest } = request as AnyRequest;
    let after: string | undefined;
    let left = most;
    do {
      const limit = Number.isFinite(left) && left < 100 ? { limit: left } : {};
      const page = (await this.call(name, ...([{ ...rest, query: { ...query, ...limit, ...(after ? { after } : {}) } }] as never))) as {
        items: readonly Item<AnswerOf<Name>>[];
        next: string | null;
      };
      yield* page.items.slice(0, left);
      left -= page.items.length;
      after = page.next ?? undefined;
    } while (after !== undefined && left > 0);
  }

  async list<Name extends ListName>(name: Name, request: RequestOf<Name>, most?: number): Promise<Item<AnswerOf<Name>>[]> {
    const all: Item<AnswerOf<Name>>[] = [];
    for await (const item of this.items(name, request, most)) all.push(item);
    return all;
  }

  /** The answer as soon as its head is there; read it with `pieces`. */
  async open<Name extends OperationName>(name: Name, request: RequestOf<NoInfer<Name>>, signal = this.interrupted): Promise<Response> {
    const deadline = new Deadline(this.requestMs, [signal]);
    try {
      return await this.send(name, request, deadline.signal);
    } finally {
      deadline.release();
    }
  }

  /** The body of an answer in pieces. @throws CommandFailure when it breaks off, or when nothing comes for `silenceMs` */
  async *pieces(response: Response, { silenceMs = this.requestMs, signal = this.interrupted } = {}): AsyncGenerator<Uint8Array> {
    const deadline = new Deadline(silenceMs, [signal]);
    try {
      for await (const piece of this.read(response, deadline.signal)) {
        deadline.restart();
        yield piece;
      }
    } finally {
      deadline.release();
    }
  }

  /** The reader is cancelled by hand: the signal of a request no longer counts once its head is there and memory was collected. */
  private async *read(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    if (!reader) return;
    const cancel = (): void => void reader.cancel(signal.reason).catch(() => undefined);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (signal.aborted) throw signal.reason;
        if (done) return;
        yield value;
      }
    } catch (error) {
      throw this.unreachable(error);
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
    }
  }

  private async send(name: OperationName, request: AnyRequest, signal: AbortSignal): Promise<Response> {
    const [method, template] = routes[name];
    const { body, type } = request;
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const sent = body === undefined ? undefined : raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body);
    // Some answers come as YAML to whoever does not ask for JSON.
    const headers = new Headers({ accept: 'application/json, */*;q=0.5' });
    if (this.connection.key !== null) headers.set('authorization', `Bearer ${this.connection.key}`);
    if (sent !== undefined) headers.set('content-type', type ?? 'application/json');
    for (const [header, value] of Object.entries(request.header ?? {})) if (value !== undefined) headers.set(header, value);
    let response: Response;
    try {
      const url = this.connection.url + pathOf(template, request.path ?? {}) + queryOf(request.query ?? {});
      response = await this.fetching(url, { method, headers, signal, redirect: 'error', ...(sent === undefined ? {} : { body: sent }) });
    } catch (error) {
      throw this.unreachable(error);
    }
    if (response.ok) return response;
    throw failureOf(problemOfText(response.status, response.statusText, await this.whole(response, signal)));
  }

  private async whole(response: Response, signal: AbortSignal): Promise<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.read(response, signal)) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }

  private unreachable(error: unknown): unknown {
    const { url } = this.connection;
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      const seconds = this.requestMs / 1000;
      return new CommandFailure(ExitCode.unreachable, `${url} did not answer in ${seconds} s; --timeout SECONDS waits longer`);
    }
    const { code, message } = ((error as Error).cause ?? error) as { code?: string; message: string };
    const why = code === 'ECONNREFUSED' ? 'nothing listens there' : code === 'ENOTFOUND' ? 'no such host' : (code ?? message);
    return new CommandFailure(ExitCode.unreachable, `${url} cannot be reached: ${why}`, [
      'start the lab (`npm start`), or give its address with --url, LABWRIGHT_URL or `labwright init`',
    ]);
  }
}

function pathOf(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function queryOf(values: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}
