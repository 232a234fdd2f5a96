import { parseCommand } from './grammar';

const kindOf = (said: string) => parseCommand(said)?.kind ?? null;

describe('a stop that is heard', () => {
  it.each([
    'Stop!',
    'stop stop stop',
    'Halt the machine',
    'Stop the shaker.',
    'stop heating',
    'Stop the heater-shaker, please!',
    'Please stop now.',
    'Wait, stop',
    'wait stop',
    'Wait a second, stop!',
    'Hold on, stop it',
    'No, no, stop!',
    'Oh no. Stop!',
    'I said stop',
    'Could you stop the shaker?',
    'Can you stop the frobnicator please?',
    'We need to stop',
    'Stop the frobnicator',
    'Stop it, it is leaking',
    'Stop before it spills over',
    'shaker stop',
    'Stop all shaking',
    'The lid is off! Stop!',
    'Note: the lid is loose. Stop!',
    "It won't stop, stop!",
    'abort the run',
    'Stop, there is a problem',
  ])('when somebody says "%s", stops the run', (said) => {
    expect(kindOf(said)).toBe('stop');
  });

  it.each([
    'Emergency stop!',
    'emergency stop now',
    'Emergency!',
    'This is an emergency!',
    'E-stop!',
    'e stop',
    'Estop the shaker',
    'Emergency stop the shaker, quick',
    'Emergency stop, there is smoke!',
    'emergency stop there is smoke',
    'Emergency stop it will not stop',
    'Emergency, somebody is hurt',
    'Halt everything',
    'stop stop stop, please stop everything now',
    'Stop all instruments',
    'STOP IT ALL',
    'Shut everything down!',
    'Stop. Emergency stop.',
    'Okay, emergency stop please',
  ])('when somebody says "%s", stops everything', (said) => {
    expect(kindOf(said)).toBe('emergency_stop');
  });

  it.each([
    'When does it stop?',
    'when does the shaker stop',
    'Will it stop?',
    'Did the shaker stop?',
    'Should I stop the shaker?',
    'How do I stop it?',
    'Stop or go on?',
    'Is this an emergency?',
    'This is not an emergency.',
    'Where is the emergency stop?',
    'What does the emergency stop do?',
    'The emergency stop button is red',
    'Emergency stop button',
    'emergency stop was tested yesterday',
    'Emergency exit',
    'do not stop',
    "Don't stop the run",
    'never stop the pump',
    'The shaker stopped',
    'Stop when it reaches 37 degrees',
    'If it leaks, stop',
    'Stop in five minutes',
    'stop talking',
  ])('when somebody says "%s", stops nothing', (said) => {
    expect(['stop', 'emergency_stop']).not.toContain(kindOf(said));
  });
});
