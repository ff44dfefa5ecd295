/* SVG paths of strokes, drawn alike on both sides. Coordinates are x and y by turns, in CSS pixels. */

const ARROW_HEAD = 14
const ARROW_ANGLE = 0.5

export function linePath(points: readonly number[]): string {
  let path = ''
  for (let i = 0; i + 1 < points.length; i += 2) path += `${i ? 'L' : 'M'}${points[i]} ${points[i + 1]}`
  // A dot is a line of no length with round ends.
  return points.length === 2 ? `${path}h0` : path
}

export function boxPath([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[]): string {
  return `M${x0} ${y0}H${x1}V${y1}H${x0}Z`
}

export function arrowPath([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[]): string {
  const angle = Math.atan2(y1 - y0, x1 - x0)
  const side = (turn: number): string => {
    const at = angle + Math.PI + turn
    return `${Math.round(x1 + ARROW_HEAD * Math.cos(at))} ${Math.round(y1 + ARROW_HEAD * Math.sin(at))}`
  }
  return `M${x0} ${y0}L${x1} ${y1}M${side(ARROW_ANGLE)}L${x1} ${y1}L${side(-ARROW_ANGLE)}`
}
