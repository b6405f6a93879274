import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Size } from './view.js';

/** The size of an element in CSS pixels, as it changes; null before it is laid out. */
export const useSize = (of: RefObject<HTMLElement | null>): Size | null => {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return;
    const measure = (): void => {
      const { clientWidth: widthPx, clientHeight: heightPx } = element;
      if (widthPx && heightPx) setSize({ widthPx, heightPx });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return size;
};
