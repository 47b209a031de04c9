import { describe, expect, it } from 'vitest';
import { mostZoom, moved, turned, whole, zoomed, zoomOf } from './crop.js';

const size = { width: 1000, height: 600 };
const start = whole(size);

describe('the part of a picture that is kept', () => {
  it('is at first the middle, as large as may be', () => {
    expect(start).toEqual({ x: 500, y: 300, side: 600, turns: 0 });
  });

  it('follows what drags the picture, and never leaves it', () => {
    expect(moved(start, size, 0.25, 0)).toMatchObject({ x: 350, y: 300 });
    expect(moved(start, size, 9, 9)).toMatchObject({ x: 300, y: 300 });
    expect(moved(start, size, -9, -9)).toMatchObject({ x: 700, y: 300 });
  });

  it.each([
    [1, { x: 500, y: 330 }],
    [2, { x: 530, y: 300 }],
    [3, { x: 500, y: 270 }],
  ])('is dragged as it is seen after %i quarters', (quarters, middle) => {
    let crop = zoomed(start, size, 2);
    for (let i = 0; i < quarters; i++) crop = turned(crop, 1);
    const { x, y } = moved(crop, size, 0.1, 0);
    expect({ x: Math.round(x), y: Math.round(y) }).toEqual(middle);
  });

  it('is smaller the more one zooms, up to what can be made out', () => {
    expect(zoomed(start, size, 2)).toMatchObject({ side: 300, x: 500 });
    expect(zoomOf(zoomed(start, size, 100), size)).toBe(mostZoom(size));
    expect(mostZoom({ width: 100, height: 90 })).toBe(1);
  });

  it('is inside again when one zooms out at an edge', () => {
    const corner = moved(zoomed(start, size, 4), size, 9, 9);
    expect(corner).toMatchObject({ x: 75, y: 75 });
    expect(zoomed(corner, size, 1)).toMatchObject({ x: 300, y: 300, side: 600 });
  });

  it('is as before when it is turned back or all the way round', () => {
    expect(turned(turned(start, -1), 1)).toEqual(start);
    expect([1, 1, 1, 1].reduce((crop) => turned(crop, 1), start)).toEqual(start);
  });
});
