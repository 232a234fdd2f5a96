import { LabError } from '@labwright/domain';

/**
 * A place on an MQTT broker; the URL form is `mqtt://host:1883/topic-root?user=lab&experiment=exp1`. Parameters other than `user` are
 * the driver's. A password never stands in a URL, because URLs stand in messages and in the database.
 */
export interface MqttUrl {
  readonly kind: 'mqtt';
  readonly host: string;
  /** Default 1883. */
  readonly port: number;
  /** Topic levels above the device's own, without slashes at the ends; empty when none is given. */
  readonly root: string;
  readonly user: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

const FORM = 'mqtt://host:1883/topic-root?user=name';

function invalid(url: string, setting: string, value: string, allowed: string): LabError {
  const message = `instrument url "${url}": ${setting}${value === '' ? '' : ` "${value}"`} is not usable; write ${allowed}`;
  return new LabError('SETTING_INVALID', message, { setting, value, allowed });
}

/** Reads an instrument's URL. @throws LabError SETTING_INVALID, which never repeats a password */
export function parseMqttUrl(text: string): MqttUrl {
  if (!URL.canParse(text)) throw invalid('mqtt://...', 'url', '', FORM);
  const url = new URL(text);
  if (url.protocol !== 'mqtt:') throw invalid(`${url.protocol}//...`, 'scheme', url.protocol.replace(':', ''), FORM);
  const safe = `mqtt://${url.host}${url.pathname}`;
  if (url.password !== '' || url.searchParams.has('password')) {
    throw invalid(safe, 'a password in the url', '', `${FORM} and name the environment variable that holds the password in the settings`);
  }
  if (url.hostname === '') throw invalid(safe, 'host', '', FORM);
  const root = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  if (/[+#]/.test(root)) throw invalid(safe, 'topic-root', root, 'topic levels without + and #');
  const { user, ...parameters } = Object.fromEntries(url.searchParams);
  return {
    kind: 'mqtt',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 1883 : Number(url.port),
    root,
    user: user ?? (url.username === '' ? null : decodeURIComponent(url.username)),
    parameters,
  };
}
