import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { LabError } from '@labwright/domain';

const REQUEST_MS = 20_000;

/** A problem as the API sends it (RFC 9457). */
interface Problem {
  readonly detail?: string;
  readonly title?: string;
}

/** The API with one principal's key. @throws LabError INTERNAL with the problem's own words */
export class ApiClient {
  constructor(
    private readonly url: string,
    /** Given once more for a signature. */
    readonly key: string,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.send<T>('POST', path, JSON.stringify(body), 'application/json');
  }

  postYaml<T>(path: string, text: string): Promise<T> {
    return this.send<T>('POST', path, text, 'application/yaml');
  }

  /** All pages of a list. */
  async all<T>(path: string): Promise<readonly T[]> {
    const items: T[] = [];
    let after: string | null = null;
    do {
      const query: string = after === null ? '' : `${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}`;
      const page: { items: T[]; next: string | null } = await this.get(path + query);
      items.push(...page.items);
      after = page.next;
    } while (after !== null);
    return items;
  }

  /** Server-sent events from the beginning, until the signal ends it. */
  async *events<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.key}` }, signal });
    if (!response.ok || !response.body) throw await failure('GET', path, response);
    for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
      if (line.startsWith('data:')) yield JSON.parse(line.slice(5)) as T;
    }
  }

  private async send<T>(method: string, path: string, body?: string, type?: string): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(type ? { 'content-type': type } : {}) },
      signal: AbortSignal.timeout(REQUEST_MS),
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) throw await failure(method, path, response);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

async function failure(method: string, path: string, response: Response): Promise<LabError> {
  const text = await response.text();
  let problem: Problem = {};
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    problem = { detail: text };
  }
  return new LabError('INTERNAL', `${method} ${path}: ${response.status} ${problem.detail ?? problem.title ?? ''}`, { where: path });
}
