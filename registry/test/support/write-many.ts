// write-many.ts <path> <prefix> <count>: adds so many points and devices, and tries to add as many devices that
// another process tries to add too. Prints how many of the contested ones it got, as JSON.
import { openRegistry } from '../../src/index.ts';

const [path = '', prefix = '', count = '0'] = process.argv.slice(2);

await using registry = await openRegistry({ path });
let won = 0;
for (let index = 0; index < Number(count); index++) {
  const point = `${prefix}-${index}`;
  await registry.points.add('ipal', { id: point, name: point }, { before: 'effluent' });
  await registry.devices.add({ id: `${prefix}-${index}`, plant: 'ipal', point });
  try {
    await registry.devices.add({ id: `contested-${index}`, plant: 'ipal', point });
    won += 1;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConflictError')) throw error;
  }
}
console.log(JSON.stringify(won));
