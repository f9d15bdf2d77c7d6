import type { AuditEntry } from './chain.ts';

/** A version of something registered, as the trail has it. */
export interface Noted {
  /** Its facts by name, as far as the entry has them. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Whether it holds, or was superseded or taken back since. */
  readonly held: boolean;
}

/** `before` or `after` of an entry: of each kind those fields that it is recognised by, beside all others. */
interface Written {
  readonly [name: string]: unknown;
  readonly id?: string | number;
  readonly version?: number;
  readonly parameter?: string;
  readonly device?: string;
  readonly schedule?: { readonly from: number };
  readonly points?: readonly Written[];
  readonly results?: readonly Written[];
}

/**
 * What the trail says is registered, of what can alter a published number: every version by its key. Entries are taken in
 * order; one of a kind that is not looked at is passed over.
 */
export class NotedVersions {
  readonly versions = new Map<string, Noted>();
  /** The key of the version that holds, by what it is a version of. */
  readonly #holding = new Map<string, string>();

  take(entry: AuditEntry): void {
    const { action, subject } = entry;
    const after = writtenIn(entry.after);
    switch (action) {
      case 'plant.add': {
        for (const point of after.points ?? []) {
          const key = `point/${after.id}/${point.id}`;
          this.#hold(key, key, point);
        }
        this.#hold(subject, subject, after);
        break;
      }
      case 'plant.update':
      case 'point.add':
      case 'correction.add':
      case 'correction.withdraw':
      case 'settings.set':
        this.#hold(subject, subject, after);
        break;
      case 'review.working':
      case 'review.in-review':
      case 'review.approved': {
        this.#hold(`review/${after.id}`, `review/${after.id}`, after);
        break;
      }
      case 'window.declare':
      case 'window.end':
        this.#hold(subject, `${subject}/${after.version}`, after);
        break;
      case 'plant.remove':
        this.#remove(subject);
        break;
      case 'window.cancel':
        this.#end(subject);
        break;
      case 'schedule.set':
      case 'schedule.withdraw': {
        const { device, schedule } = entry.after === null ? writtenIn(entry.before) : after;
        const which = `schedule/${device}/${schedule?.from}`;
        if (entry.after === null) this.#end(which);
        else this.#hold(which, `${which}/${this.#versionsOf(which) + 1}`, after);
        break;
      }
      default:
        if (action.startsWith('sample.') || action.startsWith('result.')) this.#sample(entry, after);
    }
  }

  /** Subjects are `sample/<plant>/<id>`, and the keys of results begin with theirs. */
  #sample({ action, subject, before, at, who }: AuditEntry, after: Written): void {
    const { results = [], ...facts } = after;
    switch (action) {
      case 'sample.add': {
        const version = this.#versionsOf(subject) + 1;
        this.#hold(subject, `${subject}/${version}`, { ...facts, version, recordedAt: at, recordedBy: who });
        break;
      }
      case 'sample.amend':
      case 'sample.restore':
        this.#hold(subject, `${subject}/${facts.version}`, facts);
        break;
      case 'sample.withdraw':
        this.#end(subject);
        for (const { parameter } of writtenIn(before).results ?? []) this.#end(`${subject} ${parameter}`);
        break;
      case 'result.withdraw':
        this.#end(`${subject} ${writtenIn(before).parameter}`);
        break;
    }
    for (const result of results) {
      const which = `${subject} ${result.parameter}`;
      this.#hold(which, `${which}/${result.version}`, result);
    }
  }

  #versionsOf(subject: string): number {
    let version = 0;
    while (this.versions.has(`${subject}/${version + 1}`)) version += 1;
    return version;
  }

  #hold(which: string, key: string, facts: Readonly<Record<string, unknown>>): void {
    this.#end(which);
    this.#holding.set(which, key);
    this.versions.set(key, { facts, held: true });
  }

  /** A plant that nothing was recorded at is gone with its points. */
  #remove(plant: string): void {
    const points = `${plant.replace('plant', 'point')}/`;
    for (const key of this.versions.keys()) {
      if (key !== plant && !key.startsWith(points)) continue;
      this.versions.delete(key);
      this.#holding.delete(key);
    }
  }

  #end(which: string): void {
    const key = this.#holding.get(which);
    const noted = key === undefined ? undefined : this.versions.get(key);
    if (key === undefined || noted === undefined) return;
    this.#holding.delete(which);
    this.versions.set(key, { ...noted, held: false });
  }
}

/** The trail's own words: whoever takes them has verified it. */
function writtenIn(json: string | null): Written {
  return json === null ? {} : JSON.parse(json);
}
