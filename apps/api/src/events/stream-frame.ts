import type { RecordedEvent } from '@labwright/persistence';
import { eventView } from './event-view';

/** Wall milliseconds after which a client that lost the connection comes back. */
const RETRY_MS = 1_000;

/** First block of a stream: no event, but the cursor it begins after, so that a client that loses the connection at once misses nothing. */
export function headFrame(cursor: string): string {
  return `: labwright events\nretry: ${RETRY_MS}\nid: ${cursor}\n\n`;
}

/** One event. JSON has no line breaks of its own, so the data is one line. */
export function eventFrame(event: RecordedEvent): string {
  return `event: ${event.type}\nid: ${event.cursor}\ndata: ${JSON.stringify(eventView(event))}\n\n`;
}
