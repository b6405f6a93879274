import { describe, expect, it } from '@jest/globals';
import { CommonConfig, ConfigFaults, maskedConfig, readConfig } from './config.js';

const good = { NIGHTJAR_DATABASE_URL: 'postgres://me:secret@h/db', NIGHTJAR_NATS_URL: 'nats://h:4222' };

describe('the settings of a service', () => {
  it('come from the environment first, then from the file, then from the defaults', () => {
    const config = readConfig(
      CommonConfig,
      { ...good, NIGHTJAR_SITE: 'ohp' },
      { NIGHTJAR_SITE: 'maunakea', NIGHTJAR_HOME: '/x' },
    );
    expect(config).toMatchObject({ NIGHTJAR_SITE: 'ohp', NIGHTJAR_HOME: '/x', NIGHTJAR_LOG_LEVEL: 'info' });
  });

  it('take an empty variable for an unset one', () => {
    expect(readConfig(CommonConfig, { ...good, NIGHTJAR_SITE: '' }).NIGHTJAR_SITE).toBe('san-pedro-martir');
  });

  it('name every fault at once, and never a secret', () => {
    const wrong = {
      NIGHTJAR_DATABASE_URL: 'mysql://me:secret@h/db',
      NIGHTJAR_CLOCK: 'soon',
      NIGHTJAR_LOG_LEVEL: 'loud',
    };
    let fault: unknown;
    try {
      readConfig(CommonConfig, wrong);
    } catch (thrown) {
      fault = thrown;
    }
    expect(fault).toBeInstanceOf(ConfigFaults);
    const { faults, message } = fault as ConfigFaults;
    expect(faults.map((line) => line.split(/[ :]/)[0]).sort()).toEqual([
      'NIGHTJAR_CLOCK',
      'NIGHTJAR_DATABASE_URL',
      'NIGHTJAR_LOG_LEVEL',
      'NIGHTJAR_NATS_URL',
    ]);
    expect(message).not.toContain('secret');
  });

  it('are shown with secrets masked', () => {
    const shown = maskedConfig(CommonConfig, readConfig(CommonConfig, good));
    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(shown).toMatchObject({ NIGHTJAR_DATABASE_URL: '****', NIGHTJAR_SITE: 'san-pedro-martir' });
  });
});
