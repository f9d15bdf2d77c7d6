// change.ts <path> open | add <device> | disable <device> | rotate <device> | horizon <plant> <ms>
// Does one thing to the registry, from a process of its own; prints its result as JSON.
import { openRegistry, type Registry } from '../../src/index.ts';

const [path = '', action = '', subject = '', value = ''] = process.argv.slice(2);

await using registry = await openRegistry({ path });
console.log(JSON.stringify(await change(registry)));

async function change({ plants, devices, migrated }: Registry): Promise<unknown> {
  if (action === 'open') return migrated;
  if (action === 'add') return await devices.add({ id: subject, plant: 'ipal', point: 'effluent' });
  if (action === 'disable') return await devices.setEnabled(subject, false);
  if (action === 'rotate') return await devices.rotateSecret(subject);
  if (action === 'horizon') return await plants.update(subject, { horizonMs: Number(value) });
  throw new Error(`unknown action "${action}"`);
}
