import type { AedesOptions } from 'aedes';
import { isFilter, ObserverAccess } from './access.ts';
import { DeviceConnection } from './connection.ts';
import type { QuietLog } from './quiet-log.ts';
import type { Counters } from './statistics.ts';

type SubscriptionHooks = Required<Pick<AedesOptions, 'authorizeSubscribe' | 'authorizeForward'>>;

/**
 * A device hears its own commands and an observer the broker's figures, nothing else. What it may subscribe to is asked again when a message
 * is about to be forwarded: in a SUBSCRIBE with several filters, Aedes can keep a refused one.
 */
export function subscriptionHooks(counters: Counters, log: QuietLog): SubscriptionHooks {
  return {
    authorizeSubscribe: (client, subscription, done) => {
      const connection = client.conn;
      const filter = subscription.topic;
      const access = connection instanceof DeviceConnection ? connection.access : undefined;
      if (access?.maySubscribe(filter) === true) {
        if (access instanceof ObserverAccess) access.filters.add(filter);
        done(null, subscription);
        return;
      }
      counters.refused['foreign-filter'] += 1;
      log.warn({ device: client.id, filter: filter.slice(0, 200) }, 'Subscription refused');
      if (isFilter(filter)) done(null, null);
      else done(new Error('Not a topic filter'));
    },
    authorizeForward: (client, packet) => {
      const connection = client.conn;
      if (connection instanceof DeviceConnection && connection.access?.mayReceive(packet.topic) === true) {
        counters.publishesSent += 1;
        return packet;
      }
      // What Aedes tells itself under $SYS matches an observer's filter and is for nobody.
      if (connection instanceof DeviceConnection && connection.access instanceof ObserverAccess) return null;
      counters.refused['foreign-delivery'] += 1;
      return null;
    },
  };
}
