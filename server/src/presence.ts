/** Which devices hold a connection to the embedded broker, since this process began. */
export class Presence {
  readonly #connected = new Map<string, { online: boolean; at: number }>();

  readonly #onChange: (device: string, online: boolean, at: number) => void;

  /** `onChange` is told of each coming and going. */
  constructor(onChange: (device: string, online: boolean, at: number) => void) {
    this.#onChange = onChange;
  }

  /** Notes a device's coming or going at `at`, Unix ms. */
  note(device: string, online: boolean, at: number): void {
    this.#connected.set(device, { online, at });
    this.#onChange(device, online, at);
  }

  /** Undefined when the device was not seen since the process began. */
  of(device: string): { readonly online: boolean; readonly at: number } | undefined {
    return this.#connected.get(device);
  }
}
