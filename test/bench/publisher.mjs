/*
 * Publishes measurements of optical density as units of Pioreactor do, QoS 1 and retained, as fast as the broker takes them. A process of its
 * own, so that neither side of the measurement pays for it. Told what over IPC: `{brokerUrl, units, experiment, count, baseMs, value}`; says
 * `connected`, begins with the next message, and says `sent` when the broker has confirmed the last one.
 */
import { once } from 'node:events';
import { load } from './built.mjs';

const { connectAsync } = load('mqtt');
/** Messages that the broker has not confirmed yet; a unit's own client keeps fewer. */
const IN_FLIGHT = 500;

process.once('message', async ({ brokerUrl, units, experiment, count, baseMs, value }) => {
  const client = await connectAsync(brokerUrl, { clientId: `bench-publisher-${process.pid}`, reconnectPeriod: 0 });
  process.send('connected');
  await once(process, 'message');
  let next = 0;
  let confirmed = 0;
  const publish = () => {
    const n = next++;
    const timestamp = new Date(baseMs + n).toISOString();
    const payload = `{"calibrated":1,"timestamp":"${timestamp}","angle":"90","od":${value + n},"channel":"1","ir_led_intensity":80.0,"calibration_name":"bench"}`;
    client.publish(`pioreactor/${units[n % units.length]}/${experiment}/od_reading/od1`, payload, { qos: 1, retain: true }, (error) => {
      if (error) throw error;
      confirmed += 1;
      if (next < count) publish();
      else if (confirmed === count) void end();
    });
  };
  const end = async () => {
    process.send('sent');
    await client.endAsync();
    process.disconnect();
  };
  for (let i = 0; i < Math.min(IN_FLIGHT, count); i++) publish();
});
