import { expect, test } from 'vitest';
import { RateLimit } from '../src/rate-limit.ts';

const RATE = { packetsPerSecond: 10, packetsBurst: 3, bytesPerSecond: 1_000, bytesBurst: 500 };

test('RateLimit lets a burst pass, then one packet for each interval', () => {
  const rate = new RateLimit(RATE, 0);
  for (let i = 0; i < 3; i += 1) {
    expect(rate.allows()).toBe(true);
    rate.spend(1);
  }
  expect(rate.allows()).toBe(false);
  expect(rate.waitMs()).toBe(100);
  rate.refill(99);
  expect(rate.allows()).toBe(false);
  rate.refill(101);
  expect(rate.allows()).toBe(true);
});

test('RateLimit lets a packet larger than the burst pass and waits for the debt', () => {
  const rate = new RateLimit(RATE, 0);
  rate.spend(2_500);
  expect(rate.allows()).toBe(false);
  expect(rate.waitMs()).toBe(2_001);
  rate.refill(2_001);
  expect(rate.allows()).toBe(true);
});

test('RateLimit never holds more than the burst, and a clock that runs backwards gives nothing', () => {
  const rate = new RateLimit(RATE, 1_000_000);
  rate.refill(0);
  rate.refill(100_000_000);
  for (let i = 0; i < 3; i += 1) rate.spend(1);
  expect(rate.allows()).toBe(false);
});
