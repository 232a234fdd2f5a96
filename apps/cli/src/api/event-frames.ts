/** One block of a stream of server-sent events; `data` is null for a block that only moves the cursor. */
export interface EventFrame {
  readonly id: string | null;
  readonly data: string | null;
}

/**
 * Splits a stream of server-sent events into frames (WHATWG HTML, section 9.2.6) however the bytes are cut. Comments are left out; a
 * block that the connection cuts off is dropped, as the standard has it, and comes again after Last-Event-ID.
 */
export async function* eventFrames(body: AsyncIterable<Uint8Array>): AsyncGenerator<EventFrame> {
  const decoder = new TextDecoder();
  let rest = '';
  let id: string | null = null;
  let data: string[] = [];
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (id !== null || data.length > 0) yield { id, data: data.length > 0 ? data.join('\n') : null };
        id = null;
        data = [];
      } else if (line.startsWith('id:')) id = valueOf(line, 'id');
      else if (line.startsWith('data:')) data.push(valueOf(line, 'data'));
    }
  }
}

function valueOf(line: string, field: string): string {
  const value = line.slice(field.length + 1);
  return value.startsWith(' ') ? value.slice(1) : value;
}
