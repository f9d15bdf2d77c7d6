import { READINGS } from './data-sources.ts';
import type { Annotation } from './grafana/model.ts';
import { tagIsVariable } from './influxql/macros.ts';
import { influxQl } from './influxql/select.ts';
import { EVENT } from './influxql/telemetry.ts';
import type { Say } from './text.ts';

/** What happened at the plant's devices: calibration, cleaning, maintenance, power, tampering. */
export function eventAnnotation(say: Say): Annotation {
  return {
    name: say({ id: 'Kejadian perangkat dan perawatan', en: 'Device events and maintenance' }),
    enable: true,
    hide: false,
    iconColor: 'orange',
    datasource: READINGS,
    target: {
      refId: 'Anno',
      fromAnnotations: true,
      queryType: 'tags',
      query: influxQl({
        select: '"title", "text", "tags"',
        from: EVENT,
        where: [tagIsVariable('plant', 'plant')],
      }),
      titleColumn: 'title',
      textColumn: 'text',
      tagsColumn: 'tags',
      timeEndColumn: '',
    },
  };
}
