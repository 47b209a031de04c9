import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { type Crop, moved, paint, zoomed, zoomOf } from '../crop.js';

interface StageProps {
  picture: ImageBitmap;
  crop: Crop;
  label: string;
  hint: string;
  onChange(crop: Crop): void;
}

const steps: Record<string, [right: number, down: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const zooms: Record<string, number> = { '+': 1.1, '=': 1.1, '-': 1 / 1.1 };

/** A picture behind a frame: dragged, pinched, wheeled, clicked at what shall be in the middle, or by keys. */
export function Stage({ picture, crop, label, hint, onChange }: StageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const still = useRef(true);
  const edge = () => canvas.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
  const zoom = (factor: number) => onChange(zoomed(crop, picture, zoomOf(crop, picture) * factor));

  useEffect(() => {
    if (canvas.current) paint(canvas.current, picture, crop);
  }, [picture, crop]);

  useEffect(() => {
    const element = canvas.current;
    // React's own listener could not keep the page from scrolling.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 500));
    };
    element?.addEventListener('wheel', wheel, { passive: false });
    return () => element?.removeEventListener('wheel', wheel);
  });

  function down({ pointerId, clientX, clientY, currentTarget }: PointerEvent) {
    currentTarget.setPointerCapture(pointerId);
    still.current = fingers.current.size === 0;
    fingers.current.set(pointerId, { x: clientX, y: clientY });
  }

  function drag({ pointerId, clientX, clientY }: PointerEvent) {
    const before = fingers.current.get(pointerId);
    if (!before) return;
    const [right, below] = [clientX - before.x, clientY - before.y];
    // A hand is never quite still.
    if (still.current && Math.hypot(right, below) < 4) return;
    still.current = false;
    const other = [...fingers.current].find(([id]) => id !== pointerId)?.[1];
    fingers.current.set(pointerId, { x: clientX, y: clientY });
    if (!other) return onChange(moved(crop, picture, right / edge().width, below / edge().width));
    const apart = (at: { x: number; y: number }) => Math.hypot(at.x - other.x, at.y - other.y);
    zoom(apart({ x: clientX, y: clientY }) / Math.max(apart(before), 1));
  }

  function up({ pointerId, clientX, clientY }: PointerEvent) {
    if (!fingers.current.delete(pointerId) || !still.current) return;
    const { left, top, width } = edge();
    const right = 0.5 - (clientX - left) / width;
    onChange(moved(crop, picture, right, 0.5 - (clientY - top) / width));
  }

  function press(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, altKey } = event;
    const [step, factor] = [steps[key], zooms[key]];
    if (ctrlKey || metaKey || altKey || (!step && !factor)) return;
    event.preventDefault();
    if (step) onChange(moved(crop, picture, step[0] * 0.05, step[1] * 0.05));
    if (factor) zoom(factor);
  }

  return (
    <div
      className="stage"
      // Else screen readers would keep the arrow keys to themselves.
      role="application"
      aria-label={label}
      aria-description={hint}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={drag}
      onPointerUp={up}
      onPointerCancel={({ pointerId }) => fingers.current.delete(pointerId)}
      onKeyDown={press}
    >
      <canvas ref={canvas} width={640} height={640} />
    </div>
  );
}
