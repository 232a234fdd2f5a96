/* Tells people outside what the lab needs them for; see README.md. */
export { acknowledgeNotification } from './acknowledge';
export { listDoubtfulPhoto } from './doubtful-photo';
export { loadNotifyRules } from './notify-rules.schema';
export type { NotifyRules } from './notify-rules.schema';
export { Notifier } from './notifier';
export type { NotifierOptions } from './notifier';
