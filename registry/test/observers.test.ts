import { expect, test } from 'vitest';
import { bytes, rig } from './support/rig.ts';

test('an observer is known by its secret until it is removed', async () => {
  const { registry } = await rig();
  const { observers } = registry;
  const secret = await observers.add('grafana');
  expect(secret).toMatch(/^[0-9a-z]{32}$/);
  expect(await observers.identify('grafana', bytes(secret))).toBe(true);
  expect(await observers.identify('grafana', bytes('wrong'))).toBe(false);
  expect(await observers.identify('other', bytes(secret))).toBe(false);
  expect(await observers.list()).toEqual([{ name: 'grafana', createdAt: expect.any(Number) }]);
  await observers.remove('grafana');
  expect(await observers.identify('grafana', bytes(secret))).toBe(false);
  expect(await observers.list()).toEqual([]);
});

test('there is no observer by default', async () => {
  const { registry } = await rig();
  expect(await registry.observers.list()).toEqual([]);
});

test('an observer has a name of its own, and no device log-in', async () => {
  const { registry } = await rig();
  const secret = await registry.observers.add('grafana');
  await expect(registry.observers.add('grafana')).rejects.toThrow(/there is one of that name/);
  await expect(registry.observers.add('Grafana 1')).rejects.toThrow(/expected 1 to 48/);
  await expect(registry.observers.remove('other')).rejects.toThrow('There is no observer "other"');
  const login = { kind: 'secret', device: 'grafana', secret: bytes(secret) } as const;
  expect(await registry.identify(login)).toBeUndefined();
});

test('refusing an observer that is not there costs as much as refusing a wrong secret', async () => {
  let computations = 0;
  const { registry } = await rig({
    argon2id: async () => {
      computations += 1;
      return new Uint8Array(32);
    },
  });
  await registry.observers.add('grafana');
  computations = 0;
  await registry.observers.identify('grafana', bytes('wrong'));
  await registry.observers.identify('nobody', bytes('wrong'));
  expect(computations).toBe(2);
});

test('that an observer came and went stands in the audit trail, its secret does not', async () => {
  const { registry } = await rig();
  const secret = await registry.observers.add('grafana', {
    by: 'Sari',
    why: 'the screen in the control room',
  });
  await registry.observers.remove('grafana', { by: 'Budi' });
  const entries = await registry.audit.list({ subject: 'observer/grafana' });
  expect(entries).toMatchObject([
    { action: 'observer.remove', who: 'Budi', after: null },
    { action: 'observer.add', who: 'Sari', why: 'the screen in the control room' },
  ]);
  expect(JSON.stringify(entries)).not.toContain(secret);
});
