export interface Size {
  width: number;
  height: number;
}

/** A square of a picture: its middle and its side in the picture's pixels, and quarters that it is turned by. */
export interface Crop {
  x: number;
  y: number;
  side: number;
  turns: number;
}

/** What nobody would make out any more. */
const leastSide = 128;

export const whole = ({ width, height }: Size): Crop => ({
  x: width / 2,
  y: height / 2,
  side: Math.min(width, height),
  turns: 0,
});

/** How many times as large as at first it is shown. */
export const zoomOf = (crop: Crop, size: Size): number => whole(size).side / crop.side;

export const mostZoom = (size: Size): number => Math.max(1, whole(size).side / leastSide);

export function zoomed(crop: Crop, size: Size, zoom: number): Crop {
  const allowed = Math.min(Math.max(zoom, 1), mostZoom(size));
  return inside({ ...crop, side: whole(size).side / allowed }, size);
}

/** The picture moved behind its frame, by parts of the frame as it is seen. */
export function moved(crop: Crop, size: Size, right: number, down: number): Crop {
  const angle = (crop.turns * Math.PI) / 2;
  const [cos, sin] = [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
  const x = crop.x - crop.side * (right * cos + down * sin);
  const y = crop.y - crop.side * (down * cos - right * sin);
  return inside({ ...crop, x, y }, size);
}

/** Clockwise, or the other way. */
export const turned = (crop: Crop, quarters: 1 | -1): Crop => ({
  ...crop,
  turns: (crop.turns + quarters + 4) % 4,
});

/** The frame shows nothing but the picture. */
function inside(crop: Crop, { width, height }: Size): Crop {
  const within = (middle: number, length: number) =>
    Math.min(Math.max(middle, crop.side / 2), length - crop.side / 2);
  return { ...crop, x: within(crop.x, width), y: within(crop.y, height) };
}

/** Fills a square canvas with it. */
export function paint(canvas: HTMLCanvasElement, picture: CanvasImageSource, crop: Crop): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width: edge } = canvas;
  context.resetTransform();
  context.clearRect(0, 0, edge, edge);
  context.imageSmoothingQuality = 'high';
  context.translate(edge / 2, edge / 2);
  context.rotate((crop.turns * Math.PI) / 2);
  context.scale(edge / crop.side, edge / crop.side);
  context.drawImage(picture, -crop.x, -crop.y);
}
