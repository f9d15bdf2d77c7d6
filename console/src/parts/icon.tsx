import type { Flag } from '@banyu/contracts';
import type { ComponentChildren } from 'preact';

function Glyph({ children, class: name }: { children: ComponentChildren; class?: string }) {
  return (
    <svg class={`icon ${name ?? ''}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** Each flag has its own outline, so that it is told apart without its colour. */
const FLAG_SHAPES: Readonly<Record<Flag, ComponentChildren>> = {
  1: <path class="stroke" d="M3 8.5 6.5 12 13 4.5" />,
  2: (
    <>
      <circle class="stroke" cx="8" cy="8" r="5.5" stroke-dasharray="2.6 2" />
      <circle class="fill" cx="8" cy="8" r="1.3" />
    </>
  ),
  3: (
    <>
      <path class="stroke" d="M8 2.2 14.3 13.3H1.7Z" />
      <path class="stroke" d="M8 6.5v3.2M8 11.6v.1" />
    </>
  ),
  4: (
    <>
      <path class="fill" d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2Z" />
      <path class="stroke on-fill" d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" />
    </>
  ),
  9: (
    <>
      <circle class="stroke" cx="8" cy="8" r="6" />
      <path class="stroke" d="m3.8 12.2 8.4-8.4" />
    </>
  ),
};

export function FlagIcon({ flag }: { flag: Flag }) {
  return <Glyph>{FLAG_SHAPES[flag]}</Glyph>;
}

/** A clock: this value is old. */
export function StaleIcon() {
  return (
    <Glyph>
      <circle class="stroke" cx="8" cy="8" r="6.2" />
      <path class="stroke" d="M8 4.2V8l2.6 1.8" />
    </Glyph>
  );
}

/** A plug: joined, or with a gap. */
export function ConnectionIcon({ online }: { online: boolean }) {
  return (
    <Glyph>
      {online ? (
        <>
          <path class="stroke" d="M1 8h3.5m7 0H15" />
          <rect class="fill" x="4" y="4.5" width="8" height="7" rx="2" />
        </>
      ) : (
        <>
          <path class="stroke" d="M1 8h2.5M12.5 8H15" />
          <path
            class="stroke"
            d="M6.5 5H5a1.5 1.5 0 0 0-1.5 1.5v3A1.5 1.5 0 0 0 5 11h1.5M9.5 5H11a1.5 1.5 0 0 1 1.5 1.5v3A1.5 1.5 0 0 1 11 11H9.5"
          />
        </>
      )}
    </Glyph>
  );
}

export function CloseIcon() {
  return (
    <Glyph>
      <path class="stroke" d="m3.5 3.5 9 9m0-9-9 9" />
    </Glyph>
  );
}

export function SunIcon() {
  return (
    <Glyph>
      <circle class="stroke" cx="8" cy="8" r="3" />
      <path
        class="stroke"
        d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13"
      />
    </Glyph>
  );
}

export function MoonIcon() {
  return (
    <Glyph>
      <path class="stroke" d="M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z" />
    </Glyph>
  );
}

/** The mark of Banyu ("water"): a drop with a wave. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path class="logo-drop" d="M16 2c5 6.6 10 12.3 10 18a10 10 0 0 1-20 0C6 14.3 11 8.6 16 2Z" />
      <path class="logo-wave" d="M9.5 20.5c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0" />
    </svg>
  );
}
