import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from './clock.ts';

/** A write waits so long for others to share its commit, ms. */
const COMMIT_AFTER_MS = 5;

/** Who writes in a group. */
export interface GroupMember {
  /** What it wrote in the group that was open is not on disk, and never will be. */
  undone(error: unknown): void;
}

/**
 * Puts the writes of many into one transaction each few milliseconds. Reads of the same connection see them at once;
 * on disk are they at the commit. The disk takes a group as a whole or not at all.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #members = new Set<GroupMember>();
  #waiting: ((error?: unknown) => void)[] = [];
  #cancelTimer: (() => void) | undefined;
  #number = 0;

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Names the group that is open, or opens next. */
  get number(): number {
    return this.#number;
  }

  /** Does some writes. False when the disk refused: then the whole group is undone, and its members know. */
  write(member: GroupMember, work: () => void): boolean {
    this.#members.add(member);
    try {
      if (this.#cancelTimer === undefined) this.#begin();
      work();
      return true;
    } catch (error) {
      this.#undo(error);
      return false;
    }
  }

  /** Calls once the open group is on disk, or, with the error, once it was undone. */
  whenKept(call: (error?: unknown) => void): void {
    this.#waiting.push(call);
  }

  /** Ends the group that is open, if one is. */
  commit(): void {
    if (this.#cancelTimer === undefined) return;
    try {
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#undo(error);
      return;
    }
    this.#members.clear();
    this.#end();
  }

  #begin(): void {
    this.#database.exec('BEGIN IMMEDIATE');
    this.#cancelTimer = this.#clock.after(COMMIT_AFTER_MS, () => this.commit());
  }

  #undo(error: unknown): void {
    // SQLite ends the transaction itself on some errors, a full disk among them.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    const members = [...this.#members];
    this.#members.clear();
    for (const member of members) member.undone(error);
    this.#end(error);
  }

  #end(error?: unknown): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#number += 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) call(error);
  }
}
