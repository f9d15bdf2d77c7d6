import type { ApiDevice } from '@banyu/contracts';
import { useObserved } from '../observable.ts';
import { useServices, useWording } from '../services.ts';
import { ConnectionIcon } from './icon.tsx';

/** A device and its connection, in symbol and word; when it is away, since when. `blind`: the server is out of reach. */
export function DeviceLine({ device, blind }: { device: ApiDevice; blind: boolean }) {
  const { clock } = useServices();
  const { text, format } = useWording();
  const { lastMessageAt } = device;
  const online = device.connection === 'online';
  const ago = useObserved(clock, (now) => (lastMessageAt === null ? '' : format.age(now - lastMessageAt)));
  const state = blind ? 'unknown' : device.enabled ? device.connection : 'disabled';
  return (
    <span class={`device ${state}`} title={device.id}>
      <ConnectionIcon online={online} /> {device.name} · {text.connection[state]}
      {!online && ago !== '' && ` · ${text.lastMessage(ago)}`}
      {device.rejects > 0 && ` · ${text.rejects(format.count(device.rejects))}`}
    </span>
  );
}
