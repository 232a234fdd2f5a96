import fs from 'node:fs';
import path from 'node:path';
import { HomeFile, writePrivately } from './home';

const TEXT = `# What this lab may do. Change it at any time: it is read again within seconds, and refused whole where something in it is wrong.
# Every field: GET /v1/schemas/policy, and libs/safety/README.md. What is in force: labwright policy show
schema: labwright.dev/policy/v1
biosafetyLevel: 1
# allow:
#   organisms: [{ name: Bacillus pumilus, strains: any }]
# limits: { temperature: { value: 80, unit: Cel } }
`;

/** The file of the site policy of an embedded lab; one with the defaults is written where there is none. */
export function policyFileOf(home: string): string {
  const file = path.join(home, HomeFile.Policy);
  if (!fs.existsSync(file)) writePrivately(file, TEXT);
  return file;
}
