import { $, counter, el, on } from './case.js'

const n = counter()
const still = $('#still')
const moving = $('#moving')
const video = $('#video')

function draw(canvas, shift) {
  const pen = canvas.getContext('2d')
  const { width, height } = canvas
  const sky = pen.createLinearGradient(0, 0, 0, height)
  sky.addColorStop(0, '#dfe9ea')
  sky.addColorStop(1, '#faf0d9')
  pen.fillStyle = sky
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#d9a441'
  pen.beginPath()
  pen.arc(width * (0.2 + 0.6 * ((Math.sin(shift / 40) + 1) / 2)), height * 0.32, 24, 0, Math.PI * 2)
  pen.fill()
  for (const [layer, color] of ['#b9cbb0', '#8fae8c', '#5f8260'].entries()) {
    pen.fillStyle = color
    pen.beginPath()
    pen.moveTo(0, height)
    for (let x = 0; x <= width; x += 6)
      pen.lineTo(
        x,
        height * (0.55 + layer * 0.14) + 16 * Math.sin((x + shift * (layer + 1)) / (46 - layer * 8)),
      )
    pen.lineTo(width, height)
    pen.fill()
  }
  pen.fillStyle = '#22281f'
  pen.font = '600 15px sans-serif'
  pen.fillText(`frame ${shift}`, 14, 26)
}
draw(still, 0)
draw(moving, 7)

let frame = 0
let request = 0
function step() {
  frame += 1
  draw(moving, frame)
  request = requestAnimationFrame(step)
}

on('draw', () => draw(still, n() * 9))
on('animate', () => {
  if (!request) step()
})
on('stop', () => {
  cancelAnimationFrame(request)
  request = 0
  return `stopped at ${frame}`
})
on('resize-canvas', () => {
  still.width = still.width === 420 ? 300 : 420
  draw(still, 0)
  return `width ${still.width}`
})
on('clear-canvas', () => {
  still.getContext('2d').clearRect(0, 0, still.width, still.height)
})
on('add-canvas', () => {
  const canvas = el('canvas', { width: 140, height: 100, style: 'border-radius:8px' })
  $('#others').append(canvas)
  draw(canvas, n() * 30)
})
on('webgl', () => {
  const gl = $('#gl').getContext('webgl', { failIfMajorPerformanceCaveat: false })
  if (!gl) return 'no WebGL here'
  gl.clearColor(0.2 + (n() % 4) * 0.2, 0.45, 0.35, 1)
  gl.clear(gl.COLOR_BUFFER_BIT)
  return 'WebGL cleared'
})
on('bitmap', async () => {
  const bitmap = await createImageBitmap(still)
  $('#bits').getContext('bitmaprenderer').transferFromImageBitmap(bitmap)
})
on('play-stream', async () => {
  if (!request) step()
  video.srcObject ??= moving.captureStream(15)
  await video.play()
  return 'playing'
})
on('pause-video', () => {
  video.pause()
})
on('volume', () => {
  $('#audio').volume = ((n() % 4) + 1) / 4
  video.muted = !video.muted
  return `muted ${video.muted}`
})
on('blob-image', async () => {
  const blob = await new Promise((resolve) => {
    still.toBlob(resolve, 'image/webp', 0.7)
  })
  const image = el('img', { alt: 'From a blob', width: 140, height: 80, style: 'border-radius:8px' })
  image.src = URL.createObjectURL(blob)
  $('#others').append(image)
})
