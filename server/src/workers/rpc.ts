import {
  ConfigurationError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
} from '@banyu/contracts';

/** Methods that another thread may call: arguments and results must survive structured cloning. */
// biome-ignore lint/suspicious/noExplicitAny: the constraint only says "some function"; callers keep their types.
type Methods = Readonly<Record<string, (...args: any[]) => unknown>>;

/** The same methods, seen from the other thread: each answers later. */
export type Remote<M extends Methods> = {
  readonly [K in keyof M]: (...args: Parameters<M[K]>) => Promise<Awaited<ReturnType<M[K]>>>;
};

interface Port {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface Call {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Answer =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: Failure };

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly field?: string;
  readonly retryAfterMs?: number;
}

/** Answers calls that arrive on a port. A method's error reaches the caller with its class. */
export function serveMethods(port: Port, methods: Methods): void {
  port.on('message', (message: unknown) => {
    if (!isCall(message)) return;
    const { id } = message;
    const method = Object.hasOwn(methods, message.method) ? methods[message.method] : undefined;
    Promise.resolve()
      .then(() => {
        if (method === undefined) throw new Error(`no method ${message.method}`);
        return method(...message.args);
      })
      .then(
        (value) => port.postMessage({ kind: 'answer', id, value } satisfies Answer),
        (error: unknown) =>
          port.postMessage({ kind: 'failure', id, error: failureOf(error) } satisfies Answer),
      );
  });
}

/** Calls methods on the other side of a port. `fail` rejects every open call: the other thread is gone. */
export function callMethods<M extends Methods>(port: Port): { remote: Remote<M>; fail(error: Error): void } {
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 0;
  let gone: Error | undefined;
  port.on('message', (message: unknown) => {
    if (!isAnswer(message)) return;
    const call = open.get(message.id);
    open.delete(message.id);
    if (message.kind === 'answer') call?.resolve(message.value);
    else call?.reject(errorOf(message.error));
  });
  const call = (method: string, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (gone !== undefined) return reject(gone);
      const id = next++;
      open.set(id, { resolve, reject });
      port.postMessage({ kind: 'call', id, method, args } satisfies Call);
    });
  const remote = new Proxy({} as Remote<M>, {
    get: (_, method) =>
      typeof method === 'string' && method !== 'then'
        ? (...args: unknown[]) => call(method, args)
        : undefined,
  });
  return {
    remote,
    fail(error) {
      gone = error;
      for (const { reject } of open.values()) reject(error);
      open.clear();
    },
  };
}

function isCall(message: unknown): message is Call {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'call';
}

function isAnswer(message: unknown): message is Answer {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    (message.kind === 'answer' || message.kind === 'failure')
  );
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof InvalidInputError && error.field !== undefined && { field: error.field }),
    ...(error instanceof UnavailableError &&
      error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  };
}

function errorOf(failure: Failure): Error {
  const { name, message, field, retryAfterMs } = failure;
  switch (name) {
    case 'InvalidInputError':
      return new InvalidInputError(message, field === undefined ? {} : { field });
    case 'NotFoundError':
      return new NotFoundError(message);
    case 'ConflictError':
      return new ConflictError(message);
    case 'ConfigurationError':
      return new ConfigurationError(message);
    case 'UnavailableError':
      return new UnavailableError(message, retryAfterMs === undefined ? {} : { retryAfterMs });
    default:
      return new Error(message);
  }
}
