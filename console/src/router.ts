import { Box, type Observable } from './observable.ts';
import { buildRoute, parseRoute, type Route } from './route.ts';

/** The address of the page, as an observable; the back button works. */
export class Router {
  readonly #route = new Box<Route>(parseRoute(location.hash));

  constructor() {
    window.addEventListener('hashchange', () => this.#route.set(parseRoute(location.hash)));
  }

  get route(): Observable<Route> {
    return this.#route;
  }

  /** Goes there without leaving the present address in the history. */
  replace(route: Route): void {
    history.replaceState(null, '', buildRoute(route));
    this.#route.set(route);
  }

  go(route: Route): void {
    location.hash = buildRoute(route);
  }
}
