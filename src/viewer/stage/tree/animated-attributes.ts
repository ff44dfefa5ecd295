import { words } from './words.ts'

/** SVG animations may move these; never links, handlers or anything that loads. */
const ANIMATED_ATTRIBUTES = words(`
  accumulate additive amplitude azimuth baseFrequency baseline-shift bias clip-path clip-rule color
  color-interpolation color-interpolation-filters cx cy d diffuseConstant display divisor dx dy edgeMode elevation
  exponent fill fill-opacity fill-rule filter flood-color flood-opacity font-size font-style font-weight fx fy
  gradientTransform gradientUnits height in in2 intercept k1 k2 k3 k4 kernelMatrix letter-spacing lighting-color
  limitingConeAngle markerHeight markerUnits markerWidth mask mode numOctaves offset opacity operator order
  orient pathLength patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ preserveAspectRatio r radius refX
  refY result rotate rx ry scale seed slope spacing specularConstant specularExponent startOffset stdDeviation
  stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
  stroke-opacity stroke-width surfaceScale tableValues textLength transform type values viewBox visibility width
  word-spacing x x1 x2 xChannelSelector y y1 y2 yChannelSelector z`)

/** May an animation element name this attribute? */
export function isAnimatable(attribute: string): boolean {
  return ANIMATED_ATTRIBUTES.has(attribute)
}
