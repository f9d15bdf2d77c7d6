import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** A value that tells its listeners when it was replaced. */
export interface Observable<T> {
  get(): T;
  /** Gives back the function that ends the listening. */
  listen(listener: () => void): () => void;
}

/** An observable whose owner may replace the value; the same value again tells no one. */
export class Box<T> implements Observable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Renders the component again only when what `select` takes from the observable has changed. */
export function useObserved<T, S>(observable: Observable<T>, select: (value: T) => S): S {
  const selected = select(observable.get());
  const [, setShown] = useState(selected);
  const [latest] = useState({ select, selected });
  useLayoutEffect(() => {
    latest.select = select;
    latest.selected = selected;
  });
  useEffect(() => {
    const compare = () => {
      const next = latest.select(observable.get());
      if (Object.is(next, latest.selected)) return;
      latest.selected = next;
      setShown(() => next);
    };
    compare();
    return observable.listen(compare);
  }, [observable, latest]);
  return selected;
}
