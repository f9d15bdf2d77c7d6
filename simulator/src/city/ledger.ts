import { WATER_SIZE, type Water } from './water.ts';

/** Water and what it carried, added up: m³, and g (or what else a property counts, times m³). */
export class Account {
  m3 = 0;
  readonly grams: Water = new Float64Array(WATER_SIZE);

  /** So many m³ of a water. */
  add(m3: number, water: Water): void {
    this.addLoads(m3, water, m3);
  }

  /** So many m³ that carry `times` these loads. */
  addLoads(m3: number, loads: Water, times: number): void {
    const { grams } = this;
    this.m3 += m3;
    for (let i = 0; i < grams.length; i++) grams[i] = grams[i]! + times * loads[i]!;
  }
}

/** What has crossed the plant's borders since it began: for balances. */
export interface Ledger {
  readonly arrived: Account;
  /** Over the equalization tank's weir. */
  readonly overflowed: Account;
  readonly primarySludge: Account;
  /** Into the biology. */
  readonly settled: Account;
  readonly wasteSludge: Account;
  /** With the effluent. */
  readonly discharged: Account;
}
