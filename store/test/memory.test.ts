import { openMemoryStore } from '../src/index.ts';
import { describeConformance } from './conformance.ts';

describeConformance('openMemoryStore()', () => Promise.resolve(openMemoryStore()));
