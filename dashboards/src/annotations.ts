import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { AnnotationQuery } from '@grafana/grafana-foundation-sdk/dashboard';
import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { READINGS } from './data-sources.ts';
import { dataquery } from './dataquery.ts';
import { reachingIntoRange, tagIsVariable } from './influxql/macros.ts';
import { influxQl } from './influxql/select.ts';
import { EVENT, WINDOW } from './influxql/telemetry.ts';
import type { Say } from './text.ts';

/** What happened at the plant's devices: calibration, cleaning, maintenance, power, tampering. */
export function eventAnnotation(say: Say): Builder<AnnotationQuery> {
  return inSight(
    new AnnotationQueryBuilder()
      .name(say({ id: 'Kejadian perangkat dan perawatan', en: 'Device events and maintenance' }))
      .enable(true)
      .hide(false)
      .iconColor('orange')
      .datasource(READINGS)
      .target(
        dataquery({
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
        }),
      ),
  );
}

/** Times in which people worked on sensors, or the production stood: those that reach into what is looked at. */
export function windowAnnotation(say: Say): Builder<AnnotationQuery> {
  return inSight(
    new AnnotationQueryBuilder()
      .name(say({ id: 'Jendela perawatan', en: 'Service windows' }))
      .enable(true)
      .hide(false)
      .iconColor('purple')
      .datasource(READINGS)
      .target(
        dataquery({
          refId: 'Anno',
          fromAnnotations: true,
          queryType: 'tags',
          query: influxQl({
            select: '"title", "text", "tags", "timeEnd"',
            from: WINDOW,
            where: [tagIsVariable('plant', 'plant'), '"cancelled" = false'],
            during: reachingIntoRange('timeEnd'),
          }),
          titleColumn: 'title',
          textColumn: 'text',
          tagsColumn: 'tags',
          timeEndColumn: 'timeEnd',
        }),
      ),
  );
}

/** What people write into Grafana by hand. */
export function handWrittenAnnotation(): Builder<AnnotationQuery> {
  return inSight(
    new AnnotationQueryBuilder()
      .name('Annotations & Alerts')
      .enable(true)
      .hide(true)
      .iconColor('rgba(0, 211, 255, 1)')
      .datasource({ type: 'grafana', uid: '-- Grafana --' })
      .target(dataquery({ limit: 100, matchAny: false, tags: [], type: 'dashboard' }))
      .builtIn(1)
      .type('dashboard'),
  );
}

/** Its switch above the panels: the SDK puts it into a menu, and knows no other place. */
function inSight(annotation: AnnotationQueryBuilder): Builder<AnnotationQuery> {
  return {
    build() {
      const { placement: _, ...rest } = annotation.build();
      return rest;
    },
  };
}
