import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

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
  const run = new Function('msg', 'context', 'Buffer', func);
  return (message) => run(message, context, Buffer);
}

describe('the examples', () => {
  it('run the pump between two levels, and do not act on the past', () => {
    const hysteresis = functionOf('pump control on level', 'on above 2.5 m, off below 1.0 m');
    const states = [2, 2.6, 1.5, 0.9, 1.5].map(
      (payload) => (hysteresis({ payload }) as { payload: boolean }).payload,
    );
    expect(states).toEqual([false, true, true, false, false]);
    const isOfNow = functionOf('pump control on level', 'is it of now?');
    expect(isOfNow({ reading: { t: Date.now() - 3_600_000 } })).toBeNull();
    expect(isOfNow({ reading: { t: Date.now() } })).not.toBeNull();
  });

  it('tell of an exceedance once, and of each parameter by itself', () => {
    const check = functionOf('message on exceedance', 'outside its limit?');
    const tell = (parameter: string, payload: number) =>
      check({ payload, reading: { plant: 'ipal', point: 'effluent', parameter, t: Date.UTC(2026, 10, 24) } });
    expect(tell('cod', 100)).toBeNull();
    expect(tell('cod', 140)).toMatchObject({
      topic: 'ipal: cod',
      payload: expect.stringContaining('cod is 140, the limit 0–100'),
    });
    expect(tell('cod', 150)).toBeNull();
    expect(tell('ph', 5.9)).not.toBeNull();
  });

  it('ask for each parameter of yesterday, and write what came as one text', () => {
    const ask = functionOf('daily summary by e-mail', 'which parameters');
    const [questions] = ask({ _msgid: 'a' }) as [{ query: object; parts: object }[]];
    expect(questions[4]).toMatchObject({ query: { parameter: 'nh3n' }, parts: { index: 4, count: 5 } });
    const write = functionOf('daily summary by e-mail', 'write the text');
    const heading = { point: 'effluent', unit: 'mg/L' };
    const day = { mean: 81.25, min: 60, max: 99, total: 1440, good: 1400 };
    const { payload } = write({
      payload: [
        [{ ...heading, parameter: 'cod', buckets: [day] }],
        [{ ...heading, parameter: 'tss', buckets: [] }],
      ],
    }) as { payload: string };
    expect(payload.split('\n')).toEqual([
      'effluent cod: 81,25 mg/L (60 – 99), 1440 bacaan, 97% baik / readings, good',
      'effluent tss: tidak ada bacaan / no readings',
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
