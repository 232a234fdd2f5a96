/* The life of one process of Labwright and its settings; see README.md. */
export { STOP_LIMIT_MS, runService } from './service';
export type { OperatorLines, Service, ServiceContext, ServiceHost, StopService } from './service';
export { decimal, flag, oneOf, readSetting, secret, text, urlOf, wholeNumber } from './setting';
export type { SettingRule, SettingSource } from './setting';
