// What the nodes use of Node-RED's runtime (https://nodered.org/docs/creating-nodes/node-js).

export interface Message {
  _msgid?: string;
  topic?: unknown;
  payload?: unknown;
  [property: string]: unknown;
}

export interface Status {
  fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  shape?: 'ring' | 'dot';
  text?: string;
}

type Send = (messages: Message | readonly (Message | readonly Message[] | null)[]) => void;

/** What a node keeps in the context store that Node-RED is configured to use first; some stores answer later only. */
interface Context {
  get(key: string, callback: (error: unknown, value?: unknown) => void): void;
  set(key: string, value: unknown, callback: (error?: unknown) => void): void;
}

/** A node of a flow, or a configuration node; `Own` is what its constructor adds for others to use. */
export interface Node {
  readonly id: string;
  readonly type: string;
  readonly credentials: Readonly<Record<string, string | undefined>> | undefined;
  on(event: 'input', listener: (message: Message, send: Send, done: (error?: Error) => void) => void): void;
  on(event: 'close', listener: (removed: boolean, done: () => void) => void): void;
  send: Send;
  context(): Context;
  status(status: Status): void;
  log(text: string): void;
  warn(text: string): void;
  error(text: string, message?: Message): void;
}

interface AdminRequest {
  readonly params: Readonly<Record<string, string>>;
}

interface AdminResponse {
  status(code: number): AdminResponse;
  json(body: unknown): void;
}

/** The `RED` that a file of nodes is given. */
export interface Red {
  readonly nodes: {
    createNode(node: Node, config: object): void;
    registerType(
      type: string,
      // biome-ignore lint/suspicious/noExplicitAny: each type has a configuration of its own
      create: (this: any, config: any) => void,
      options?: { readonly credentials: Readonly<Record<string, { readonly type: 'text' | 'password' }>> },
    ): void;
    /** A configuration node by its id; undefined when it is not there, or not deployed. */
    getNode(id: string): Node | null | undefined;
  };
  readonly settings: { readonly userDir?: string };
  readonly auth: { needsPermission(permission: string): (...args: never[]) => void };
  readonly httpAdmin: {
    get(
      path: string,
      guard: (...args: never[]) => void,
      handler: (request: AdminRequest, response: AdminResponse) => void,
    ): void;
  };
  /** A text of this file's catalogue, in the runtime's language. */
  _(key: string, values?: Readonly<Record<string, string | number>>): string;
}
