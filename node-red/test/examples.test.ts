import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

/** A function node of an example, as Node-RED would run it; its context outlives the calls. */
function functionOf(example: string, name: string): (message: object) => unknown {
  const nodes = JSON.parse(readFileSync(join(import.meta.dirname, '../examples', `${example}.json`), 'utf8'));
  const { func } = nodes.find(
    (node: { type: string; name: string }) => node.type === 'function' && node.name === name,
  );
  const kept = new Map<string, unknown>();
  const context = {
    get: (key: string) => kept.get(key),
    set: (key: string, value: unknown) => void kept.set(key, value),
  };
  const node = { status: () => undefined };
  const run = new Function('msg', 'context', 'node', 'Buffer', func);
  return (message) => run(message, context, node, Buffer);
}

describe('the examples', () => {
  it('run the pump between two levels, and do not act on the past', () => {
    const hysteresis = functionOf('pump control on level', 'on above 2.5 m, off below 1.0 m');
    const states = [2, 2.6, 1.5, 0.9, 1.5].map((payload) => hysteresis({ payload, reading: {} }));
    expect(states).toMatchObject([false, true, true, false, false].map((payload) => ({ payload })));
    const isOfNow = functionOf('pump control on level', 'is it of now?');
    expect(isOfNow({ reading: { t: Date.now() - 3_600_000 } })).toBeNull();
    expect(isOfNow({ reading: { t: Date.now() } })).not.toBeNull();
  });

  it('keep the pump off before the first reading, and after five minutes without one until it is called for again', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const decide = functionOf('pump control on level', 'on above 2.5 m, off below 1.0 m');
    const reading = (payload: number) => decide({ payload, reading: {} });
    const tick = () => decide({});
    expect(tick()).toMatchObject({ payload: false, reason: 'no good level for 5 minutes' });
    expect(reading(2.6)).toEqual({ topic: 'pump', payload: true });
    vi.advanceTimersByTime(5 * 60_000);
    expect(tick()).toEqual({ topic: 'pump', payload: true });
    vi.advanceTimersByTime(1);
    expect(tick()).toMatchObject({ payload: false, reason: 'no good level for 5 minutes' });
    expect(reading(1.5)).toEqual({ topic: 'pump', payload: false });
    expect(reading(2.6)).toEqual({ topic: 'pump', payload: true });
  });

  it('tell of what is outside the limits that Banyu says, once an hour, and of each parameter by itself', () => {
    const check = functionOf('message on exceedance', 'outside its limit?');
    const tell = (parameter: string, payload: number) =>
      check({ payload, reading: { plant: 'ipal', point: 'effluent', parameter, t: Date.UTC(2026, 10, 24) } });
    expect(tell('cod', 140)).toBeNull();
    const limits = [
      { parameter: 'cod', min: null, max: 125 },
      { parameter: 'ph', min: 6, max: 9 },
    ];
    expect(check({ topic: 'limits', payload: { inForce: { standard: 'textile', limits } } })).toBeNull();
    expect(tell('cod', 125)).toBeNull();
    expect(tell('cod', 140)).toMatchObject({
      topic: 'ipal: cod',
      payload: expect.stringMatching(/baku mutu ≤ 125 \(24 Nov 2026.* WIB\)\ncod is 140, the limit ≤ 125$/),
    });
    expect(tell('cod', 150)).toBeNull();
    expect(tell('ph', 5.9)).toMatchObject({ payload: expect.stringContaining('≥ 6, ≤ 9') });
    expect(tell('temperature', 90)).toBeNull();
    expect(check({ topic: 'limits', payload: { inForce: null } })).toBeNull();
    expect(tell('ph', 5.9)).toBeNull();
  });

  it('ask for each parameter of yesterday, and write of each what came, or that nothing did and why', () => {
    const ask = functionOf('daily summary by e-mail', 'which parameters');
    const [questions] = ask({ _msgid: 'a' }) as [{ query: object; parts: object; asked: string }[]];
    expect(questions[4]).toMatchObject({ query: { parameter: 'nh3n' }, parts: { index: 4, count: 5 } });
    const line = functionOf('daily summary by e-mail', 'a line for each');
    const day = { mean: 81.25, min: 60, max: 99, total: 1440, good: 1400 };
    const told = [
      { asked: 'effluent cod', payload: [{ device: 'a', unit: 'mg/L', buckets: [day] }] },
      { asked: 'effluent tss', payload: [{ device: 'a', unit: 'mg/L', buckets: [] }] },
      { asked: 'effluent nh3n', payload: [] },
      { asked: 'effluent ph', payload: 0, error: { message: 'cannot reach http://127.0.0.1:8080' } },
    ].map((message) => (line(message) as { payload: string }).payload);
    const write = functionOf('daily summary by e-mail', 'write the text');
    const { payload } = write({ payload: told }) as { payload: string };
    expect(payload.split('\n')).toEqual([
      'effluent cod: 81,25 mg/L (60 – 99), 1440 bacaan, 97% baik / readings, good',
      'effluent tss (a): tidak ada bacaan / no readings',
      'effluent nh3n: tidak diukur / not measured',
      'effluent ph: cannot reach http://127.0.0.1:8080',
    ]);
  });

  it('turn a probe’s registers into values', () => {
    const decode = functionOf('Modbus probe to Banyu', 'registers to values');
    expect(decode({ payload: [16_613, 55_050, 16_861, 13_107] })).toMatchObject({
      payload: { ph: 7.18, temperature: 27.6 },
    });
    expect(decode({ payload: [0x7fc0, 0, 16_861, 13_107] })).toMatchObject({ payload: { ph: null } });
  });
});
