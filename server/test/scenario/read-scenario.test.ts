import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readScenario } from '../../src/scenario/read-scenario.ts';

const TEXT = '{ id: Uji, en: Test }';
const HEAD = `name: test\ntitle: ${TEXT}\ntext: ${TEXT}\n`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-scenario-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A file in the folder, with the keys that every one has, on its first three lines. */
async function file(name: string, lines: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, HEAD + lines);
  return path;
}

function problemsOf(path: string): string[] {
  try {
    readScenario(path);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ name: 'InvalidInputError' });
    const [, ...problems] = error instanceof Error ? error.message.split('\n') : [];
    return problems.map((line) => line.replace('  - ', ''));
  }
}

describe('readScenario() of one file', () => {
  it('gives its timeline and expectations in the order of time', async () => {
    const scenario = readScenario(
      await file(
        'a.yaml',
        `timeline:
  - { at: 1d2h, for: 30m, kind: storm, rainMmPerHour: 20 }
  - { at: 45m, kind: stuck, point: effluent, parameter: ph }
expect:
  - { at: 45m, within: 1h, point: effluent, parameter: ph, sees: flat, text: ${TEXT} }
`,
      ),
    );
    expect(scenario.timeline.map(({ entry }) => [entry.at, entry.kind])).toEqual([
      [2_700_000, 'stuck'],
      [93_600_000, 'storm'],
    ]);
    expect(scenario.expectations[0]?.expectation).toMatchObject({
      in: 'readings',
      sees: { sign: 'flat' },
      within: 3_600_000,
    });
  });

  it('tells all problems at once, each with its line, its key and what to do', async () => {
    const path = await file(
      'a.yaml',
      `start: noon
timeline:
  - { at: 1h, for: 2h, kind: storm, rainMmPerHour: 900 }
  - { at: soon, for: 2h, kind: toxic-shock, toxine: 3 }
  - { at: 1h, kind: earthquake }
  - at: 1h
    for: 1h
    kind: bias
    point: effluent
    parameter: ph
expect:
  - { at: 1h, within: 1h, point: effluent, parameter: ph, sees: something, text: ${TEXT} }
`,
    );
    expect(problemsOf(path)).toEqual([
      expect.stringMatching(/^a\.yaml:4: start "noon" is no start: write a time of day/),
      expect.stringMatching(/^a\.yaml:6: timeline\[0\]\.rainMmPerHour .*300/),
      expect.stringMatching(/^a\.yaml:7: timeline\[1\]\.at "soon" is no span of time: write days/),
      expect.stringMatching(/^a\.yaml:7: timeline\[1\]\.toxin is missing: write a number/),
      expect.stringMatching(
        /^a\.yaml:7: timeline\[1\]\.toxine is no key here: take it out, or write one of .*toxin/,
      ),
      expect.stringMatching(
        /^a\.yaml:8: timeline\[2\]\.kind is no kind .* write one of toxic-shock, bulking/,
      ),
      expect.stringMatching(/^a\.yaml:9: timeline\[3\]\.offset is missing: write a number/),
      expect.stringMatching(/^a\.yaml:15: expect\[0\]\.sees "something" is nothing that can be seen/),
    ]);
  });

  it.each([
    ['a: [1', /is not YAML/],
    ['name: twice', /a\.yaml:4: is not YAML: Map keys must be unique/],
    [`x: &x [a, a]\ny: &y [${'*x, '.repeat(60)}]\nz: [${'*y, '.repeat(60)}]`, /is too entangled/],
  ])('refuses %j', async (lines, problem) => {
    expect(problemsOf(await file('a.yaml', lines))).toEqual([expect.stringMatching(problem)]);
  });

  it('refuses what nothing measures, and two faults of a kind at one probe or device', async () => {
    const path = await file(
      'a.yaml',
      `timeline:
  - { at: 0m, kind: stuck, point: river-upstream, parameter: chromium }
  - { at: 1h, for: 2h, kind: bias, point: effluent, parameter: ph, offset: 1 }
  - { at: 2h, for: 2h, kind: bias, point: effluent, parameter: ph, offset: 2 }
  - { at: 1h, for: 1h, kind: power-loss, device: effluent-logger }
  - { at: 1h, for: 1h, kind: power-loss, device: influent-logger }
expect:
  - { at: 1h, within: 1h, point: effluent, parameter: chromium, sees: above 1, text: ${TEXT} }
  - { at: 1h, within: 1h, point: effluent, parameter: chromium, in: truth, sees: flat, text: ${TEXT} }
`,
    );
    expect(problemsOf(path)).toEqual([
      expect.stringMatching(
        /a\.yaml:5: .* chromium at river-upstream, which nothing measures: write one of ph,/,
      ),
      expect.stringMatching(
        /a\.yaml:7: .* is a bias of ph at effluent at 2h, while the one in a\.yaml:6 goes on/,
      ),
      expect.stringMatching(/a\.yaml:11: .* chromium at effluent, .* or add "in: truth"/),
      expect.stringMatching(/a\.yaml:12: expect\[1\] sees what only readings can be/),
    ]);
  });

  it('refuses a file of more than 64 KiB', async () => {
    expect(problemsOf(await file('a.yaml', `# ${'x'.repeat(65_536)}`))).toEqual([
      expect.stringMatching(/^a\.yaml: has \d+ bytes, at most 65536: divide it with include/),
    ]);
  });
});

