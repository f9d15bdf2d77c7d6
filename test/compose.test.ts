import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Config } from '../server/src/config.ts';
import { leavesOf, variableOf } from '../server/src/load-config.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const Service = z.object({
  image: z.string(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  user: z.string().optional(),
  network_mode: z.string().optional(),
  ports: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.unknown().optional(),
});
const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

const compose = Compose.parse(parse(textOf('docker-compose.yml'), { merge: true }));
const services = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }));

describe.each(services)('the service $name', (service) => {
  test('is pinned to one version, changes nothing of its image, and has no rights to lose', () => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  });

  test('runs as a user of its own; the one that gives volumes away has no network', () => {
    // Banyu's own images say so themselves.
    const isOurs = service.image.startsWith('banyu') && service.user === undefined;
    if (service.user === '0:0') expect(service).toMatchObject({ name: 'volumes', network_mode: 'none' });
    else if (!isOurs) expect(Number.parseInt(service.user ?? '0', 10)).toBeGreaterThan(0);
  });

  test('is watched, unless it ends or makes simulated devices', () => {
    expect(service.healthcheck !== undefined || ['volumes', 'simulator'].includes(service.name)).toBe(true);
  });

  test('has its volumes, secrets and files', () => {
    for (const secret of service.secrets) expect(Object.keys(compose.secrets)).toContain(secret);
    for (const [source = ''] of service.volumes.map((volume) => volume.split(':'))) {
      if (!source.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source);
      else if (
        source.startsWith('./deploy/') &&
        source.includes('.', 1) &&
        !source.endsWith('certificates')
      ) {
        expect(existsSync(join(ROOT, source)), source).toBe(true);
      }
    }
  });

  test('is told no secret and no unknown setting by its environment', () => {
    const known = new Set(leavesOf(Config).map(({ path }) => variableOf(path)));
    for (const [variable, value] of Object.entries(service.environment)) {
      if (service.image.startsWith('banyu:')) expect(known.has(variable), variable).toBe(true);
      if (/(PASSWORD|TOKEN|SECRET)$/.test(variable)) expect(value, variable).toBeNull();
    }
  });
});

test('what can be reached from other machines is devices’ TLS alone, unless .env says otherwise', () => {
  const open = services.flatMap(({ ports }) =>
    ports.filter((port) => !port.includes('BIND_ADDRESS:-127.0.0.1}:')),
  );
  expect(open).toEqual([expect.stringMatching(/^\$\{MQTT_TLS_PORT:-8883\}:8883$/)]);
});

test('the images of Banyu run as users of their own', () => {
  const stages = textOf('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  for (const name of ['banyu', 'node-red']) {
    const stage = stages.find((text) => text.split('\n')[0]?.endsWith(` AS ${name}`)) ?? '';
    expect(stage).toMatch(/^USER (banyu|node)$/m);
  }
  for (const stage of stages) expect(stage).toMatch(/^[\w./-]+:\d+\.\d+\.\d+-[\w-]+ AS /);
});

test('.env.example names what docker-compose.yml asks for, and nothing else', () => {
  const asked = new Set(
    [...textOf('docker-compose.yml').matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1] ?? ''),
  );
  const passedOn = services.flatMap(({ environment }) =>
    Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : [])),
  );
  const named = [...textOf('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual([...new Set(['COMPOSE_PROFILES', ...asked, ...passedOn])].toSorted());
});

test('secrets.sh makes every secret once, and never another in its place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'banyu-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const secrets = join(folder, 'secrets');
  const docker = join(folder, 'docker');
  await writeFile(docker, '#!/bin/sh\necho "$2y$14$hash"\n', { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` };
  const make = () => promisify(execFile)(join(ROOT, 'deploy/compose/secrets.sh'), [secrets], { env });
  const read = async () =>
    (await readdir(secrets)).sort().map((name) => [name, readFileSync(join(secrets, name), 'utf8')]);
  expect((await make()).stdout).toMatch(/log-in: banyu \//);
  const made = await read();
  expect(made.map(([name]) => name)).toEqual(Object.keys(compose.secrets).sort());
  expect(new Set(made.map(([, content]) => content)).size).toBe(made.length);
  for (const { file } of Object.values(compose.secrets))
    expect(dirname(file)).toBe('./deploy/compose/secrets');
  expect((await stat(secrets)).mode & 0o777).toBe(0o700);
  expect((await make()).stdout).toBe('');
  expect(await read()).toEqual(made);
});
