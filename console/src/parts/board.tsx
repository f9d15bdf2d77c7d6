import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { columnsFor } from './columns-for.ts';

/** Lays the sampling points out as the water flows, row by row. */
export function Board({ points, children }: { points: number; children: ComponentChildren }) {
  const board = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);
  useLayoutEffect(() => {
    const element = board.current;
    if (element === null) return;
    const fit = () => {
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setColumns(columnsFor(points, element.clientWidth, remPx));
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [points]);
  return (
    <div ref={board} class="board" style={{ '--columns': columns }}>
      {children}
    </div>
  );
}
