const BOUNDARY = /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/;
const MOST_PARTS = 20;

/** The parts of a form by their names; a second one of a name is passed over. @throws SyntaxError when it is no form */
export function formOf(contentType: string, body: Buffer): ReadonlyMap<string, Buffer> {
  const found = BOUNDARY.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  if (!contentType.startsWith('multipart/form-data') || boundary === undefined)
    throw new SyntaxError('send multipart/form-data with a boundary');
  const mark = Buffer.from(`--${boundary}`);
  const parts = new Map<string, Buffer>();
  let at = body.indexOf(mark);
  for (let n = 0; n < MOST_PARTS && at >= 0; n += 1) {
    const start = at + mark.length + 2;
    const next = body.indexOf(mark, start);
    const head = body.indexOf('\r\n\r\n', start);
    if (next < 0 || head < 0 || head > next) break;
    const name = /name="([^"]{1,64})"/.exec(body.toString('utf8', start, head))?.[1];
    if (name !== undefined && !parts.has(name)) parts.set(name, body.subarray(head + 4, next - 2));
    at = next;
  }
  return parts;
}
