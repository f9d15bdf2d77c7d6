import { createRequire } from 'node:module';

/** What the tests use of Grafana's own data code, the package @grafana/data. */
export interface GrafanaData {
  getValueFormat(unit: string): (value: number, decimals: number) => object;
  getValueFormats(): readonly { readonly submenu: readonly { readonly value: string }[] }[];
  formattedValueToString(formatted: object): string;
  readonly rangeUtil: {
    calculateInterval(range: object, resolution: number, shortest: string): { readonly intervalMs: number };
  };
  dateTime(ms: number): object;
  toDataFrame(frame: object): DataFrame;
  applyFieldOverrides(options: object): readonly DataFrame[];
  createTheme(): object;
  transformDataFrame(
    transformations: readonly object[],
    frames: readonly DataFrame[],
  ): { subscribe(next: (frames: readonly DataFrame[]) => void): { unsubscribe(): void } };
  readonly fieldReducers: { getIfExists(id: string): object | undefined };
  readonly standardTransformers: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
  readonly standardTransformersRegistry: { setInit(init: () => readonly object[]): void };
  readonly standardFieldConfigEditorRegistry: { setInit(init: () => readonly object[]): void };
}

export interface DataFrame {
  readonly fields: readonly {
    readonly name: string;
    readonly values: readonly unknown[];
    readonly config: { readonly displayName?: string; readonly unit?: string };
    readonly display?: (value: unknown) => {
      readonly text: string;
      readonly suffix?: string;
      readonly color?: string;
    };
  }[];
}

/** What Grafana's editor registers, and without which units and thresholds are passed over. */
const FIELD_PROPERTIES = 'unit min max decimals displayName noValue links mappings thresholds color'.split(
  ' ',
);

/** What the package looks for as it is loaded, and when it transforms. */
const BROWSER = [
  'window',
  'document',
  'history',
  'Node',
  'HTMLElement',
  'Element',
  'DOMParser',
  'location',
  'localStorage',
  'addEventListener',
  'matchMedia',
] as const;

/** Loads the package into a program that is no browser. `close` when done: other tests are not to find a window. */
export function loadGrafanaData(): { readonly grafana: GrafanaData; close(): void } {
  const before = BROWSER.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  const anything: unknown = new Proxy(() => undefined, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => '' : anything),
    set: () => true,
    apply: () => anything,
  });
  const nothing = class {};
  const pretended: Readonly<Record<(typeof BROWSER)[number], unknown>> = {
    window: globalThis,
    document: new Proxy({}, { get: () => anything }),
    history: { pushState: () => undefined, replaceState: () => undefined },
    Node: nothing,
    HTMLElement: nothing,
    Element: nothing,
    DOMParser: nothing,
    location: new URL('http://localhost/'),
    localStorage: { getItem: () => null, setItem: () => undefined },
    addEventListener: () => undefined,
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
  };
  for (const [name, value] of Object.entries(pretended))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  const grafana = createRequire(import.meta.url)('@grafana/data') as GrafanaData;
  register(grafana);
  return {
    grafana,
    close() {
      for (const [name, descriptor] of before) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
      }
    },
  };
}

function register(grafana: GrafanaData): void {
  grafana.standardFieldConfigEditorRegistry.setInit(() =>
    FIELD_PROPERTIES.map((id) => ({
      id,
      path: id,
      name: id,
      editor: () => null,
      override: () => null,
      process: (value: unknown) => value,
      shouldApply: () => true,
    })),
  );
  const transformers = new Map(Object.values(grafana.standardTransformers).map((each) => [each.id, each]));
  grafana.standardTransformersRegistry.setInit(() =>
    [...transformers.values()].map((each) => ({
      id: each.id,
      name: each.name,
      transformation: () => Promise.resolve(each),
      editor: () => null,
    })),
  );
}
