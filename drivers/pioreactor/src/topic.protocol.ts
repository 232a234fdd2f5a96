/** Addresses every unit. */
export const BROADCAST = '$broadcast';
/** The pseudo-experiment of jobs that always run, such as the monitor. */
export const UNIVERSAL_EXPERIMENT = '$experiment';
/** Topic levels above the unit, as delivered by the vendor. */
export const DEFAULT_ROOT = 'pioreactor';

/** Streams that belong to a unit and not to one of its jobs. */
const STREAMS = ['dosing_events', 'led_change_events'] as const;
export type EventStream = (typeof STREAMS)[number];

interface At {
  readonly root: string;
  readonly unit: string;
  readonly experiment: string;
}

/** One topic. Source: Pioreactor/pioreactor 140d4432, `background_jobs/base.py`, `actions/pump.py`, `logging.py`. */
export type PioTopic =
  | (At & { readonly is: 'setting'; readonly job: string; readonly setting: string })
  | (At & { readonly is: 'set'; readonly job: string; readonly setting: string })
  | (At & { readonly is: 'events'; readonly stream: EventStream })
  | (At & { readonly is: 'log'; readonly source: string; readonly level: string });

/** Reads a topic, or null for one that this instrument does not have. */
export function parseTopic(text: string, root: string = DEFAULT_ROOT): PioTopic | null {
  if (!text.startsWith(`${root}/`)) return null;
  const levels = text.slice(root.length + 1).split('/');
  const [unit = '', experiment = '', third = '', fourth = '', fifth] = levels;
  if (levels.slice(0, 3).some((level) => level === '')) return null;
  const at = { root, unit, experiment };
  const stream = STREAMS.find((name) => name === third);
  if (levels.length === 3) return stream ? { is: 'events', ...at, stream } : null;
  if (fourth === '') return null;
  if (third === 'logs') return levels.length === 5 && fifth ? { is: 'log', ...at, source: fourth, level: fifth } : null;
  if (levels.length === 4) return { is: 'setting', ...at, job: third, setting: fourth };
  return levels.length === 5 && fifth === 'set' ? { is: 'set', ...at, job: third, setting: fourth } : null;
}

export function topicText(topic: PioTopic): string {
  const at = `${topic.root}/${topic.unit}/${topic.experiment}`;
  switch (topic.is) {
    case 'setting':
      return `${at}/${topic.job}/${topic.setting}`;
    case 'set':
      return `${at}/${topic.job}/${topic.setting}/set`;
    case 'events':
      return `${at}/${topic.stream}`;
    case 'log':
      return `${at}/logs/${topic.source}/${topic.level}`;
  }
}
