import { LabError, type DriverManifest, type Verb } from '@labwright/domain';

/** The answer to a verb that the family does not have, before any byte is sent. */
export function unsupportedVerb(instrument: string, manifest: DriverManifest, verb: Verb): LabError<'DRIVER_UNSUPPORTED'> {
  const known = manifest.verbs.map((each) => each.verb).join(', ');
  const message = `${instrument}: ${manifest.vendor} ${manifest.model} has no verb ${verb}; it has ${known}`;
  return new LabError('DRIVER_UNSUPPORTED', message, { instrument, command: verb, outcome: 'failed' });
}
