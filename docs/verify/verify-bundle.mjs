#!/usr/bin/env node
// Verifies a bundle of sealed readings, as docs/audit.md describes it, without Banyu: plain Node 20 or newer, no
// packages. Usage: node verify-bundle.mjs FILE [--head ROUND:HASH] [--key PUBLIC-KEY …] [--all-signed]
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const sha256 = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
const iso = (t) => new Date(t).toISOString();

class Refused extends Error {}
function demand(condition, message) {
  if (!condition) throw new Refused(message);
}

/** Bytes of numbers as IEEE 754 binary64, most significant byte first; null, only where it may be, as a NaN. */
function doubles(numbers, nullable) {
  const bytes = Buffer.alloc(numbers.length * 8);
  numbers.forEach((number, i) => {
    const isNull = nullable && number === null;
    demand(isNull || Number.isFinite(number), `${JSON.stringify(number)} stands where a number should`);
    if (isNull) bytes.write('7ff8000000000000', i * 8, 'hex');
    else bytes.writeDoubleBE(number, i * 8);
  });
  return bytes;
}

/** The device's public key, 32 bytes in base64url. */
function publicKey(x) {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** Whether the device's key gives the message its signature, over its topic, a line feed and the message. */
function isSigned({ plant, device }, key, { signed, signature }) {
  const text = Buffer.from(`banyu/v1/${plant}/${device}/telemetry\n${signed}`, 'utf8');
  return verifySignature(null, text, publicKey(key.publicKey), Buffer.from(signature, 'base64url'));
}

/** Collects the readings of one seal and compares them with it. */
class Content {
  constructor(seal) {
    this.seal = seal;
    this.hash = createHash('sha256');
    this.count = 0;
    this.first = Infinity;
    this.last = -Infinity;
    this.place = '';
    this.values = new Map();
    this.signed = new Map();
  }

  add({ point, parameter, t, value, receivedAt }) {
    const { hour } = this.seal;
    demand(
      t.length > 0 && value.length === t.length && receivedAt.length === t.length,
      'columns differ in length',
    );
    const day = Math.floor(t[0] / DAY);
    const place = JSON.stringify([String(day).padStart(9, '0'), point, parameter]);
    demand(place > this.place, `${point} ${parameter} is out of order`);
    t.forEach((time, i) => {
      demand(Math.floor(time / DAY) === day, `${iso(time)} is of another day than its group`);
      demand(i === 0 || time > t[i - 1], `${iso(time)} is out of order`);
      demand(
        receivedAt[i] >= hour && receivedAt[i] < hour + HOUR,
        `${iso(time)} was received in another hour`,
      );
    });
    this.place = place;
    this.hash.update(`${JSON.stringify([point, parameter, t.length])}\n`, 'utf8');
    this.hash.update(doubles(t, false)).update(doubles(value, true)).update(doubles(receivedAt, false));
    t.forEach((time, i) => {
      this.values.set(`${parameter} ${time}`, value[i]);
    });
    this.count += t.length;
    this.first = Math.min(this.first, t[0]);
    this.last = Math.max(this.last, t[t.length - 1]);
  }

  /** Takes what a message says whose signature is the device's. */
  addSigned({ signed }) {
    for (const { t, ...values } of JSON.parse(`${signed}}`).samples)
      for (const [parameter, value] of Object.entries(values)) {
        const place = `${parameter} ${t}`;
        this.signed.set(place, [...(this.signed.get(place) ?? []), value]);
      }
  }

  /** How many readings the device signed for; none may be another than it signed. */
  countSigned() {
    let count = 0;
    for (const [place, value] of this.values) {
      const said = this.signed.get(place);
      if (said === undefined) continue;
      demand(said.includes(value), `the device signed ${said[0]} as ${place}, sealed is ${value}`);
      count += 1;
    }
    return count;
  }

  end() {
    const { n, count, first, last, content } = this.seal;
    demand(this.count === count, `seal ${n} is over ${count} readings, the bundle has ${this.count}`);
    demand(this.first === first && this.last === last, `seal ${n} is over other times than the bundle has`);
    demand(this.hash.digest('hex') === content, `the readings are not those of seal ${n}`);
  }
}

async function verify(file, { head, keys: trusted, allSigned }) {
  let bundle, round, newest, before, content;
  const keys = new Map();
  const sum = { seals: 0, checked: 0, readings: 0, signed: 0, without: 0, line: 0 };
  const endOfSeal = () => {
    if (content === undefined) return;
    content.end();
    sum.checked += 1;
    sum.readings += content.count;
    const signed = content.countSigned();
    demand(!allSigned || signed === content.count, `${content.count - signed} readings are not signed`);
    sum.signed += signed;
    content = undefined;
  };
  try {
    for await (const text of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Infinity,
    })) {
      sum.line += 1;
      const record = JSON.parse(text);
      if (record.kind === 'bundle') {
        demand(
          bundle === undefined && [1, 2].includes(record.version),
          'this is no bundle of version 1 or 2',
        );
        bundle = record;
      } else if (record.kind === 'round') {
        demand(bundle !== undefined && round === undefined, 'one round was expected, after the first line');
        round = record;
        const { n, from, to, previous } = round;
        demand(
          sha256(JSON.stringify(['banyu-round-1', n, from, to, round.newest, previous])) === round.hash,
          `the fields of round ${n} do not give its hash`,
        );
        demand(
          head === undefined || head === `${n}:${round.hash}`,
          `the bundle is tied to ${n}:${round.hash}, published was ${head}`,
        );
      } else if (record.kind === 'newest') {
        demand(round !== undefined && newest === undefined, 'the newest seals were expected after the round');
        newest = record.hashes;
        demand(
          sha256([...newest].sort().join('\n')) === round.newest,
          'the newest seals are not those of the round',
        );
      } else if (record.kind === 'seal') {
        demand(newest !== undefined, 'a seal comes before the newest seals');
        endOfSeal();
        const { plant, device, n, hour, count, first, last } = record;
        demand(plant === bundle.plant && device === bundle.device, `seal ${n} is of another device`);
        const fields = [plant, device, n, hour, count, first, last, record.content, record.previous];
        demand(sha256(JSON.stringify(['banyu-seal-1', ...fields])) === record.hash, `seal ${n} was changed`);
        if (before === undefined) {
          demand(
            n === 1 ? record.previous === '0'.repeat(64) : hour < bundle.from,
            `seals before ${n} were left out`,
          );
        } else {
          demand(
            n === before.n + 1 && record.previous === before.hash,
            `seal ${n} does not follow ${before.n}`,
          );
          demand(hour > before.hour, `seal ${n} is of an hour before the one it follows`);
        }
        const wanted = hour + HOUR > bundle.from && hour < bundle.to;
        if (wanted && record.withReadings) content = new Content(record);
        else if (wanted) sum.without += 1;
        before = record;
        sum.seals += 1;
      } else if (record.kind === 'readings') {
        demand(content !== undefined, 'readings without a seal');
        content.add(record);
      } else if (record.kind === 'key') {
        demand(
          trusted.length === 0 || trusted.includes(record.publicKey),
          `the bundle has key ${record.publicKey}, which is none of those given`,
        );
        keys.set(record.id, record);
      } else if (record.kind === 'message') {
        demand(content !== undefined, 'a message without a seal');
        const { hour } = content.seal;
        const { receivedAt } = record;
        const key = keys.get(record.key);
        demand(receivedAt >= hour && receivedAt < hour + HOUR, 'a message was received in another hour');
        demand(
          key !== undefined && receivedAt >= key.from && (key.to === null || receivedAt < key.to),
          'a message is signed with a key that was not in force',
        );
        demand(isSigned(bundle, key, record), 'a message has not the signature of its device');
        content.addSigned(record);
      } else demand(false, `"${record.kind}" is not known`);
    }
    endOfSeal();
    sum.line = 'end';
    demand(
      before !== undefined && newest.includes(before.hash),
      'the last seal is not the newest of its round',
    );
  } catch (error) {
    throw new Refused(`line ${sum.line}: ${error.message}`);
  }
  return { bundle, round, keys: [...keys.values()], ...sum };
}

