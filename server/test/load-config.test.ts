import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@banyu/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Config } from '../src/config.ts';
import { leavesOf, loadConfig, variableOf } from '../src/load-config.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'banyu-config-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function load(yaml?: string, env: NodeJS.ProcessEnv = {}): Config {
  if (yaml !== undefined) writeFileSync(join(directory, 'banyu.yaml'), yaml);
  return loadConfig({ env, directory });
}

function problemsOf(yaml: string | undefined, env: NodeJS.ProcessEnv = {}): string {
  try {
    load(yaml, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig()', () => {
  it('needs no file: the embedded demo on loopback, data under ./data', () => {
    const config = load();
    expect(config.http).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(config.mqtt.tcp).toEqual({ host: '127.0.0.1', port: 1883 });
    expect(config.store.kind).toBe('duckdb');
    expect(config.dataDirectory).toBe(join(directory, 'data'));
  });

  it('lets the environment win over the file, with numbers and booleans read as in the file', () => {
    const config = load('http:\n  port: 9000\n', {
      BANYU_HTTP_PORT: '9001',
      BANYU_MQTT_ENABLED: 'false',
      BANYU_MQTT_WEBSOCKET_PORT: '9083',
    });
    expect(config.http.port).toBe(9001);
    expect(config.mqtt.enabled).toBe(false);
    expect(config.mqtt.websocket).toMatchObject({ port: 9083, path: '/mqtt' });
  });

  it('names every problem at once, unknown keys and unknown variables among them', () => {
    const message = problemsOf('http:\n  prot: 1\njournal:\n  maxMb: 1\n', {
      BANYU_HTTP_PORT: 'eighty',
      BANYU_FOO: '1',
    });
    expect(message).toMatch(/"prot"/);
    expect(message).toMatch(/http\.port/);
    expect(message).toMatch(/journal\.maxMb/);
    expect(message).toMatch(/BANYU_FOO: no such setting/);
  });

  it('refuses a secret in the file and says where it belongs', () => {
    const message = problemsOf('source:\n  url: mqtt://localhost\n  password: hunter2\n');
    expect(message).toMatch(/BANYU_SOURCE_PASSWORD/);
    expect(message).toMatch(/source\.passwordFile/);
    expect(message).not.toContain('hunter2');
  });

  it('refuses a password in an address, wherever it comes from', () => {
    expect(problemsOf('source:\n  url: mqtt://u:geheim@localhost\n')).toMatch(/source\.url: must not carry/);
    expect(problemsOf(undefined, { BANYU_STORE_INFLUX_URL: 'http://u:geheim@localhost' })).not.toContain(
      'geheim',
    );
  });

  it('takes a secret from the environment as it stands, and from a file without its last line break', () => {
    expect(
      load('source:\n  url: mqtt://localhost\n', { BANYU_SOURCE_PASSWORD: '0123' }).source?.password,
    ).toBe('0123');
    writeFileSync(join(directory, 'secret'), 'from a file\n');
    expect(load('source:\n  url: mqtt://localhost\n  passwordFile: secret\n').source?.password).toBe(
      'from a file',
    );
  });

  it('says which file it cannot read', () => {
    expect(() => loadConfig({ file: 'missing.yaml', env: {}, directory })).toThrow(/missing\.yaml/);
    expect(() => load('source:\n  url: mqtt://localhost\n  passwordFile: nowhere\n')).toThrow(/nowhere/);
    expect(problemsOf('a: [1\n')).toMatch(/is not YAML/);
    expect(problemsOf('- 1\n')).toMatch(/expected a mapping/);
  });

  it('wants an address for InfluxDB when it is the store', () => {
    expect(problemsOf(undefined, { BANYU_STORE_KIND: 'influx' })).toMatch(/store\.influx\.url: is needed/);
  });

  it('has a variable of its own for every setting', () => {
    const variables = leavesOf(Config).map(({ path }) => variableOf(path));
    expect(new Set(variables).size).toBe(variables.length);
    expect(leavesOf(Config).filter(({ meaning }) => meaning === '')).toEqual([]);
    expect(variables).toContain('BANYU_MQTT_TLS_CERTIFICATE_FILE');
  });
});
