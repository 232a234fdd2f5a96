import type { Capability } from '../api/generated/capabilities';
import type { Driver } from '../api/generated/drivers';
import type { CommandLine } from '../command-line';
import type { Session } from '../session';
import type { Column } from '../show/table';

/** What a list shows of a manifest; the whole of it comes with `--json`. */
interface Manifest {
  readonly vendor?: string;
  readonly model?: string;
  readonly verifiedOnHardware?: boolean;
  readonly transports?: readonly string[];
  readonly capabilities?: readonly {
    readonly capability: string;
    readonly ranges: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  }[];
  readonly nests?: readonly { readonly name: string; readonly formats: readonly string[] }[];
}
interface SettingsSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string; readonly description?: string; readonly default?: unknown }>>;
  readonly required?: readonly string[];
}

const COLUMNS: readonly Column<Driver>[] = [
  { title: 'DRIVER', of: ({ id }) => id },
  { title: 'VERSION', of: ({ version }) => version },
  { title: 'INSTRUMENT', of: ({ manifest }) => modelOf(manifest) },
  { title: 'TRANSPORTS', of: ({ manifest }) => ((manifest as Manifest).transports ?? []).join(', ') },
  { title: 'ON HARDWARE', of: ({ manifest }) => (manifest as Manifest).verifiedOnHardware === true },
];

const CAPABILITIES: readonly Column<Capability>[] = [
  { title: 'CAPABILITY', of: ({ capability }) => capability },
  { title: 'INSTRUMENTS', of: ({ instruments }) => instruments.map(({ id }) => id).join(', ') || 'none in this lab' },
  { title: 'WHAT', of: ({ summary }) => summary },
];

export function addDrivers(line: CommandLine): void {
  const group = line.group('drivers', 'Drivers: what the bench agents can drive, and what protocols may ask for');
  line.leaf(group, 'list', 'Lists drivers', list);
  line.leaf<object, [string]>(group, 'show <driver>', 'Shows a driver: capabilities with their ranges, nests, settings', show);
  line.leaf(group, 'capabilities', 'Lists what a protocol may ask for, and which instruments can do it', capabilities);
}

function modelOf(manifest: Driver['manifest']): string {
  const { vendor, model } = manifest as Manifest;
  return [vendor, model].filter(Boolean).join(' ');
}

async function list(session: Session): Promise<void> {
  session.table(await session.api.list('listDrivers', {}), COLUMNS, 'no drivers; a bench agent makes its own known when it starts');
}

async function show(session: Session, _options: object, id: string): Promise<void> {
  const driver = await session.api.call('getDriver', { path: { id } });
  const { capabilities: able = [], nests = [], transports = [], verifiedOnHardware } = driver.manifest as Manifest;
  const { properties = {}, required = [] } = driver.settingsSchema as SettingsSchema;
  session.show(driver, () =>
    session.fields([
      ['driver', `${driver.id} ${driver.version}`],
      ['instrument', modelOf(driver.manifest)],
      ['on hardware', verifiedOnHardware === true ? 'tried' : 'not tried yet'],
      ['transports', transports.join(', ')],
      [
        'can do',
        able.map(({ capability, ranges }) =>
          [capability, ...Object.entries(ranges).map(([name, { min, max }]) => `${name} ${min} to ${max}`)].join(', '),
        ),
      ],
      ['nests', nests.map(({ name, formats }) => `${name}: ${formats.join(', ')}`)],
      [
        'settings',
        Object.entries(properties).map(
          ([name, { type = 'any', description = '', default: usual }]) =>
            `${name} (${[type, required.includes(name) ? 'required' : '', usual === undefined ? '' : `default ${JSON.stringify(usual)}`].filter(Boolean).join(', ')}): ${description}`,
        ),
      ],
    ]),
  );
}

async function capabilities(session: Session): Promise<void> {
  const { items } = await session.api.call('listCapabilities');
  session.table(items, CAPABILITIES, 'no capabilities');
}
