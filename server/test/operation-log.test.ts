import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperationLog } from '../src/operation-log.ts';

const T = Date.UTC(2026, 9, 5);
const EVER = { from: 0, to: T + 1e9 };
const SECOND = 1_000;

let directory: string;
let now: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'banyu-operation-'));
  now = T;
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function open(watchesDevices = true): OperationLog {
  const path = join(directory, 'operation.db');
  return new OperationLog({ path, clock: () => now, watchesDevices, log: { warn: () => undefined } });
}

function beatFor(log: OperationLog, seconds: number, accepting = true): void {
  for (let i = 0; i < seconds; i += 5) {
    now += 5 * SECOND;
    log.beat(accepting);
  }
}

describe('OperationLog', () => {
  it('tells when the server took deliveries: not while it was down, refused them, or slept', () => {
    let log = open();
    expect(log.serving(EVER)).toBeUndefined();
    log.beat(true);
    beatFor(log, 60);
    beatFor(log, 20, false);
    beatFor(log, 60);
    log.close();
    now += 100 * SECOND;
    log = open();
    log.beat(true);
    now += 50 * SECOND;
    log.beat(true);
    const at = (from: number, to: number) => ({ from: T + from * SECOND, to: T + to * SECOND });
    expect(log.serving(EVER)).toEqual({
      since: T,
      spans: [at(0, 65), at(85, 140), at(240, 240), { from: T + 290 * SECOND, to: Number.POSITIVE_INFINITY }],
    });
    expect(log.serving({ from: T + 70 * SECOND, to: T + 200 * SECOND })).toEqual({
      since: T + 70 * SECOND,
      spans: [at(85, 140)],
    });
    log.close();
  });

  it('tells when a device was connected, and ends with the last heartbeat what a crash left open', () => {
    const crashed = open();
    crashed.beat(true);
    crashed.connection('logger-1', true, T + SECOND);
    crashed.connection('logger-1', true, T + 2 * SECOND);
    crashed.connection('logger-1', false, T + 4 * SECOND);
    crashed.connection('logger-2', true, T + 4 * SECOND);
    beatFor(crashed, 10);
    crashed.connection('logger-1', true, T + 12 * SECOND);
    expect(crashed.connected('logger-1', EVER)).toEqual({
      since: T,
      spans: [
        { from: T + SECOND, to: T + 4 * SECOND },
        { from: T + 12 * SECOND, to: Number.POSITIVE_INFINITY },
      ],
    });

    now += 3_600 * SECOND;
    const log = open();
    expect(log.connected('logger-2', EVER)?.spans).toEqual([{ from: T + 4 * SECOND, to: T + 10 * SECOND }]);
    expect(log.connected('logger-3', EVER)).toEqual({ since: T, spans: [] });
    log.close();
    crashed.close();
  });

  it('knows nothing of devices that connect elsewhere', () => {
    open(true).close();
    const log = open(false);
    expect(log.connected('logger-1', EVER)).toBeUndefined();
    log.close();
  });
});