describe('readScenario() of files that include others', () => {
  it('shifts what they bring, once for each level, and takes their expectations unless told not to', async () => {
    const expectation = `expect:\n  - { at: 1h, within: 1h, point: effluent, parameter: ph, sees: flat, text: ${TEXT} }\n`;
    await file('c.yaml', `timeline: [{ at: 10m, for: 1h, kind: power-cut }]\n${expectation}`);
    await file('b.yaml', `include: [{ file: c.yaml, at: 1h }]\n${expectation}`);
    const path = await file(
      'a.yaml',
      'include: [{ file: b.yaml, at: 1d }, { file: c.yaml, expect: false }]\n',
    );
    const { timeline, expectations } = readScenario(path);
    expect(timeline.map(({ entry, place }) => [entry.at, place.file])).toEqual([
      [600_000, 'c.yaml'],
      [90_600_000, 'c.yaml'],
    ]);
    expect(expectations.map(({ expectation: { at }, place }) => [at, place.file])).toEqual([
      [90_000_000, 'b.yaml'],
      [93_600_000, 'c.yaml'],
    ]);
  });

  it('tells a problem in an included file by that file, and once', async () => {
    await file('b.yaml', 'timeline: [{ at: 10m, kind: power-cut }]');
    const path = await file('a.yaml', 'include: [{ file: b.yaml }, { file: b.yaml, at: 1h }]');
    expect(problemsOf(path)).toEqual([expect.stringMatching(/^b\.yaml:4: timeline\[0\]\.for is missing/)]);
  });

  it('refuses circles', async () => {
    await file('b.yaml', 'include:\n  - file: a.yaml\n');
    expect(problemsOf(await file('a.yaml', 'include: [{ file: b.yaml }]'))).toEqual([
      'b.yaml:5: include[0].file goes round in a circle, a.yaml → b.yaml → a.yaml: take one of these includes out',
    ]);
  });

  it('refuses what is more than five deep', async () => {
    for (const depth of [1, 2, 3, 4, 5])
      await file(`f${depth}.yaml`, `include: [{ file: f${depth + 1}.yaml }]`);
    await file('f6.yaml', '');
    expect(problemsOf(join(folder, 'f1.yaml'))).toEqual([
      expect.stringMatching(/^f5\.yaml:4: include\[0\]\.file is an include of an include, 5 deep/),
    ]);
  });

  it('refuses includes that grow without bound', async () => {
    const twenty = (name: string) => `include: [${`{ file: ${name} }, `.repeat(20)}]`;
    await file('c.yaml', '');
    await file('b.yaml', twenty('c.yaml'));
    expect(problemsOf(await file('a.yaml', twenty('b.yaml')))).toEqual([
      expect.stringMatching(/makes it too large: at most 50 includes/),
    ]);
  });

  it('refuses files outside of its folder, by any way', async () => {
    await mkdir(join(folder, 'inner'));
    await file('outside.yaml', '');
    await symlink(join(folder, 'outside.yaml'), join(folder, 'inner', 'link.yaml'));
    const path = await file(
      'inner/a.yaml',
      `include:
  - file: ../outside.yaml
  - file: link.yaml
  - file: /etc/hostname
  - file: none.yaml
`,
    );
    expect(problemsOf(path)).toEqual([
      expect.stringMatching(/^a\.yaml:5: .* lies outside .*: copy it into this folder/),
      expect.stringMatching(/^a\.yaml:6: .* lies outside/),
      expect.stringMatching(/^a\.yaml:7: .* write the path of a \.yaml file/),
      expect.stringMatching(/^a\.yaml:8: .* there is no such file/),
    ]);
  });
});