function options([file, ...rest]) {
  const given = { file, head: undefined, keys: [], allSigned: false };
  while (rest.length > 0) {
    const option = rest.shift();
    if (option === '--all-signed') given.allSigned = true;
    else if (option === '--head' && rest.length > 0) given.head = rest.shift();
    else if (option === '--key' && rest.length > 0) given.keys.push(rest.shift());
    else return { file: undefined };
  }
  return given;
}

const { file, ...given } = options(process.argv.slice(2));
if (file === undefined) {
  console.error('Usage: node verify-bundle.mjs FILE [--head ROUND:HASH] [--key PUBLIC-KEY …] [--all-signed]');
  process.exit(2);
}
try {
  const { bundle, round, keys, seals, checked, readings, signed, without } = await verify(file, given);
  console.log(
    `Intact: ${readings} readings of ${bundle.device} in ${checked} sealed hours, tied by ${seals} seals to round ${round.n}:${round.hash}`,
  );
  if (keys.length > 0) {
    console.log(
      `Signed by the device: ${signed} of these readings; its keys: ${keys.map((key) => key.publicKey).join(', ')}`,
    );
    if (given.keys.length === 0)
      console.log('No --key was given: compare the keys with those of the device’s commissioning.');
  }
  if (without > 0) console.log(`Not in the bundle: the readings of ${without} sealed hours, deleted by age.`);
  if (given.head === undefined)
    console.log('No --head was given: compare the round with one that was published.');
} catch (error) {
  console.log(`REFUSED, ${error.message}`);
  process.exit(1);
}
