/** Settings that open something, here or elsewhere, by the one service that reads them: a key that a process does not have cannot leave by it. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  api: /^(?:OPENAI_.*|LABWRIGHT_METRICS_TOKEN|LABWRIGHT_AUDIT_ANCHOR)$/,
  dispatcher: /^LABWRIGHT_(?:NOTIFY_SECRET|NOTIFY_SMTP_URL|CONTROL_TOKEN)$/,
};

/** The environment of a service: everything but the secrets of the others. */
export function environmentOf(service: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(SECRETS).flatMap(([owner, secrets]) => (owner === service ? [] : [secrets]));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !others.some((secrets) => secrets.test(name))));
}
