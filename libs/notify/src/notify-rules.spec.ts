import { readNotifyRules as subject } from './notify-rules.schema';

const CONTACTS = 'contacts: {bench: {mail: [bench@lab.example]}, lead: {webhook: "https://hooks.lab.example/lab"}}';

describe('the rules of notifications', () => {
  it('when they are right, gives them by kind, in milliseconds', () => {
    const rules = subject(
      `${CONTACTS}\nrules: [{on: [run_held, task_due], to: [bench, lead], escalateAfter: 0.5}]\nlostAfter: 5`,
      'rules.yaml',
    );
    expect(rules.rules).toEqual({
      run_held: { to: ['bench', 'lead'], escalateMs: 30_000 },
      task_due: { to: ['bench', 'lead'], escalateMs: 30_000 },
    });
    expect(rules).toMatchObject({ lostAfterMs: 5_000, dueBeforeMs: 600_000 });
  });

  it.each([
    ['no YAML', 'a: [', 'rules.yaml'],
    ['an unknown kind', `${CONTACTS}\nrules: [{on: [coffee], to: [bench]}]`, 'rules.0.on.0'],
    ['an unknown contact', `${CONTACTS}\nrules: [{on: [run_held], to: [boss]}]`, 'there is no contact boss'],
    [
      'a kind in two rules',
      `${CONTACTS}\nrules: [{on: [run_held], to: [bench]}, {on: [run_held], to: [lead]}]`,
      'run_held is in two rules',
    ],
    ['a contact without an address', 'contacts: {bench: {}}\nrules: [{on: [run_held], to: [bench]}]', 'a contact needs mail or webhook'],
    [
      'a webhook of another scheme',
      'contacts: {bench: {webhook: "file:///etc/hosts"}}\nrules: [{on: [run_held], to: [bench]}]',
      'contacts.bench',
    ],
    ['a mistyped field', `${CONTACTS}\nrules: [{on: [run_held], to: [bench]}]\nlostafter: 3`, 'lostafter'],
  ])('when there is %s, names the place', (_title, text, place) => {
    expect(() => subject(text, 'rules.yaml')).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining(place) }),
    );
  });
});
