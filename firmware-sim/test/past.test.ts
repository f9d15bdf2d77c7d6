import { TELEMETRY_LIMITS, TelemetryMessage, TelemetrySample } from '@banyu/contracts';
import { createPlant } from '@banyu/simulator';
import { describe, expect, it } from 'vitest';
import { demoDevices, type PastMessage, type PastOptions, recordPast } from '../src/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 6, 3);

function devices() {
  const simulated = createPlant({ startMs: START - HOUR, warmUpDays: 1 });
  return demoDevices({ plant: 'ipal-demo', simulated, intervalMs: MINUTE, devicePrefix: '' });
}

function record(options: Partial<PastOptions> = {}): PastMessage[] {
  return [
    ...recordPast({
      devices: devices(),
      intervalMs: MINUTE,
      fromMs: START,
      toMs: () => START + 5 * HOUR,
      boot: 'past',
      ...options,
    }),
  ];
}

function samplesOf(messages: readonly PastMessage[], device: string): TelemetrySample[] {
  return messages
    .filter(({ from }) => from.device === device)
    .flatMap(({ payload }) => TelemetryMessage.parse(JSON.parse(payload)).samples)
    .map((sample) => TelemetrySample.parse(sample));
}

describe('recordPast()', () => {
  it('has a sample of each device at each whole interval, begin included and end not', () => {
    const messages = record({ fromMs: START - 30_000, toMs: () => START + 5 * HOUR });
    for (const { device, parameters } of devices()) {
      const samples = samplesOf(messages, device);
      expect(samples.map(({ t }) => t)).toEqual(Array.from({ length: 300 }, (_, i) => START + i * MINUTE));
      for (const sample of samples) expect(Object.keys(sample)).toEqual(['t', ...parameters]);
    }
  });

  it('says what the live sensors say at these instants', () => {
    const [influent] = devices();
    const samples = samplesOf(record(), 'influent-logger');
    for (const { t, flow, cod } of samples) {
      expect([flow, cod]).toEqual([influent?.sensor('flow', t), influent?.sensor('cod', t)]);
    }
  });

  it('numbers the messages of a device, and keeps them within their bounds', () => {
    const byCount = record({ messageLimits: { samples: 100, bytes: TELEMETRY_LIMITS.bytes } });
    expect(new Set(byCount.map(({ samples }) => samples))).toEqual(new Set([100]));
    const byBytes = record({ messageLimits: { samples: 200, bytes: 4_000 } });
    for (const { payload } of byBytes) {
      expect(payload.length).toBeLessThanOrEqual(4_000);
      expect(payload).toMatch(/^[ -~]+$/);
    }
    const ofEffluent = byBytes.filter(({ from }) => from.device === 'effluent-logger');
    expect(ofEffluent.length).toBeGreaterThan(3);
    expect(ofEffluent.map(({ payload }) => TelemetryMessage.parse(JSON.parse(payload)).seq)).toEqual(
      ofEffluent.map((_, i) => i),
    );
  });

  it('leaves out what is not wanted, and the rest is as if it were not left out', () => {
    const wanted = ({ device }: { device: string }, t: number) =>
      device === 'effluent-logger' && t >= START + 2 * HOUR;
    const messages = record({ wanted });
    expect(new Set(messages.map(({ from }) => from.device))).toEqual(new Set(['effluent-logger']));
    const all = samplesOf(record(), 'effluent-logger');
    expect(samplesOf(messages, 'effluent-logger')).toEqual(all.slice(120));
  });

  it('catches up with a present that moves on meanwhile', () => {
    let now = START + HOUR;
    const toMs = () => {
      now += MINUTE / 2;
      return now;
    };
    expect(samplesOf(record({ toMs }), 'influent-logger')).toHaveLength(121);
  });
});
